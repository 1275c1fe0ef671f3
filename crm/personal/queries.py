"""Every SELECT about what is held on one person."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    ColumnElement,
    Date,
    Enum,
    String,
    and_,
    cast,
    false,
    func,
    literal,
    null,
    or_,
    select,
    union_all,
)
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.orm import joinedload
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement

from crm.database import AnyRow, AnySelect, Base
from crm.extensions import db
from crm.history import queries as history_queries
from crm.models import (
    Agreement,
    Batch,
    CalendarFeed,
    Change,
    Contact,
    Document,
    DocumentPassage,
    DocumentVersion,
    Enquiry,
    FieldValue,
    Happening,
    Letter,
    MergedRecord,
    Position,
    SavedView,
    Signatory,
    Suggestion,
    TrashItem,
    User,
)
from crm.models.happening import happening_contact
from crm.models.history_fields import BOOKKEEPING
from crm.models.kept_records import KEPT
from crm.personal.words import TELLING, in_address, in_json

MOST = 500
"""Texts and lines of history that are looked through of one person."""

ABOUT = (Suggestion.__tablename__, FieldValue.__tablename__)
"""Records that refer to a contact and tell of it."""

ANSWER, SUGGESTION, SIGNATURE, PAPER = "answer", "suggestion", "signature", "paper"
MET, ASKED = "met", "asked"
"""What a row of `found` tells of besides a text."""

_BESIDE: tuple[type[Base], ...] = (Letter, Batch, CalendarFeed)
"""Records without a history that may hold a text about somebody."""

_NO_TEXTS = {User}
"""People at the office are no contacts."""

_NO_DAY = cast(null(), Date)
_SHORT = 30
"""Columns of fewer signs hold codes."""


def contact(contact_id: int) -> Contact | None:
    """The contact with its positions and their partners, in one statement."""
    loads = joinedload(Contact.positions).joinedload(Position.partner)
    held = select(Contact).where(Contact.id == contact_id).options(loads)
    return db.session.scalars(held).unique().one_or_none()


def own_lines(contact_id: int) -> Sequence[Change]:
    """The lines of the contact's own history, and of those that became one with it, the oldest
    first."""
    held = select(Change).where(_of_contact(contact_id)).order_by(Change.id)
    return db.session.scalars(held).all()


def _of_contact(contact_id: int) -> ColumnElement[bool]:
    """Whether a line is of the contact's history, or of one that was merged into it and is gone."""
    same = select(literal(contact_id, BigInteger).label("id")).cte("same", recursive=True)
    merged = select(MergedRecord.record_id).join(same, MergedRecord.into_id == same.c.id)
    is_there = select(Contact.id).where(Contact.id == MergedRecord.record_id).exists()
    merged = merged.where(MergedRecord.record_type == Contact.__tablename__, ~is_there)
    same = same.union(merged)
    return and_(Change.owner_type == Contact.__tablename__, Change.owner_id.in_(select(same.c.id)))


def other_lines(
    contact_id: int, words: Sequence[str], suggestions: Sequence[int]
) -> Sequence[Change]:
    """The lines of other histories that may tell of the person: what refers to the contact, and
    what names it."""
    refers = and_(
        Change.record_type.in_(ABOUT), cast(Change.fields, String).contains('"contact_id": [')
    )
    of_suggestion = and_(
        Change.record_type == Suggestion.__tablename__, Change.record_id.in_(suggestions)
    )
    named = or_(_named(Change.name, words), _named(Change.fields, words))
    held = select(Change).where(~_of_contact(contact_id), or_(refers, of_suggestion, named))
    return db.session.scalars(held.order_by(Change.id)).all()


def readable(numbers: Sequence[int]) -> Sequence[AnyRow]:
    """Those lines as a page reads them, the oldest first."""
    held = history_queries.rows().where(Change.id.in_(numbers)).order_by(Change.id)
    return db.session.execute(held).all()


def trash(contact_id: int, same: Iterable[int], words: Sequence[str]) -> Sequence[TrashItem]:
    """The items that hold the contact or one of the `same`, or may refer to it or name it."""
    content = cast(TrashItem.content, String)
    is_it = and_(TrashItem.record_type == Contact.__tablename__, TrashItem.record_id.in_(same))
    refers = content.contains(f'"contact_id": {contact_id}')
    named = or_(_named(TrashItem.content, words), _named(TrashItem.name, words))
    held = select(TrashItem).where(or_(is_it, refers, named))
    return db.session.scalars(held.order_by(TrashItem.id)).all()


def trashed(contact_id: int) -> TrashItem | None:
    """The item that holds the contact, which was deleted."""
    held = select(TrashItem).where(
        TrashItem.record_type == Contact.__tablename__, TrashItem.record_id == contact_id
    )
    return db.session.scalar(held)


