"""Databases that go from revision to revision, and copies of them with something in every table.

On SQLite a copy is a copied file, on PostgreSQL a database from a template: either takes no time,
and each step is taken once.
"""

import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from alembic import command
from sqlalchemy import Connection, Engine, MetaData, Table, create_engine, text

from crm.operations.upgrade import alembic_config
from tests.operations.made_up import Rows, made_up, tables_of_ours


@dataclass(frozen=True)
class Old:
    """What an office of some revision holds."""

    tables: Sequence[Table]
    rows: Rows


_MADE_UP: dict[str, Old] = {}
"""By revision, for both engines."""


class Ladder:
    """Copies a database of each revision to where that engine looks for it."""

    def __init__(self, folder: Path, target: Engine) -> None:
        self.folder, self.target = folder, target
        self.pattern = create_engine(f"sqlite:///{folder / 'ladder.sqlite'}")
        self.tables, self.made = MetaData(), dict[str, str]()
        self.ladder = self.pattern
        self.is_file = target.dialect.name == "sqlite"
        if not self.is_file:
            self._on_server("DROP DATABASE IF EXISTS ladder", "CREATE DATABASE ladder")
            self.ladder = create_engine(target.url.set(database="ladder"))

    def copy_at(self, revision: str) -> Old:
        """Of revisions in their order; one that is lower than the one before finds no way down."""
        climb(self.ladder, revision)
        old = _MADE_UP[revision] = _MADE_UP.get(revision) or self._make_up(revision)
        self._copy()
        with self.target.begin() as connection:
            _fill(connection, old)
        self.target.dispose()
        return old

    def _make_up(self, revision: str) -> Old:
        """From SQLite's tables, whatever the target is: SQLite judges their checks."""
        climb(self.pattern, revision)
        self._look()
        ours = tables_of_ours(self.tables)
        return Old(ours, made_up(ours))

    def _look(self) -> None:
        """At the tables that have changed: to look at all of them anew takes its time."""
        asked = text("SELECT name, sql FROM sqlite_master WHERE type = 'table'")
        with self.pattern.connect() as connection:
            made = {name: str(statement) for name, statement in connection.execute(asked)}
        seen, self.tables = self.tables, MetaData()
        as_before = {name for name, statement in made.items() if self.made.get(name) == statement}
        for name in as_before & seen.tables.keys():
            seen.tables[name].to_metadata(self.tables)
        anew = made.keys() - self.tables.tables.keys()
        self.tables.reflect(bind=self.pattern, only=list(anew), resolve_fks=False)
        self.made = made

    def _copy(self) -> None:
        for engine in (self.pattern, self.ladder, self.target):
            engine.dispose()
        name = str(self.target.url.database)
        if self.is_file:
            for path in Path(name).parent.glob(f"{Path(name).name}*"):
                path.unlink()
            shutil.copy(self.folder / "ladder.sqlite", name)
        else:
            self._on_server(
                f"DROP DATABASE IF EXISTS {name}", f"CREATE DATABASE {name} TEMPLATE ladder"
            )

    def _on_server(self, *statements: str) -> None:
        url = self.target.url.set(database="postgres")
        server = create_engine(url, isolation_level="AUTOCOMMIT")
        with server.connect() as connection:
            for statement in statements:
                connection.execute(text(statement))
        server.dispose()


def climb(engine: Engine, revision: str) -> None:
    with engine.begin() as connection:
        config = alembic_config()
        config.attributes["connection"] = connection
        command.upgrade(config, revision)


def _fill(connection: Connection, old: Old) -> None:
    """Rows refer to each other in circles, so that no order of them would do."""
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("PRAGMA foreign_keys = OFF")
    else:
        connection.exec_driver_sql("SET LOCAL session_replication_role = replica")
    for table in old.tables:
        connection.execute(table.insert(), list(old.rows[table.name]))
