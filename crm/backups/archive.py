"""Writes a backup: a ZIP file with the rows of each table, the documents, the secret that signs
links, and a manifest with the digest of each.

The rows are those of one instant, whoever works meanwhile. The file is written beside its place
and put there when it is whole.
"""

import hashlib
import json
import os
import zipfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from importlib.metadata import version
from pathlib import Path
from secrets import token_hex
from typing import IO, Any

from sqlalchemy import Connection, Engine, Table, func, select

from crm.backups.values import to_json
from crm.database import Base
from crm.frozen import Frozen
from crm.models import AccountLink, HalfLogin, Letter, PasskeyChallenge, ResetWish, UserSession
from crm.operations.schema import needed_revision

FORMAT = 1
MANIFEST = "manifest.json"
DOCUMENTS = "documents/"
SECRET = "settings/secret"  # noqa: S105 - the name of a member, not what is in it
BLOCK = 1024 * 1024
ROWS_AT_ONCE = 1000
PART = ".part"
"""How the name of a file ends that is not whole yet."""

Tell = Callable[[int], None]
"""Is told how many more rows and documents have been written."""


class Office(Frozen):
    """What is saved: the database, and the folder with the documents and the secret."""

    engine: Engine
    instance: Path

    @property
    def documents(self) -> Path:
        return self.instance / "documents"


def parts(office: Office) -> int:
    """How many rows and documents there are, about."""
    with office.engine.connect() as connection:
        counted = (
            connection.execute(select(func.count()).select_from(t)).scalar() for t in _tables()
        )
        rows = sum(number or 0 for number in counted)
    return rows + sum(1 for _path in _documents(office))


def write_backup(
    office: Office, file: Path, moment: datetime, tell: Tell = lambda _n: None
) -> list[str]:
    """Make the backup; the digests of documents that were damaged before, which are in it as they
    are. Raises OSError; the file is there only when it is whole."""
    part = file.with_name(f".{file.name}.{token_hex(4)}{PART}")  # two may make one at once
    try:
        with part.open("xb") as stream:
            part.chmod(0o600)
            with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
                damaged = _fill(Archive(archive), office, moment, tell)
            stream.flush()
            os.fsync(stream.fileno())
        part.replace(file)
    except BaseException:
        part.unlink(missing_ok=True)
        raise
    return damaged


class Archive:
    """A ZIP file that notes the digest of all that is put into it."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self.archive = archive
        self.members: dict[str, dict[str, Any]] = {}

    @contextmanager
    def member(self, name: str) -> Iterator[Callable[[bytes], None]]:
        """What the block writes becomes the member of that name."""
        said, size = hashlib.sha256(), 0
        with self.archive.open(name, "w", force_zip64=True) as target:

            def write(octets: bytes) -> None:
                nonlocal size
                said.update(octets)
                size += len(octets)
                target.write(octets)

            yield write
        self.members[name] = {"sha256": said.hexdigest(), "size": size}

    def damaged(self) -> list[str]:
        """The documents, which are called by their content, that have another one by now."""
        documents = (
            (name.removeprefix(DOCUMENTS), member["sha256"])
            for name, member in self.members.items()
            if name.startswith(DOCUMENTS)
        )
        return sorted(digest for digest, sha256 in documents if digest != sha256)


def _fill(archive: Archive, office: Office, moment: datetime, tell: Tell) -> list[str]:
    """Documents come first, and those that were filed meanwhile last, so that each is there that a
    row names: some may go for good while the backup is written."""
    rows: dict[str, int] = {}
    for path in _documents(office):
        _write_document(archive, path)
        tell(1)
    with _one_instant(office.engine) as connection:
        for table in _tables():
            with archive.member(f"data/{table.name}.jsonl") as write:
                rows[table.name] = _write_rows(connection, table, write, tell)
    for path in _documents(office):
        if _member(path) not in archive.members:
            _write_document(archive, path)
    secret = office.instance / "secret"
    if secret.exists():
        with archive.member(SECRET) as write:
            write(secret.read_bytes())
    damaged = archive.damaged()
    manifest = {
        "format": FORMAT,
        "product": version("partnership-crm"),
        "revision": needed_revision(),
        "made_at": moment.isoformat(),
        "rows": rows,
        "members": archive.members,
        "damaged": damaged,
    }
    archive.archive.writestr(MANIFEST, json.dumps(manifest, indent=1, sort_keys=True))
    return damaged


def _tables() -> list[Table]:
    """All but what lets somebody in: nobody comes in again by a session or a link that was ended
    since."""
    models = (UserSession, HalfLogin, PasskeyChallenge, AccountLink, ResetWish)
    opens = {model.__table__ for model in models}
    return [table for table in Base.metadata.sorted_tables if table not in opens]


@contextmanager
def _one_instant(engine: Engine) -> Iterator[Connection]:
    """A connection that sees the database as it is at its first statement, until it ends."""
    if engine.dialect.name == "sqlite":
        with engine.connect() as connection:
            connection.exec_driver_sql("BEGIN")
            yield connection
            connection.rollback()
    else:
        level = {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
        with engine.connect().execution_options(**level) as connection:
            yield connection


def _write_rows(
    connection: Connection, table: Table, write: Callable[[bytes], None], tell: Tell
) -> int:
    columns = [column for column in table.columns if column.computed is None]
    converts = [(column.name, to_json(column)) for column in columns]
    statement = select(*columns).order_by(*table.primary_key.columns)
    if table is Letter.__table__:
        statement = statement.where(Letter.holds_link.is_(False))
    found = connection.execution_options(yield_per=ROWS_AT_ONCE).execute(statement)
    number = 0
    for batch in found.partitions():
        lines = (_line(converts, row) for row in batch)
        write("".join(lines).encode())
        number += len(batch)
        tell(len(batch))
    return number


def _line(converts: list[tuple[str, Callable[[Any], Any]]], row: Any) -> str:
    said: Mapping[str, Any] = {
        name: None if value is None else convert(value)
        for (name, convert), value in zip(converts, row, strict=True)
    }
    return json.dumps(said, ensure_ascii=False, separators=(",", ":")) + "\n"


def _documents(office: Office) -> Iterator[Path]:
    """Those that are whole: a file that is being written has another name."""
    for path in sorted(office.documents.glob("[0-9a-f][0-9a-f]/*")):
        if len(path.name) == 62:
            yield path


def _member(document: Path) -> str:
    return f"{DOCUMENTS}{document.parent.name}{document.name}"


def _write_document(archive: Archive, path: Path) -> None:
    """One that is removed at this moment belongs to nothing that will be in the backup."""
    try:
        source: IO[bytes] = path.open("rb")
    except FileNotFoundError:
        return
    with source, archive.member(_member(path)) as write:
        while block := source.read(BLOCK):
            write(block)
