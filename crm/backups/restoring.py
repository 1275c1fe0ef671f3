"""Brings a backup back. What was there stays until all of it has succeeded, and is kept after it.

The rows are loaded into an empty database of the version that made the backup, which is then
upgraded like any other: so an older backup comes back into a newer version, and one of either
engine into the other.
"""

import hashlib
import shutil
import sqlite3
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import Any

from alembic import command
from sqlalchemy import Connection, MetaData, Table, create_engine, func, inspect, select, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DatabaseError

from crm.backups.archive import DOCUMENTS, Office, Tell
from crm.backups.reading import Backup
from crm.backups.values import from_json
from crm.connections import set_up_engine, sqlite_code, without_waiting
from crm.database import Base
from crm.errors import Refused
from crm.frozen import Frozen
from crm.models import NumberGiven
from crm.models.search import SEARCHED, words_of_all
from crm.operations.upgrade import alembic_config

ROWS_AT_ONCE = 1000
MEGABYTE = 1_000_000

IN_USE = "The database is in use: end the server, then restore again. Nothing was changed."

DAMAGED = {sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_CORRUPT}
"""What SQLite says of a file that is put aside as it is."""


class Restored(Frozen):
    """Where what was there before is kept now; None when there was nothing."""

    before: str | None


def restore(
    office: Office, backup: Backup, moment: datetime, tell: Tell = lambda _n: None
) -> Restored:
    """Put the backup in the place of what is there. Raises Refused when it does not fit together;
    then nothing has changed."""
    stamp = f"{moment:%Y%m%d-%H%M%S}"
    is_file = office.engine.dialect.name == "sqlite"
    if is_file:
        _require_alone(office)
    _require_room(office, backup, has_rows=is_file)
    _bring_documents(office, backup, tell)
    restored = (_into_file if is_file else _into_schema)(office, backup, stamp, tell)
    _bring_secret(office, backup, stamp)
    return restored


def _into_file(office: Office, backup: Backup, stamp: str, tell: Tell) -> Restored:
    """Into a new file beside the one that is there, which it then replaces."""
    place = _file_of(office)
    fresh = place.with_name(f"{place.name}.restoring")
    fresh.unlink(missing_ok=True)
    engine = create_engine(f"sqlite:///{fresh}")
    set_up_engine(engine)
    try:
        with engine.connect() as connection:
            connection.exec_driver_sql("PRAGMA foreign_keys = OFF")
            connection.exec_driver_sql("BEGIN IMMEDIATE")
            _load(connection, backup, tell)
            _require_whole(connection)
            connection.commit()
        with engine.connect() as connection:
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    except BaseException:
        engine.dispose()
        fresh.unlink(missing_ok=True)
        raise
    engine.dispose()
    return Restored(_swap(office, place, fresh, stamp))


def _file_of(office: Office) -> Path:
    return Path(str(make_url(str(office.engine.url)).database))


def _require_room(office: Office, backup: Backup, *, has_rows: bool) -> None:
    """Raises Refused where the documents that are not there, and the rows that come there too, find
    no room. Rows take at least as much in a database as in a backup that is unpacked."""
    needed = sum(
        noted["size"]
        for name, noted in backup.members.items()
        if (has_rows and name.startswith("data/"))
        or (name.startswith(DOCUMENTS) and not _place_of(office, name).exists())
    )
    free = shutil.disk_usage(office.instance).free
    if free < needed:
        raise Refused(
            f"{office.instance}: {free // MEGABYTE} MB are free, and the backup takes"
            f" {needed // MEGABYTE + 1} MB there. Make room. Nothing was changed."
        )


def _place_of(office: Office, member: str) -> Path:
    digest = member.removeprefix(DOCUMENTS)
    return office.documents / digest[:2] / digest[2:]


def _require_whole(connection: Connection) -> None:
    broken = connection.exec_driver_sql("PRAGMA foreign_key_check").first()
    if broken is not None:
        where = f"row {broken[1]} of {broken[0]}"
        raise Refused(f"The backup does not fit together: {where} refers to nothing.")


def _swap(office: Office, place: Path, fresh: Path, stamp: str) -> str | None:
    kept = place.with_name(f"{place.name}.before-{stamp}")
    _require_alone(office)
    if place.exists():
        for ending in ("-wal", "-shm"):
            place.with_name(place.name + ending).unlink(missing_ok=True)
        place.rename(kept)
    fresh.replace(place)
    return str(kept) if kept.exists() else None


def _require_alone(office: Office) -> None:
    """Raises Refused while somebody else has the file open, such as the server: what was saved
    there from now on would be in the file that is put aside. What the log holds is in the file
    after it, unless the file is damaged."""
    if not _file_of(office).exists():
        return
    office.engine.dispose()
    try:
        with office.engine.connect() as connection, without_waiting(connection):
            # SQLite lets only the one who is alone end the log.
            connection.exec_driver_sql("PRAGMA journal_mode = DELETE")
    except DatabaseError as error:
        if sqlite_code(error) == sqlite3.SQLITE_BUSY:
            raise Refused(IN_USE) from error
        if sqlite_code(error) not in DAMAGED:
            raise
    finally:
        office.engine.dispose()


