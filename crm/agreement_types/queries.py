"""Every SELECT about agreement types and their fields."""

from collections.abc import Sequence
from functools import cache

from sqlalchemy import Select, bindparam, exists, func, select

from crm.extensions import db
from crm.models import Agreement, AgreementType, FieldValue, TypeField


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


def has_answers(field_id: int) -> bool:
    return bool(db.session.scalar(select(exists().where(FieldValue.field_id == field_id))))


def lacking(field: TypeField) -> int:
    """How many agreements of the type do not answer the field."""
    answered = select(FieldValue.agreement_id).where(FieldValue.field_id == field.id)
    without = select(func.count()).where(
        Agreement.type_id == field.type_id, Agreement.id.not_in(answered)
    )
    return db.session.scalar(without) or 0


def chosen_keys(field_id: int) -> set[str]:
    """The choices of the field that some agreement has chosen."""
    keys = select(FieldValue.text).where(FieldValue.field_id == field_id).distinct()
    return {key for key in db.session.scalars(keys) if key}
