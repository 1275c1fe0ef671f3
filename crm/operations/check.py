"""Is everything as it should be? One table of checks; `crm check` runs them all.

A check yields a sentence for each thing that is wrong. One that can put it right does so when it
is asked to, and yields only what is left.
"""

import hashlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from sqlalchemy import select, text

from crm.database import AnyRow
from crm.documents import storage
from crm.extensions import db
from crm.history.chain import first_broken
from crm.models import Document, DocumentVersion, Suggestion

Watch = Callable[[Iterable[AnyRow], int], Iterable[AnyRow]]
"""Goes through the rows, of which there are so many, and shows how far it has come."""


@dataclass(frozen=True)
class Run:
    """How the checks are to be run."""

    mends: bool
    watch: Watch


@dataclass(frozen=True)
class Check:
    """What is looked at, and what is found wrong with it."""

    title: str
    problems: Callable[[Run], Iterator[str]]


def _database(_run: Run) -> Iterator[str]:
    """SQLite reads all its pages; PostgreSQL knows which of its indexes are not whole."""
    if db.engine.dialect.name == "sqlite":
        found = db.session.scalars(text("PRAGMA integrity_check"))
        yield from (line for line in found if line != "ok")
    else:
        broken = "SELECT indexrelid::regclass::text FROM pg_index WHERE NOT indisvalid"
        yield from (f"The index {name} is not whole." for name in db.session.scalars(text(broken)))


def _references(_run: Run) -> Iterator[str]:
    if db.engine.dialect.name == "sqlite":
        for table, number, other, _key in db.session.execute(text("PRAGMA foreign_key_check")):
            yield f"Row {number} of {table} refers to a row of {other} that is not there."
    else:
        unproven = "SELECT conname FROM pg_constraint WHERE NOT convalidated"
        for name in db.session.scalars(text(unproven)):
            yield f"The constraint {name} does not hold for all rows."


def _files(run: Run) -> Iterator[str]:
    """Each version and each signed copy that waits has its file, as it was handed in."""
    statement = select(
        Document.title,
        DocumentVersion.document_id,
        DocumentVersion.number,
        DocumentVersion.digest,
    ).join(Document, Document.id == DocumentVersion.document_id)
    versions = db.session.execute(
        statement.order_by(DocumentVersion.document_id, DocumentVersion.number)
    ).all()
    for version in run.watch(versions, len(versions)):
        what = f"Document {version.document_id}, version {version.number}, “{version.title}”"
        yield from _wrong_with_file(version.digest, what)
    waiting = select(Suggestion.id, Suggestion.about, Suggestion.digest)
    waiting = waiting.where(Suggestion.digest.is_not(None)).order_by(Suggestion.id)
    for suggestion in db.session.execute(waiting):
        what = f"Suggestion {suggestion.id}, “{suggestion.about}”"
        yield from _wrong_with_file(suggestion.digest, what)


def _wrong_with_file(digest: str, what: str) -> Iterator[str]:
    where = storage.path_of(digest)
    try:
        with where.open("rb") as file:
            found = hashlib.file_digest(file, "sha256").hexdigest()
    except FileNotFoundError:
        yield f"{what}: its file is missing. Bring {where} back from a backup."
    else:
        if found != digest:
            yield f"{what}: its file is damaged. Bring {where} back from a backup."


def _strays(run: Run) -> Iterator[str]:
    """No file lies there that belongs to nothing, as a crash may leave one."""
    if run.mends:
        storage.remove_strays()
    else:
        for stray in storage.strays():
            where = storage.folder() / stray
            yield f"{where} belongs to no document. `crm check --fix` removes it."


def _history(_run: Run) -> Iterator[str]:
    if (broken := first_broken()) is not None:
        yield broken


CHECKS = (
    Check("the database is whole", _database),
    Check("what is referred to is there", _references),
    Check("the history is as it was written", _history),
    Check("each document has its file, unchanged", _files),
    Check("each file belongs to a document", _strays),
)
