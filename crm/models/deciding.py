"""When an agreement has to be decided on: the rules that its days follow."""

from datetime import date, timedelta
from typing import Protocol

from sqlalchemy import ColumnElement, case, column, func

from crm.expressions import DaysBefore
from crm.frozen import Frozen
from crm.models.terms import last_day_of_term, months_later

LONGEST_POSTPONEMENT = timedelta(days=366)
"""How far the review of an agreement without an end can be put off."""


def decide_by_rule() -> ColumnElement[date]:
    """The last day to decide, as the database computes it.

    That to which it was postponed; else, of an endless agreement, the day of its next review, and
    of any other its end less the notice period and the time that its type takes to prepare.
    """
    before_the_end = DaysBefore(
        column("ends_on"), column("notice_days"), column("preparation_days")
    )
    due = case((column("is_endless"), column("review_on")), else_=before_the_end)
    return func.coalesce(column("postponed_to"), due)


def last_day_for_notice(ends_on: date | None, notice_days: int) -> date | None:
    """The last day on which the partner can still be told; None without a known end."""
    return ends_on - timedelta(days=notice_days) if ends_on is not None else None


class Terms(Protocol):
    """What says how long a decision can wait: of a record, or of a row that has no more."""

    @property
    def is_endless(self) -> bool: ...

    @property
    def ends_on(self) -> date | None: ...

    @property
    def notice_days(self) -> int: ...

    @property
    def decide_by(self) -> date | None: ...

    @property
    def postponed_to(self) -> date | None: ...


class Respite(Frozen):
    """To which days a decision can be put off: after its own, and until the last one."""

    own: date | None
    """None of one that was put off before: it may be so to any earlier day."""

    last: date | None
    """None when it cannot wait."""

    def is_too_soon(self, to: date) -> bool:
        """Whether it can wait until then anyway."""
        return self.last is not None and self.own is not None and to <= self.own

    def is_too_late(self, to: date) -> bool:
        return self.last is not None and to > self.last


def respite_of(terms: Terms, day: date) -> Respite:
    """How long the decision can wait, as seen on that day."""
    last = (
        day + LONGEST_POSTPONEMENT
        if terms.is_endless
        else last_day_for_notice(terms.ends_on, terms.notice_days)
    )
    own = None if terms.postponed_to else terms.decide_by
    return Respite(own, last if last is not None and last >= day else None)


def review_day(last: date | None, years: int | None) -> date | None:
    """The day of the next review, so many years after the last one or after the start.

    None when the type has no reviews or nobody knows when it started.
    """
    if last is None or years is None:
        return None
    return months_later(last, 12 * years)


def renewed_end(first_end: date, months: int, day: date) -> date:
    """The end of the term that runs on `day`, of an agreement that renews by itself.

    All terms are counted from the end that its paper gives, so that a month that is too short
    for the day shortens none but its own term.
    """
    first_day = first_end + timedelta(days=1)
    months_between = (day.year - first_end.year) * 12 + day.month - first_end.month
    terms = max(0, months_between // months - 1)
    end = first_end if terms == 0 else last_day_of_term(first_day, months * terms)
    while end < day:
        terms += 1
        end = last_day_of_term(first_day, months * terms)
    return end


def months_of_term(start: date | None, end: date) -> int | None:
    """How many whole months a term has; None when it has none or does not end with one."""
    if start is None or start > end:
        return None
    months = (end.year - start.year) * 12 + end.month - start.month
    fits = (m for m in (months, months + 1) if m > 0 and last_day_of_term(start, m) == end)
    return next(fits, None)
