"""An office that worked with an older version comes out whole when it is brought up to date.

The newest office, with something in every table, is taken down one revision at a time. What stands
in the tables of that revision is a database as an office of its time has it; a copy goes up again.
"""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from alembic import command
from sqlalchemy import Connection, Engine, MetaData, create_engine, func, select, text

from crm.config import shipped
from crm.database import Base, now, set_up_engine
from crm.extensions import db
from crm.models import Digest, Letter, Office, ReferenceCounter
from crm.operations.schema import needed_revision, stored_revision
from crm.operations.upgrade import alembic_config, upgrade
from crm.trash.actions import move_to_trash
from tests import factories
from tests.addresses import fill_office
from tests.conftest import DAY, opened
from tests.databases import ENGINES
from tests.trash.whole import full_agreement

REVISIONS = sorted(f.name[:4] for f in (shipped("migrations") / "versions").glob("[0-9]*.py"))
Rows = dict[str, dict[int, dict[str, object]]]


class Databases:
    """Makes, copies and opens databases of one engine."""

    def __init__(self, folder: Path, server: str | None) -> None:
        self.folder, self.server = folder, server

    def url(self, name: str) -> str:
        if self.server is None:
            return f"sqlite:///{self.folder / name}.sqlite"
        address = create_engine(self._driven(self.server)).url.set(database=name)
        return address.render_as_string(hide_password=False)

    def make(self, name: str, template: str = "template1") -> None:
        if self.server is not None:
            self._command(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
            self._command(f"CREATE DATABASE {name} TEMPLATE {template}")
        elif template != "template1":
            shutil.copy(self.folder / f"{template}.sqlite", self.folder / f"{name}.sqlite")

    @contextmanager
    def engine(self, name: str) -> Iterator[Engine]:
        engine = create_engine(self._driven(self.url(name)))
        set_up_engine(engine)
        yield engine
        engine.dispose()

    def _command(self, statement: str) -> None:
        engine = create_engine(self._driven(self.server or ""), isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            connection.execute(text(statement))
        engine.dispose()

    @staticmethod
    def _driven(url: str) -> str:
        return url.replace("postgresql://", "postgresql+psycopg://")


@pytest.fixture(params=ENGINES)
def databases(request: pytest.FixtureRequest, tmp_path: Path) -> Databases:
    is_sqlite = request.param == "sqlite"
    return Databases(tmp_path, None if is_sqlite else request.getfixturevalue("postgresql_url"))


def furnish(databases: Databases) -> None:
    """The newest office, with something of everything."""
    databases.make("old")
    with opened(databases.folder, databases.url("old")) as app, app.app_context():
        fill_office(2)
        full_agreement()
        away = factories.document(agreement_id=factories.agreement().id)
        db.session.commit()
        move_to_trash({}, away)
        sent = {"made_at": now(), "sent_at": now(), "message_id": "<1@example.org>"}
        mail = {"recipient": "lin@example.org", "subject": "Digest", "text": "Nothing"}
        letter = factories.kept(Letter(**sent, **mail))
        told = {"user_id": factories.user().id, "day": DAY, "made_on": DAY}
        factories.kept(Digest(letter_id=letter.id, **told))
        factories.kept(ReferenceCounter(series="2026-MOU-{number}", last=3))
        factories.kept(Office(name_en="School of Medicine"))
        db.session.commit()
        assert _empty_tables() == set()
        db.session.remove()


def _empty_tables() -> set[str]:
    counts = {
        table.name: db.session.scalar(select(func.count()).select_from(table))
        for table in Base.metadata.sorted_tables
    }
    return {name for name, number in counts.items() if not number}


def rows_of(connection: Connection) -> Rows:
    """Every row of every table that has numbers, as it stands there."""
    tables = MetaData()
    tables.reflect(bind=connection)
    return {
        table.name: {row["id"]: dict(row) for row in connection.execute(select(table)).mappings()}
        for table in tables.sorted_tables
        if "id" in table.c and not table.name.endswith("_search")
    }


def lost(before: Rows, after: Rows) -> list[str]:
    """What stood there before and stands there no more, or otherwise."""
    found = []
    for table, rows in before.items():
        for number, row in rows.items():
            kept = after.get(table, {}).get(number)
            if kept is None:
                found.append(f"{table} {number}")
                continue
            if row.get("key"):
                continue  # what is shipped is made anew by the migrations
            found += [
                f"{table} {number} {name}: {value!r} became {kept[name]!r}"
                for name, value in row.items()
                if name in kept and kept[name] != value
            ]
    return found


def test_a_database_of_each_older_version_comes_out_whole(databases: Databases):
    furnish(databases)

    for revision in reversed(REVISIONS[:-1]):
        with databases.engine("old") as engine, engine.begin() as connection:
            config = alembic_config()
            config.attributes["connection"] = connection
            command.downgrade(config, revision)
            before = rows_of(connection)
            assert before["partner"], revision
        databases.make("newer", template="old")
        with databases.engine("newer") as engine:
            assert upgrade(engine) is True
            with engine.connect() as connection:
                assert stored_revision(connection) == needed_revision()
                assert (revision, lost(before, rows_of(connection))) == (revision, [])
                if databases.server is None:
                    broken = connection.exec_driver_sql("PRAGMA foreign_key_check").all()
                    assert (revision, broken) == (revision, [])
