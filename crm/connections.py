"""How the office's connections to its database are set up, and how long they wait."""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from weakref import WeakKeyDictionary

from sqlalchemy import Connection, Engine, Pool, event
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import DBAPIError

from crm.seeing import let_pass

PAGES_KEPT = 2000
"""Kilobytes of the database that each connection to SQLite holds."""

PATIENCE = 10_000
"""So many milliseconds a writer waits for another one."""


def set_up_engine(engine: Engine) -> None:
    """Wait ten seconds for a lock; let SQLite guard references, and read while one writes. No
    statement goes past the rule of what is confidential."""
    let_pass(engine)
    if engine.dialect.name == "postgresql":
        _set_up_postgresql(engine)
        return
    if engine.url.database:
        _begin_closed(engine, engine.url.database)
        _keep_to_one_file(engine, engine.url.database)

    @event.listens_for(engine, "connect")
    def _configure(connection: DBAPIConnection, _: object) -> None:
        cursor = connection.cursor()
        cursor.execute("PRAGMA foreign_keys = ON")
        cursor.execute("PRAGMA journal_mode = WAL")
        cursor.execute("PRAGMA synchronous = FULL")
        cursor.execute(f"PRAGMA busy_timeout = {PATIENCE}")
        cursor.execute(f"PRAGMA cache_size = -{PAGES_KEPT}")
        cursor.close()


def sqlite_code(error: DBAPIError) -> int | None:
    """What SQLite calls it, without what it adds; None of an error that is not SQLite's."""
    code = getattr(error.orig, "sqlite_errorcode", None)
    return code & 0xFF if isinstance(code, int) else None


@contextmanager
def without_waiting(connection: Connection) -> Iterator[None]:
    """In the block a lock of another writer is an error at once, on SQLite, which has but one."""
    if connection.dialect.name == "postgresql":
        yield
        return
    connection.exec_driver_sql("PRAGMA busy_timeout = 0")
    try:
        yield
    finally:
        connection.exec_driver_sql(f"PRAGMA busy_timeout = {PATIENCE}")


def _begin_closed(engine: Engine, file: str) -> None:
    """A file that is new is for its owner alone: it holds all that is confidential, and SQLite
    gives its log the same rights."""

    @event.listens_for(engine, "do_connect")
    def _begin(*_given: object) -> None:
        with suppress(OSError):  # it is there; or it cannot be made, and SQLite says why
            os.close(os.open(file, os.O_CREAT | os.O_EXCL, 0o600))


ANOTHER = "the file of the database was replaced or removed: end the server and start it anew"


def _keep_to_one_file(engine: Engine, file: str) -> None:
    """A connection goes on with the file that it has opened, though its name leads to another one
    by now: what is saved there would be gone with the server. Then nothing is saved at all."""
    place = Path(file)
    # By the pool: another one takes its place when all connections are given up, as to restore.
    # To listen for that would have SQLAlchemy look for listeners before each statement.
    opened = WeakKeyDictionary[Pool, tuple[int, int]]()

    def look(*_given: object) -> None:
        known = opened.get(engine.pool)
        if known is not None and _identity(place) != known:
            raise sqlite3.OperationalError(ANOTHER)

    def note(*_given: object) -> None:
        if engine.pool not in opened and (there := _identity(place)) is not None:
            opened[engine.pool] = there

    event.listen(engine, "do_connect", look, insert=True)
    event.listen(engine, "connect", note)
    event.listen(engine, "checkout", look)


def _identity(place: Path) -> tuple[int, int] | None:
    """None where there is none, or where the name is an address."""
    try:
        there = place.stat()
    except OSError:
        return None
    return there.st_dev, there.st_ino


def _set_up_postgresql(engine: Engine) -> None:
    @event.listens_for(engine, "connect")
    def _configure(connection: DBAPIConnection, _: object) -> None:
        cursor = connection.cursor()
        cursor.execute("SET lock_timeout = '10s'")
        cursor.execute("SET jit = off")  # what is asked here is done before it would be compiled
        cursor.close()
        connection.commit()
