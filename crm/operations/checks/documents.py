"""Has each document its file, unchanged, and each file a document?"""

import hashlib
from collections.abc import Iterator

from sqlalchemy import select

from crm.documents import storage
from crm.extensions import db
from crm.models import Document, DocumentVersion, Suggestion, TrashFile, TrashItem
from crm.operations.checks.run import Run


def files(run: Run) -> Iterator[str]:
    """Each version, each signed copy that waits and each paper in the trash has its file, as it
    was handed in."""
    statement = select(
        Document.title,
        DocumentVersion.document_id,
        DocumentVersion.number,
        DocumentVersion.digest,
    ).join(Document, Document.id == DocumentVersion.document_id)
    versions = db.session.execute(
        statement.order_by(DocumentVersion.document_id, DocumentVersion.number)
    ).all()
    for version in run.watch("Files", versions, len(versions)):
        what = f"Document {version.document_id}, version {version.number}, “{version.title}”"
        yield from _wrong_with_file(version.digest, what)
    waiting = select(Suggestion.id, Suggestion.about, Suggestion.digest)
    waiting = waiting.where(Suggestion.digest.is_not(None)).order_by(Suggestion.id)
    for suggestion in db.session.execute(waiting):
        what = f"Suggestion {suggestion.id}, “{suggestion.about}”"
        yield from _wrong_with_file(suggestion.digest, what)
    deleted = select(TrashItem.id, TrashItem.name, TrashFile.digest)
    deleted = deleted.join(TrashFile, TrashFile.item_id == TrashItem.id)
    for item in db.session.execute(deleted.order_by(TrashItem.id, TrashFile.id)):
        what = f"Record {item.id} in the trash, “{item.name}”"
        yield from _wrong_with_file(item.digest, what)


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


def strays(run: Run) -> Iterator[str]:
    """No file lies there that belongs to nothing, as a crash may leave one."""
    if run.mends:
        storage.remove_strays()
    else:
        for stray in storage.strays():
            where = storage.folder() / stray
            yield f"{where} belongs to no document. `crm check --fix` removes it."