def _into_schema(office: Office, backup: Backup, stamp: str, tell: Tell) -> Restored:
    """Into a new schema, in one transaction; the old one is renamed in it."""
    kept = f"before_{stamp.replace('-', '_')}"
    with office.engine.begin() as connection:
        schema = connection.execute(select(func.current_schema())).scalar_one()
        has_rows = bool(inspect(connection).get_table_names(schema=schema))
        connection.execute(text(f'ALTER SCHEMA "{schema}" RENAME TO "{kept}"'))
        connection.execute(text(f'CREATE SCHEMA "{schema}"'))
        _load(connection, backup, tell)
        if not has_rows:
            connection.execute(text(f'DROP SCHEMA "{kept}"'))
    return Restored(f"the schema {kept}" if has_rows else None)


def _load(connection: Connection, backup: Backup, tell: Tell) -> None:
    """Make the schema of the backup, fill it, and bring it up to date."""
    config = alembic_config()
    config.attributes["connection"] = connection
    command.upgrade(config, backup.revision)
    tables = MetaData()
    with warnings.catch_warnings():  # it says which indexes it does not read; rows need none
        warnings.filterwarnings("ignore", "Skipped unsupported reflection")
        tables.reflect(bind=connection)
    with _without_references(connection):
        for name in backup.tables:
            if name not in tables.tables:
                raise Refused(f"The backup does not fit together: it has no table {name}.")
            _fill(connection, tables.tables[name], backup, tell)
    command.upgrade(config, "head")
    for model in SEARCHED:
        for _more in words_of_all(connection, model):
            tell(0)
    _go_on_counting(connection)


def _fill(connection: Connection, table: Table, backup: Backup, tell: Tell) -> None:
    connection.execute(table.delete())  # what the migrations have shipped stands in the backup
    converts = {c.name: from_json(c) for c in table.columns if c.computed is None}
    rows = (_row(row, converts) for row in backup.rows(table.name))
    number = 0
    while batch := list(islice(rows, ROWS_AT_ONCE)):
        connection.execute(table.insert(), batch)
        number += len(batch)
        tell(len(batch))
    if number != backup.tables[table.name]:
        raise Refused(f"The backup is damaged: {table.name} has {number} rows.")
    if connection.dialect.name == "postgresql" and "id" in table.columns:
        last = select(func.coalesce(func.max(table.c.id), 0) + 1).scalar_subquery()
        sequence = func.pg_get_serial_sequence(table.name, "id")
        connection.execute(select(func.setval(sequence, last, False)))


def _go_on_counting(connection: Connection) -> None:
    """PostgreSQL gives no number again that a deleted row had; SQLite looks those up itself."""
    if connection.dialect.name != "postgresql":
        return
    for name, number in connection.execute(select(NumberGiven.table_name, NumberGiven.number)):
        table = Base.metadata.tables[name]
        last = select(func.coalesce(func.max(table.c.id), 0)).scalar_subquery()
        sequence = func.pg_get_serial_sequence(name, "id")
        connection.execute(select(func.setval(sequence, func.greatest(last, number) + 1, False)))


def _row(row: dict[str, Any], converts: dict[str, Callable[[Any], Any]]) -> dict[str, Any]:
    return {name: None if row[name] is None else converts[name](row[name]) for name in converts}


@contextmanager
def _without_references(connection: Connection) -> Iterator[None]:
    """Rows refer to each other in circles: what they refer to is looked at when all are there."""
    if connection.dialect.name == "sqlite":
        yield
        return
    found = connection.execute(
        text(
            "SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint"
            " WHERE contype = 'f' AND connamespace = current_schema()::regnamespace"
        )
    ).all()
    for table, name, _definition in found:
        connection.execute(text(f'ALTER TABLE {table} DROP CONSTRAINT "{name}"'))
    yield
    for table, name, definition in found:
        connection.execute(text(f'ALTER TABLE {table} ADD CONSTRAINT "{name}" {definition}'))


def _bring_documents(office: Office, backup: Backup, tell: Tell) -> None:
    """Those that are not there, or damaged; what is there is called by its content."""
    for digest in backup.documents:
        place = _place_of(office, digest)
        if not _is_whole(place, digest):
            place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            part = place.with_name(f"{place.name}.part")
            try:
                part.touch(mode=0o600)
                with part.open("wb") as target:
                    for block in backup.blocks(f"{DOCUMENTS}{digest}"):
                        target.write(block)
                part.replace(place)
            finally:
                part.unlink(missing_ok=True)
        tell(1)


def _is_whole(document: Path, digest: str) -> bool:
    if not document.exists():
        return False
    with document.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest() == digest


def _bring_secret(office: Office, backup: Backup, stamp: str) -> None:
    """Links and calendars that were given out are signed with it."""
    secret, place = backup.secret, office.instance / "secret"
    if secret is None or (place.exists() and place.read_bytes() == secret):
        return
    part = place.with_name(f"secret.{stamp}.part")
    part.touch(mode=0o600)
    part.write_bytes(secret)
    if place.exists():
        place.rename(place.with_name(f"secret.before-{stamp}"))
    part.replace(place)
