"""What can be done to a document. An action changes the session and never commits."""

from collections.abc import Sequence
from datetime import datetime

from crm.documents import storage
from crm.documents.intake import Upload
from crm.documents.names import LONGEST_TITLE
from crm.errors import Values
from crm.extensions import db
from crm.models import (
    Access,
    Agreement,
    Document,
    DocumentPassage,
    DocumentVersion,
    Partner,
    TrashItem,
)
from crm.trash.actions import move_to_trash


def add_documents(
    values: Values,
    owner: Agreement | Partner,
    by_id: int | None,
    at: datetime,
    happening_id: int | None = None,
) -> list[Document]:
    """File each of `files` as a document of its own. Without a title it is called as its file.

    `kind` is needed; `access` is the staff when it is not given.
    """
    files: Sequence[Upload] = values["files"]
    documents = []
    for upload in files:
        document = Document(
            title=_title(values.get("title"), upload, is_alone=len(files) == 1),
            kind=values["kind"],
            access=values.get("access") or Access.STAFF,
            happening_id=happening_id,
            versions=[],
        )
        _belong(document, owner)
        document.add_version(_version(upload, by_id), at)
        documents.append(document)
    db.session.add_all(documents)
    _store(files)
    return documents


def add_version(
    values: Values, document: Document, by_id: int | None, at: datetime
) -> DocumentVersion:
    """File the one file of `files` as the newest version, with a `note` on what is new."""
    files: Sequence[Upload] = values["files"]
    version = _version(files[0], by_id)
    version.note = values.get("note")
    document.add_version(version, at)
    _store(files)
    return version


def update_document(values: Values, document: Document) -> Document:
    return document.assign(values)


def delete_document(_values: Values, document: Document) -> TrashItem:
    """All versions go; their files stay as long as the trash holds them."""
    return move_to_trash({}, document)


def _version(upload: Upload, by_id: int | None) -> DocumentVersion:
    return DocumentVersion(
        file_name=upload.name,
        file_type=upload.file_type,
        digest=upload.digest,
        size=upload.size,
        has_text=bool(upload.passages),
        by_id=by_id,
        passages=[DocumentPassage(text=text) for text in upload.passages],
    )


def _belong(document: Document, owner: Agreement | Partner) -> None:
    if isinstance(owner, Agreement):
        document.agreement = owner
    else:
        document.partner = owner


def _title(given: str | None, upload: Upload, *, is_alone: bool) -> str:
    if not given:
        return upload.title
    return given if is_alone else f"{given} – {upload.title}"[:LONGEST_TITLE]


def _store(files: Sequence[Upload]) -> None:
    db.session.flush()  # takes the write lock before a file is put in place
    storage.keep(files)
