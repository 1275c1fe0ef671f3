"""Every SELECT about units."""

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import func, select

from crm.database import AnyRow
from crm.extensions import db
from crm.models import Unit
from crm.models.unit import agreement_unit


def all_units(language: str = "en") -> Sequence[Unit]:
    """In the order of their names, as who reads that language sees them."""
    return db.session.scalars(select(Unit).order_by(*_by_name(language))).all()


def all_with_numbers(language: str) -> Sequence[AnyRow]:
    """The same, each with the number of its agreements."""
    counted = select(func.count()).where(agreement_unit.c.unit_id == Unit.id).scalar_subquery()
    statement = select(Unit.id, Unit.name_en, Unit.name_zh, counted.label("agreements"))
    return db.session.execute(statement.order_by(*_by_name(language))).all()


def _by_name(language: str) -> tuple[Any, Any]:
    return (Unit.name_sort_zh if language == "zh" else Unit.name_sort), Unit.id


def with_numbers(numbers: Iterable[int]) -> Sequence[Unit]:
    """The units of those numbers."""
    return db.session.scalars(select(Unit).where(Unit.id.in_(list(numbers)))).all()


def get(unit_id: int) -> Unit | None:
    return db.session.get(Unit, unit_id)


def is_taken(field: str, unit: Unit) -> bool:
    """Whether another unit has that name of this one, in capitals or not."""
    name = getattr(unit, field)
    others = (getattr(other, field) for other in all_units() if other is not unit)
    return name is not None and any(
        o is not None and o.casefold() == name.casefold() for o in others
    )


def is_used(unit_id: int) -> bool:
    used = select(agreement_unit.c.unit_id).where(agreement_unit.c.unit_id == unit_id).limit(1)
    return db.session.scalar(used) is not None
