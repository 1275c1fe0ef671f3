"""What lists say of an agreement that stands in other tables, as columns of one statement."""

from typing import Any

from sqlalchemy import func, select

from crm.expressions import put_together
from crm.models import Agreement, AgreementType, Partner, Party, Unit, User
from crm.models.unit import agreement_unit


def type_name(column: Any) -> Any:
    return name_of_type(column, Agreement.type_id)


def name_of_type(column: Any, type_id: Any) -> Any:
    """That column of the type with that number, as a scalar."""
    return select(column).where(AgreementType.id == type_id).scalar_subquery()


def owner_name() -> Any:
    return select(User.name).where(User.id == Agreement.owner_id).scalar_subquery()


def partner_names(column: Any) -> Any:
    """The names of all parties in their order, joined by semicolons."""
    named = (
        select(func.coalesce(column, Partner.name_en, Partner.name_zh).label("name"))
        .join(Party, Party.partner_id == Partner.id)
        .where(Party.agreement_id == Agreement.id)
        .correlate(Agreement)
        .order_by(Party.place)
        .subquery()
    )
    joined = select(put_together(named.c.name, "; ")).correlate(Agreement)
    return joined.scalar_subquery()


def unit_names(language: str) -> Any:
    """The names of the units that it covers, joined by semicolons."""
    names = (Unit.name_zh, Unit.name_en) if language == "zh" else (Unit.name_en, Unit.name_zh)
    named = (
        select(func.coalesce(*names).label("name"))
        .join(agreement_unit, agreement_unit.c.unit_id == Unit.id)
        .where(agreement_unit.c.agreement_id == Agreement.id)
        .correlate(Agreement)
        .order_by(Unit.name_sort_zh if language == "zh" else Unit.name_sort, Unit.id)
        .subquery()
    )
    joined = select(put_together(named.c.name, "; ")).correlate(Agreement)
    return joined.scalar_subquery()


def first_partner(column: Any) -> Any:
    """That column of the partner who is named first."""
    first = select(column).join(Party, Party.partner_id == Partner.id)
    first = first.where(Party.agreement_id == Agreement.id).correlate(Agreement)
    return first.order_by(Party.place, Party.id).limit(1).scalar_subquery()
