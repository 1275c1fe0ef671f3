"""How urgent a decision is: by the days left until it has to be made."""

from collections.abc import Iterable
from datetime import date, timedelta
from itertools import groupby
from typing import Any

from sqlalchemy import ColumnElement

from crm.database import Word
from crm.models import Agreement
from crm.models.terms import last_day_of_term

QUARTER = "quarter"
"""What an address asks for that wants what is left to decide in the quarter of the day."""


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


def within(group: Urgency, day: date) -> ColumnElement[bool]:
    """Whether an agreement is in that group on that day, as SQL that an index answers."""
    if group is Urgency.UNKNOWN:
        return Agreement.decide_by.is_(None)
    if group is Urgency.OVERDUE:
        return Agreement.decide_by < day
    bounds = [day, *(day + timedelta(days=limit + 1) for limit, _ in STEPS)]
    place = [step for _, step in STEPS].index(group) if group is not Urgency.LATER else len(STEPS)
    begun = Agreement.decide_by >= bounds[place]
    return begun if group is Urgency.LATER else begun & (Agreement.decide_by < bounds[place + 1])


def in_groups(rows: Iterable[Any], day: date) -> list[tuple[Urgency, list[Any]]]:
    """Rows that are ordered by their day, in groups of one urgency each."""
    groups = groupby(rows, key=lambda row: urgency(row.decide_by, day))
    return [(group, list(members)) for group, members in groups]


def last_day_of_quarter(day: date) -> date:
    return last_day_of_term(date(day.year, (day.month - 1) // 3 * 3 + 1, 1), 3)


def this_quarter(day: date) -> ColumnElement[bool]:
    """Whether it has to be decided by the end of the quarter of that day. What is overdue has to
    be all the same."""
    return Agreement.decide_by <= last_day_of_quarter(day)
