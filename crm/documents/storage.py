"""The files on disk, each under the SHA-256 of its content. Only this file touches them.

What holds at any moment, and after a crash at any moment:

* A committed row has its file: the file is whole, synced and in place before the commit.
* A file is removed only while nobody can be about to refer to it. Whoever adds or removes files
  holds the store until the end of the transaction: on PostgreSQL by an advisory lock, on SQLite by
  the write lock, which the flush of a row takes.
* A transaction first notes in `pending` which digests it touches. When it has ended, whichever way,
  those that no row refers to are removed; after a crash the next start does that.
"""

import logging
import os
import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from flask import current_app
from sqlalchemy import Connection, event, func, select
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session, SessionTransaction, UOWTransaction

from crm.documents.intake import BLOCK, Upload, from_start
from crm.extensions import db
from crm.models import DocumentVersion, Suggestion, TrashFile
from crm.seeing import seeing_all

HOLDERS = (DocumentVersion, Suggestion, TrashFile)
"""Whose rows refer to files: what none of them names is removed."""

STORE_LOCK = 0x646F6373
"""The number of the advisory lock."""

TOUCHED = "touched digests"
OURS = re.compile(r"[0-9a-f]{2}/[0-9a-f]{62}(\.part)?")
"""What this file puts into the folder; nothing else there is ever removed."""

log = logging.getLogger(__name__)


def folder() -> Path:
    return Path(current_app.config["INSTANCE_PATH"]) / "documents"


def path_of(digest: str) -> Path:
    return folder() / digest[:2] / digest[2:]


def keep(uploads: Iterable[Upload]) -> None:
    """Put the files in place. To be called after the flush of their rows and before the commit."""
    by_digest = {upload.digest: upload for upload in uploads}
    _touch(db.session(), by_digest)
    for upload in by_digest.values():
        if not _is_whole(upload):
            _write(upload)


def release(digests: Iterable[str]) -> None:
    """Rows stop referring to these files: those that nobody else has go with the transaction."""
    _touch(db.session(), set(digests))


def _is_whole(upload: Upload) -> bool:
    path = path_of(upload.digest)
    return path.exists() and path.stat().st_size == upload.size


def _write(upload: Upload) -> None:
    path = path_of(upload.digest)
    _make_folder(path.parent)
    part = path.with_name(f"{path.name}.part")
    part.touch(mode=0o600)
    with from_start(upload.file) as source, part.open("wb") as target:
        while block := source.read(BLOCK):
            target.write(block)
        target.flush()
        os.fsync(target.fileno())
    part.replace(path)
    _sync(path.parent)


def _make_folder(path: Path) -> None:
    if not path.is_dir():
        path.mkdir(mode=0o700, parents=True, exist_ok=True)
        _sync(path.parent)


def _sync(path: Path) -> None:
    """Bring the folder's own entries to the disk; Windows does that by itself."""
    if os.name == "posix":
        descriptor = os.open(path, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def _touch(session: Session, digests: Iterable[str]) -> None:
    """Hold the store until the transaction ends, and note what has to be looked at then."""
    connection = session.connection()
    if connection.dialect.name == "postgresql":
        connection.execute(select(func.pg_advisory_xact_lock(STORE_LOCK)))
    session.info.setdefault(TOUCHED, set()).update(digests)
    pending = folder() / "pending"
    pending.mkdir(mode=0o700, parents=True, exist_ok=True)
    for digest in digests:
        (pending / digest).touch(mode=0o600)
    _sync(pending)


@event.listens_for(Session, "after_flush")
def _note_deleted(session: Session, _context: UOWTransaction) -> None:
    deleted = (record for record in session.deleted if isinstance(record, HOLDERS))
    gone = {record.digest for record in deleted if record.digest is not None}
    if gone:
        _touch(session, gone)


@event.listens_for(Session, "after_transaction_end")
def _tidy(session: Session, transaction: SessionTransaction) -> None:
    """What the transaction touched is kept or removed, as the database now says."""
    if transaction.parent is not None:
        return
    if touched := session.info.pop(TOUCHED, None):
        try:
            settle(touched)
        except (OperationalError, OSError) as error:
            # The work itself is done; the notes stay, and the next start looks at them again.
            log.warning("files were left for the next start to look at: %s", error)


def settle(digests: Iterable[str]) -> int:
    """Remove those files that no row refers to, and their notes; how many were removed."""
    wanted = set(digests)
    if not wanted:
        return 0
    with _holding_store() as connection:
        used = _used(connection, wanted)
        removed = sum(_remove(path_of(digest)) for digest in wanted - used)
        for digest in wanted:
            _remove(path_of(digest).with_name(f"{digest[2:]}.part"))
            _remove(folder() / "pending" / digest)
    return removed


def settle_pending() -> int:
    """What a crash has left; how many files were removed."""
    return settle({note.name for note in (folder() / "pending").glob("*")})


def strays() -> list[Path]:
    """Files that no row refers to, relative to the folder. Those being added are not among them."""
    with _holding_store() as connection:
        return _strays(connection)


def remove_strays() -> list[Path]:
    """Remove them; what was removed."""
    with _holding_store() as connection:
        found = _strays(connection)
        for stray in found:
            _remove(folder() / stray)
    settle_pending()
    return found


def _strays(connection: Connection) -> list[Path]:
    used = {d for holder in HOLDERS for d in connection.scalars(select(holder.digest).distinct())}
    here = (file.relative_to(folder()) for file in sorted(folder().glob("??/*")))
    ours = (file for file in here if OURS.fullmatch(file.as_posix()))
    return [file for file in ours if file.as_posix().replace("/", "") not in used]


def _used(connection: Connection, digests: set[str]) -> set[str]:
    held = (select(holder.digest).where(holder.digest.in_(digests)) for holder in HOLDERS)
    return {digest for statement in held for digest in connection.scalars(statement) if digest}


def _remove(path: Path) -> bool:
    """Whether there was a file."""
    try:
        path.unlink()
    except FileNotFoundError:
        return False
    return True


@contextmanager
def _holding_store() -> Iterator[Connection]:
    """A connection of its own during which nobody else adds or removes files."""
    # A file that hidden rows hold is in use too.
    with seeing_all(), db.engine.begin() as connection:
        if connection.dialect.name == "sqlite":
            connection.exec_driver_sql("BEGIN IMMEDIATE")
        else:
            connection.execute(select(func.pg_advisory_xact_lock(STORE_LOCK)))
        yield connection
