"""Every SELECT of the renewals desk."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import ColumnElement, func, select

from crm.agreements.queries import rows, standing_on
from crm.database import AnyRow
from crm.extensions import db
from crm.models import Agreement, Link, Stage
from crm.renewals.urgency import Urgency, within


def needs_decision() -> ColumnElement[bool]:
    """Signed, and nobody has said yet what becomes of it at its end or at its next review.

    Amendments and annexes end with what they belong to; one without an end whose type has no
    reviews never comes up.
    """
    stands_alone = Agreement.link.is_(None) | (Agreement.link == Link.IMPLEMENTS)
    comes_up = Agreement.is_endless.is_(False) | Agreement.review_years.is_not(None)
    is_signed = Agreement.stage == Stage.SIGNED
    return Agreement.decision.is_(None) & is_signed & comes_up & stands_alone


def counts(day: date) -> dict[str, int]:
    """How many decisions wait in each group of urgency."""
    counted = {
        group: select(func.count()).where(needs_decision(), within(group, day)).scalar_subquery()
        for group in Urgency
    }
    row = db.session.execute(select(*counted.values())).one()
    return {group.value: number for group, number in zip(counted, row, strict=True)}


def next_decisions(day: date, limit: int) -> Sequence[AnyRow]:
    """The decisions whose day is known, most urgent first."""
    statement = rows().add_columns(standing_on(day).label("standing"))
    statement = statement.where(needs_decision(), Agreement.decide_by.is_not(None))
    order = (Agreement.decide_by, Agreement.id)
    return db.session.execute(statement.order_by(*order).limit(limit)).all()
