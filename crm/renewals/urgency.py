"""How urgent a decision is: by the days left until it has to be made."""

from collections.abc import Iterable
from datetime import date, timedelta
from itertools import groupby
from typing import Any

from sqlalchemy import ColumnElement, case

from crm.database import Word
from crm.models import Agreement


class Urgency(Word):
    OVERDUE = "overdue"
    IN_30_DAYS = "30"
    IN_90_DAYS = "90"
    IN_180_DAYS = "180"
    LATER = "later"
    UNKNOWN = "unknown"


STEPS = (
    (30, Urgency.IN_30_DAYS),
    (90, Urgency.IN_90_DAYS),
    (180, Urgency.IN_180_DAYS),
)


def urgency(decide_by: date | None, day: date) -> Urgency:
    """The group of a decision on that day; the last day itself is not overdue."""
    if decide_by is None:
        return Urgency.UNKNOWN
    days = (decide_by - day).days
    if days < 0:
        return Urgency.OVERDUE
    return next((group for limit, group in STEPS if days <= limit), Urgency.LATER)


def urgency_on(day: date) -> ColumnElement[str]:
    """`urgency` as SQL."""
    steps = (
        (Agreement.decide_by <= day + timedelta(days=limit), group.value) for limit, group in STEPS
    )
    return case(
        (Agreement.decide_by.is_(None), Urgency.UNKNOWN.value),
        (Agreement.decide_by < day, Urgency.OVERDUE.value),
        *steps,
        else_=Urgency.LATER.value,
    )


def in_groups(rows: Iterable[Any], day: date) -> list[tuple[Urgency, list[Any]]]:
    """Rows that are ordered by their day, in groups of one urgency each."""
    groups = groupby(rows, key=lambda row: urgency(row.decide_by, day))
    return [(group, list(members)) for group, members in groups]
