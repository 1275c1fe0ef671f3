"""Every SELECT about agreement types and their fields."""

from collections.abc import Iterable, Sequence
from functools import cache

from sqlalchemy import Select, bindparam, exists, func, or_, select

from crm.extensions import db
from crm.models import Agreement, AgreementType, ExchangeYear, FieldValue, TypeField
from crm.seeing import seeing_all


def get_type(type_id: int) -> AgreementType | None:
    return db.session.get(AgreementType, type_id)


def agreements_by_type() -> dict[int, int]:
    """How many agreements each type has."""
    counted = select(Agreement.type_id, func.count()).group_by(Agreement.type_id)
    return {row[0]: row[1] for row in db.session.execute(counted)}


def fields_by_type() -> dict[int, int]:
    """How many fields each type asks."""
    asked = select(TypeField.type_id, func.count()).where(TypeField.retired_at.is_(None))
    return {row[0]: row[1] for row in db.session.execute(asked.group_by(TypeField.type_id))}


def fields_of(type_id: int) -> Sequence[TypeField]:
    """All fields of the type in its order, those that were taken away among them."""
    return db.session.scalars(_fields_of(), {"type": type_id}).all()


@cache
def _fields_of() -> Select[TypeField]:
    own = select(TypeField).where(TypeField.type_id == bindparam("type"))
    return own.order_by(TypeField.place, TypeField.id)


def get_field(type_id: int, field_id: int) -> TypeField | None:
    own = select(TypeField).where(TypeField.id == field_id, TypeField.type_id == type_id)
    return db.session.scalar(own)


def answers(type_id: int) -> dict[int, int]:
    """How many agreements answer each field of the type, by its number; none is left out."""
    given = select(FieldValue.field_id, func.count()).join(FieldValue.field)
    given = given.where(TypeField.type_id == type_id).group_by(FieldValue.field_id)
    return {row[0]: row[1] for row in db.session.execute(given)}


@seeing_all()
def has_answers(field_id: int) -> bool:
    return bool(db.session.scalar(select(exists().where(FieldValue.field_id == field_id))))


def lacking(field: TypeField) -> int:
    """How many agreements of the type do not answer the field."""
    answered = select(FieldValue.agreement_id).where(FieldValue.field_id == field.id)
    without = select(func.count()).where(
        Agreement.type_id == field.type_id, Agreement.id.not_in(answered)
    )
    return db.session.scalar(without) or 0


@seeing_all()
def chosen_keys(field_id: int) -> set[str]:
    """The choices of the field that some agreement has chosen."""
    keys = select(FieldValue.text).where(FieldValue.field_id == field_id).distinct()
    return {key for key in db.session.scalars(keys) if key}


@seeing_all()
def choosing(field_id: int, keys: Iterable[str]) -> Sequence[Agreement]:
    """The agreements that have chosen one of these."""
    chosen = select(FieldValue.agreement_id).where(
        FieldValue.field_id == field_id, FieldValue.text.in_(list(keys))
    )
    found = select(Agreement).where(Agreement.id.in_(chosen))
    return db.session.scalars(found.order_by(Agreement.id)).all()


def answered_fields() -> Sequence[tuple[TypeField, AgreementType]]:
    """The fields that some agreement answers, with their types, in the office's order."""
    is_answered = exists().where(FieldValue.field_id == TypeField.id)
    found = (
        select(TypeField, AgreementType)
        .join(AgreementType, AgreementType.id == TypeField.type_id)
        .where(is_answered)
        .order_by(AgreementType.place, AgreementType.id, TypeField.place, TypeField.id)
    )
    return [(field, kind) for field, kind in db.session.execute(found)]


def fields_with_types() -> Sequence[tuple[TypeField, AgreementType]]:
    """The fields that types ask, and those taken away that some agreement answers."""
    is_answered = exists().where(FieldValue.field_id == TypeField.id)
    found = (
        select(TypeField, AgreementType)
        .join(AgreementType, AgreementType.id == TypeField.type_id)
        .where(or_(TypeField.retired_at.is_(None), is_answered))
        .order_by(AgreementType.place, AgreementType.id, TypeField.place, TypeField.id)
    )
    return [(field, kind) for field, kind in db.session.execute(found)]


def counts_students(type_id: int | None = None) -> bool:
    """Whether that type counts students, or any type of which there are agreements with some."""
    if type_id is not None:
        kind = get_type(type_id)
        return kind is not None and kind.counts_students
    return bool(db.session.scalar(select(exists(select(ExchangeYear.id)))))


@seeing_all()
def agreements_of(type_id: int) -> Sequence[Agreement]:
    """All agreements of the type."""
    its = select(Agreement).where(Agreement.type_id == type_id)
    return db.session.scalars(its.order_by(Agreement.id)).all()