def found(contact_id: int, words: Sequence[str]) -> Sequence[AnyRow]:
    """All that refers to the contact or names the person, in one statement: what a row is about,
    its table and number, the record that it is a part of, the attribute, the text, and the day of
    what happened."""
    few = [select(part.limit(MOST).subquery()) for part in _parts(contact_id, words)]
    return db.session.execute(union_all(*few)).all()


def _parts(contact_id: int, words: Sequence[str]) -> Iterator[AnySelect]:
    answers = _row(FieldValue, ANSWER, FieldValue.contact_id.key, _title(FieldValue))
    yield answers.where(FieldValue.contact_id == contact_id)
    suggested = _row(Suggestion, SUGGESTION, Suggestion.about.key, Suggestion.about)
    yield suggested.where(Suggestion.contact_id == contact_id)
    signed = _row(Signatory, SIGNATURE, Signatory.name.key, _title(Signatory))
    yield signed.where(func.lower(Signatory.name).in_([word.lower() for word in words]))
    yield _papers(words)
    met = select(happening_contact.c.happening_id).where(
        happening_contact.c.contact_id == contact_id
    )
    held = _row(Happening, MET, Happening.title.key, Happening.title, day=Happening.happened_on)
    yield held.where(Happening.id.in_(met))
    asked = _row(Enquiry, ASKED, Enquiry.message.key, Enquiry.message)
    yield asked.where(Enquiry.email.in_([word.lower() for word in words]))
    for model in (*(m for m in KEPT if m not in _NO_TEXTS), *_BESIDE):
        for column in texts_of(model):
            row = _row(model, column.name, column.name, column)
            yield row.where(_named(column, words), _may_name(model, column, contact_id))


def _papers(words: Sequence[str]) -> AnySelect:
    """Documents whose text names the person: that cannot be taken out of a file."""
    named = select(DocumentVersion.document_id).join(
        DocumentPassage, DocumentPassage.version_id == DocumentVersion.id
    )
    named = named.where(_named(DocumentPassage.text, words))
    return _row(Document, PAPER, Document.title.key, Document.title).where(Document.id.in_(named))


def _row(model: type[Base], about: str, attribute: str, text: Any, day: Any = _NO_DAY) -> AnySelect:
    part = KEPT.get(model)
    owner = model.id if part is None else getattr(model, part.attribute)
    return select(
        literal(about).label("about"),
        literal(model.__tablename__).label("kind"),
        model.id.label("number"),
        owner.label("owner"),
        literal(attribute).label("attribute"),
        cast(text, String).label("text"),
        day.label("day"),
    )


def _title(model: Any) -> Any:
    title = func.coalesce(Agreement.title_en, Agreement.title_zh)
    return select(title).where(Agreement.id == model.agreement_id).scalar_subquery()


def texts_of(model: type[Base]) -> list[Any]:
    """The columns of the model that hold what somebody wrote."""
    return [
        column
        for column in model.__table__.columns
        if isinstance(column.type, String | JSON)
        and not isinstance(column.type, Enum)
        and (getattr(column.type, "length", None) or _SHORT) >= _SHORT
        and column.name not in BOOKKEEPING
        and not column.info.get("is_secret")
    ]


def _may_name(model: type[Base], column: Any, contact_id: int) -> ColumnElement[bool]:
    """What another contact is called does not name this one, and this one goes as a whole."""
    if model is Contact:
        return false() if column.name in TELLING else Contact.id != contact_id
    if model is Suggestion:  # what is suggested about the contact goes as a whole
        return or_(Suggestion.contact_id.is_(None), Suggestion.contact_id != contact_id)
    if model is Position:
        return Position.contact_id != contact_id
    return literal(value=True) == literal(value=True)


def _named(column: Any, words: Sequence[str]) -> ColumnElement[bool]:
    """Whether the column names the person, as a column of its kind writes it."""
    forms = words
    if isinstance(column.type, JSON):
        forms = in_json(words)
    elif column.key == SavedView.query.key:
        forms = [*in_address(words), *words]
    text = cast(column, String) if isinstance(column.type, JSON) else column
    return or_(false(), *(Holds(text, literal(f"%{_literally(word)}%")) for word in forms))


def _literally(word: str) -> str:
    for sign in ("\\", "%", "_"):
        word = word.replace(sign, f"\\{sign}")
    return word


class Holds(FunctionElement[bool]):
    """`Holds(text, pattern)`: LIKE in whatever case, which SQLite's is by itself: there, turning
    each text into small letters first would take most of the time."""

    type = Boolean()
    inherit_cache = True


@compiles(Holds, "sqlite")
def _holds_sqlite(element: Holds, compiler: SQLCompiler, **kw: Any) -> str:
    text, pattern = (compiler.process(clause, **kw) for clause in element.clauses)
    return f"{text} LIKE {pattern} ESCAPE '\\'"


@compiles(Holds, "postgresql")
def _holds_postgresql(element: Holds, compiler: SQLCompiler, **kw: Any) -> str:
    text, pattern = (compiler.process(clause, **kw) for clause in element.clauses)
    return f"{text} ILIKE {pattern}"
