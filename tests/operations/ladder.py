"""Databases that go from revision to revision, and copies of them with something in every table.

On SQLite a copy is a copied file, on PostgreSQL a database from a template: either takes no time,
and each step is taken once.
"""

import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from alembic.runtime.environment import EnvironmentContext
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
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
        """At the tables that have changed: to look at all of them anew takes its time, and so does
        each statement to one that it is made for first."""
        asked = text("SELECT name, sql FROM sqlite_master WHERE type = 'table'")
        with self.pattern.connect() as connection:
            made = {name: str(statement) for name, statement in connection.execute(asked)}
        anew = {
            name for name in made.keys() | self.made.keys() if made.get(name) != self.made.get(name)
        }
        refer = [self.tables.tables[name] for name in self._that_refer_to(anew) - anew]
        for name in anew & self.tables.tables.keys() | {table.name for table in refer}:
            self.tables.remove(self.tables.tables[name])
        for table in refer:
            table.to_metadata(self.tables)
        self.tables.reflect(bind=self.pattern, only=list(anew & made.keys()), resolve_fks=False)
        self.made = made

    def _that_refer_to(self, names: set[str]) -> set[str]:
        """Those, and all whose keys lead to them: what a key leads to is kept with it."""
        found = {
            table.name
            for table in self.tables.tables.values()
            if names & {key.target_fullname.partition(".")[0] for key in table.foreign_keys}
        }
        return names if found <= names else self._that_refer_to(names | found)

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


@cache
def _migrations() -> ScriptDirectory:
    """All of them, loaded once: Alembic's own command loads them anew each time."""
    return ScriptDirectory.from_config(alembic_config())


def climb(engine: Engine, revision: str) -> None:
    """As Alembic's command to upgrade does."""
    config, migrations = alembic_config(), _migrations()

    def steps(reached: str, _context: MigrationContext) -> list[Any]:
        return migrations._upgrade_revs(revision, reached)

    with (
        engine.begin() as connection,
        EnvironmentContext(config, migrations, fn=steps, destination_rev=revision),
    ):
        config.attributes["connection"] = connection
        migrations.run_env()


def _fill(connection: Connection, old: Old) -> None:
    """Rows refer to each other in circles, so that no order of them would do."""
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("PRAGMA foreign_keys = OFF")
    else:
        connection.exec_driver_sql("SET LOCAL session_replication_role = replica")
    for table in old.tables:
        connection.execute(table.insert(), list(old.rows[table.name]))
