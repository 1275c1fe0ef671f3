"""Every SELECT about templates, and what a draft needs to know of an agreement."""

from collections.abc import Sequence

from sqlalchemy import or_, select
from sqlalchemy.orm import joinedload, selectinload, undefer

from crm.documents import queries as document_queries
from crm.extensions import db
from crm.models import (
    Document,
    Draft,
    DraftTemplate,
    FieldValue,
    TypeField,
)


def templates() -> Sequence[DraftTemplate]:
    """All, those in use first."""
    order = (DraftTemplate.is_retired, DraftTemplate.name_sort, DraftTemplate.id)
    named = select(DraftTemplate).options(joinedload(DraftTemplate.type))
    return db.session.scalars(named.order_by(*order)).all()


def offered(type_id: int) -> Sequence[DraftTemplate]:
    """Those that an agreement of that type can be drafted from, those of the type first."""
    fitting = or_(DraftTemplate.type_id == type_id, DraftTemplate.type_id.is_(None))
    statement = select(DraftTemplate).where(DraftTemplate.is_retired.is_(False))
    order = (fitting.desc(), DraftTemplate.type_id.is_(None), DraftTemplate.name_sort)
    return db.session.scalars(statement.order_by(*order, DraftTemplate.id)).all()


def get(template_id: int) -> DraftTemplate | None:
    return db.session.get(DraftTemplate, template_id)


def get_with_content(template_id: int) -> DraftTemplate | None:
    return db.session.get(
        DraftTemplate,
        template_id,
        options=[undefer(DraftTemplate.content)],
        populate_existing=True,
    )


def shipped_keys() -> set[str]:
    keys = db.session.scalars(select(DraftTemplate.key).where(DraftTemplate.key.is_not(None)))
    return {key for key in keys if key}


def own_fields() -> Sequence[TypeField]:
    """The fields that types have of their own, by type and place."""
    order = (TypeField.type_id, TypeField.place, TypeField.id)
    return db.session.scalars(select(TypeField).order_by(*order)).all()


def answers(agreement_id: int) -> Sequence[FieldValue]:
    """What the agreement says in the fields of its type."""
    loads = (joinedload(FieldValue.field), joinedload(FieldValue.contact))
    said = select(FieldValue).where(FieldValue.agreement_id == agreement_id).options(*loads)
    return db.session.scalars(said.order_by(FieldValue.id)).all()


def draft_of(agreement_id: int, template_id: int) -> Draft | None:
    """Which document that template made of that agreement."""
    made = (Draft.agreement_id == agreement_id, Draft.template_id == template_id)
    return db.session.scalar(select(Draft).where(*made))


def document_of(draft: Draft, *, sees_all: bool) -> Document | None:
    """The document with its versions; None when the reader may not know of it."""
    readable = document_queries.readable(sees_all=sees_all)
    its = select(Document).where(Document.id == draft.document_id, readable)
    return db.session.scalar(its.options(selectinload(Document.versions)))
