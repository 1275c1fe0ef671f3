"""Every SELECT about documents. `sees_all` says whether the reader is an administrator."""

from collections.abc import Sequence
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, bindparam, false, or_, select, true
from sqlalchemy.orm import aliased, joinedload, selectinload

from crm.database import AnyRow, AnySelect
from crm.extensions import db, fetch
from crm.models import (
    Access,
    Agreement,
    Document,
    DocumentPassage,
    DocumentVersion,
    FileType,
    Partner,
    Party,
    User,
)
from crm.models.finding import found, matching_numbers
from crm.models.prepared import asked_words


def readable(*, sees_all: bool) -> ColumnElement[bool]:
    """Whether the reader may know of the document at all."""
    return true() if sees_all else Document.access != Access.ADMINISTRATORS


@cache
def rows() -> AnySelect:
    """What lists of documents show: the newest version, and what the document belongs to."""
    return _newest().add_columns(
        Document.agreement_id,
        Agreement.title_en.label("agreement_en"),
        Agreement.title_zh.label("agreement_zh"),
        Document.partner_id,
        Partner.name_en.label("partner_en"),
        Partner.name_zh.label("partner_zh"),
    )


def _newest() -> AnySelect:
    return (
        select(
            Document.id,
            Document.version,
            Document.title,
            Document.kind,
            Document.access,
            Document.latest,
            Document.filed_at,
            DocumentVersion.file_name,
            DocumentVersion.file_type,
            DocumentVersion.size,
            DocumentVersion.has_text,
            User.name.label("by"),
        )
        .join(DocumentVersion, _is_newest())
        .outerjoin(User, User.id == DocumentVersion.by_id)
        .outerjoin(Agreement, Agreement.id == Document.agreement_id)
        .outerjoin(Partner, Partner.id == Document.partner_id)
    )


def _is_newest() -> ColumnElement[bool]:
    return and_(
        DocumentVersion.document_id == Document.id, DocumentVersion.number == Document.latest
    )


def of_newest(column: Any) -> Any:
    """That column of the newest version."""
    return select(column).where(_is_newest()).correlate(Document).scalar_subquery()


def of_agreement(agreement_id: int, *, sees_all: bool) -> Sequence[AnyRow]:
    """The documents of an agreement, the latest first."""
    return fetch(_of("agreement_id", sees_all), owner=agreement_id)


def of_partner(partner_id: int, *, sees_all: bool) -> Sequence[AnyRow]:
    """The documents of a partner itself, without those of its agreements; the latest first."""
    return fetch(_of("partner_id", sees_all), owner=partner_id)


def of_happening(happening_id: int, *, sees_all: bool) -> Sequence[AnyRow]:
    """The documents that were filed with a happening, the latest first."""
    return fetch(_of("happening_id", sees_all), owner=happening_id)


@cache
def _of(owner: str, sees_all: bool) -> AnySelect:
    owned = getattr(Document, owner) == bindparam("owner")
    statement = _newest().where(owned, readable(sees_all=sees_all))
    return statement.order_by(Document.filed_at.desc(), Document.id.desc())


def filed_before(numbers: Sequence[int], *, sees_all: bool) -> Sequence[AnyRow]:
    """The documents in which a file of those is filed as well, with the same agreement or partner:
    number and title, the first ones first."""
    given, fresh, other = aliased(Document), aliased(DocumentVersion), aliased(DocumentVersion)
    is_beside = or_(
        Document.agreement_id == given.agreement_id, Document.partner_id == given.partner_id
    )
    statement = (
        select(Document.id, Document.title)
        .join(other, other.document_id == Document.id)
        .join(fresh, fresh.digest == other.digest)
        .join(given, given.id == fresh.document_id)
        .where(given.id.in_(numbers), Document.id.not_in(numbers), is_beside)
        .where(readable(sees_all=sees_all))
        .distinct()
    )
    return fetch(statement.order_by(Document.id))


def get(document_id: int, *, sees_all: bool) -> Document | None:
    """The document with its versions, who filed them, and what it belongs to."""
    statement = (
        select(Document)
        .where(Document.id == document_id, readable(sees_all=sees_all))
        .options(
            joinedload(Document.agreement),
            joinedload(Document.partner),
            selectinload(Document.versions).joinedload(DocumentVersion.by),
        )
    )
    return db.session.scalar(statement)


def file(document_id: int, number: int, *, sees_all: bool) -> AnyRow | None:
    """Where a version lies, what it is, and what it is called."""
    statement = (
        select(DocumentVersion.digest, DocumentVersion.file_name, DocumentVersion.file_type)
        .join(Document, Document.id == DocumentVersion.document_id)
        .where(Document.id == document_id, DocumentVersion.number == number)
        .where(readable(sees_all=sees_all))
    )
    return db.session.execute(statement).one_or_none()


def search(typed: str) -> ColumnElement[bool] | None:
    """By title, by the text of any version, or by the name of what the document belongs to."""
    titled = found(Document, typed)
    if titled is None:
        return None
    words = asked_words(typed)
    partners = matching_numbers(Partner, words)
    agreements = select(Party.agreement_id).where(Party.partner_id.in_(partners))
    return or_(
        titled,
        Document.id.in_(_saying(words)),
        Document.agreement_id.in_(matching_numbers(Agreement, words)),
        Document.agreement_id.in_(agreements),
        Document.partner_id.in_(partners),
    )


def agreements_with(typed: str, *, sees_all: bool) -> Select[int | None]:
    """The numbers of agreements of which a document is called so or says so."""
    words = asked_words(typed)
    if not words:
        return select(Document.agreement_id).where(false())
    matches = or_(
        Document.id.in_(matching_numbers(Document, words)), Document.id.in_(_saying(words))
    )
    return select(Document.agreement_id).where(matches, readable(sees_all=sees_all))


def _saying(words: list[str]) -> Select[int]:
    """The numbers of documents of which a version has these words in one passage."""
    passages = matching_numbers(DocumentPassage, words)
    return (
        select(DocumentVersion.document_id)
        .join(DocumentPassage, DocumentPassage.version_id == DocumentVersion.id)
        .where(DocumentPassage.id.in_(passages))
    )


def about_partner(partner_id: int) -> ColumnElement[bool]:
    """Whether the document belongs to the partner or to one of its agreements."""
    theirs = select(Party.agreement_id).where(Party.partner_id == partner_id)
    own = select(Document.id).where(Document.partner_id == partner_id)
    under = select(Document.id).where(Document.agreement_id.in_(theirs))
    return Document.id.in_(own.union_all(under))


def of_type(file_type: FileType) -> ColumnElement[bool]:
    """Whether a version of the document is of that type."""
    versions = select(DocumentVersion.document_id).where(DocumentVersion.file_type == file_type)
    return Document.id.in_(versions)
