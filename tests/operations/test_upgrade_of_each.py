"""Every schema that there ever was, with something in every table, upgrades and comes out whole."""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import Engine, create_engine, func, inspect, literal, select, text, union_all

from crm.config import shipped
from crm.extensions import db
from crm.history.chain import first_broken
from crm.operations.checks import database
from crm.operations.checks.run import Run
from crm.operations.schema import needed_revision, stored_revision
from crm.operations.upgrade import upgrade
from tests.conftest import opened
from tests.databases import ENGINES
from tests.operations.ladder import Ladder, Old, climb

REVISIONS = sorted(f.name[:4] for f in (shipped("migrations") / "versions").glob("[0-9]*.py"))
WHOLE_WAY = {REVISIONS[0], REVISIONS[len(REVISIONS) // 2], *REVISIONS[-2:]}
"""From where an office goes all the way at once. That nothing is lost on the steps between is shown
for each step by itself: all ways from everywhere would take longer with the square of their number.
"""

RUN = Run(mends=False, watch=lambda _label, items, _number: items)


@pytest.fixture(scope="module", params=ENGINES)
def ladder(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Ladder]:
    """To the database of an app, whose context it is in."""
    folder = tmp_path_factory.mktemp("ladder")
    url = f"sqlite:///{folder / 'crm.sqlite'}"
    if request.param == "postgresql":
        server = create_engine(
            request.getfixturevalue("postgresql_url").replace("://", "+psycopg://"),
            isolation_level="AUTOCOMMIT",
        )
        with server.connect() as connection:
            connection.execute(text("DROP DATABASE IF EXISTS climbed WITH (FORCE)"))
            connection.execute(text("CREATE DATABASE climbed"))
        url = server.url.set(database="climbed").render_as_string(hide_password=False)
        server.dispose()
    with opened(folder, url) as app, app.app_context():
        yield Ladder(folder, db.engine)
        db.session.remove()


@pytest.mark.parametrize("revision", REVISIONS)
def test_an_office_of_each_revision_loses_nothing(ladder: Ladder, revision: str):
    old = ladder.copy_at(revision)
    before = counts(db.engine, old)

    reached = go_on(db.engine, revision)

    assert lost(db.engine, old) == []
    assert {n: c for n, c in counts(db.engine, old).items() if c < before[n]} == {}
    problems = [*database.whole(RUN), *database.references(RUN)]
    problems.append(first_broken() if reached == needed_revision() else None)
    assert [problem for problem in problems if problem] == []
    db.session.remove()


def go_on(engine: Engine, revision: str) -> str | None:
    """To the next revision, or all the way as an office upgrades; the revision that it has then."""
    if revision in WHOLE_WAY:
        upgrade(engine)
    else:
        climb(engine, REVISIONS[REVISIONS.index(revision) + 1])
    with engine.connect() as connection:
        return stored_revision(connection)


def test_its_tables_are_those_of_a_new_office(ladder: Ladder):
    ladder.copy_at(REVISIONS[-1])
    upgrade(db.engine)

    assert list(database.tables(RUN)) == []


def test_what_an_upgrade_would_lose_is_seen(ladder: Ladder):
    old = ladder.copy_at(REVISIONS[-1])
    with db.engine.begin() as connection:
        connection.execute(text("UPDATE task SET notes = 'other' WHERE notes IS NOT NULL"))
        connection.execute(text("DELETE FROM happening WHERE id = 1002"))

    found = {problem.partition(":")[0] for problem in lost(db.engine, old)}
    assert {"task.notes", "happening.title"} < found


def counts(engine: Engine, old: Old) -> dict[str, int]:
    each = (select(literal(t.name), func.count()).select_from(t) for t in old.tables)
    with engine.connect() as connection:
        return dict(connection.execute(union_all(*each)).all())


def lost(engine: Engine, old: Old) -> list[str]:
    """Which values are not what they were, of the columns that are still there."""
    found = []
    with engine.connect() as connection:
        known = inspect(connection).get_multi_columns()
        for table in old.tables:
            stays = {column["name"] for column in known[None, table.name]}
            told = [c for c in table.columns if not c.name.endswith("_sort")]  # kept by the product
            columns = [c for c in told if c.name in stays and c.computed is None]
            kept = [_plain(row._mapping) for row in connection.execute(select(*columns))]
            for row in old.rows[table.name]:
                key = {c.name: row[c.name] for c in table.primary_key}
                now = next((k for k in kept if key.items() <= k.items()), {})
                found += [
                    f"{table.name}.{c.name}: {row[c.name]!r} has become {now.get(c.name)!r}"[:200]
                    for c in columns
                    if now.get(c.name, "") != row[c.name]
                ]
    return found


def _plain(row: Mapping[str, Any]) -> dict[str, Any]:
    """With moments in UTC, whichever engine they come from."""
    return {name: _in_utc(v) if isinstance(v, datetime) else v for name, v in row.items()}


def _in_utc(moment: datetime) -> datetime:
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
