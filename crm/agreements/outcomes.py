"""What became of agreements in a span of days, and what nobody has noted about them, as SQL.

Lists filter by these and reports count by them, so that a figure and its list are the same rows.
"""

from collections.abc import Callable, Mapping
from datetime import date, timedelta

from sqlalchemy import ColumnElement, and_, exists, false, func, or_, select
from sqlalchemy.orm import aliased

from crm.expressions import Unsought, one_of
from crm.models import (
    Agreement,
    Decision,
    Document,
    DocumentKind,
    ExchangeYear,
    Link,
    Partner,
    Party,
    Renewal,
    Review,
    Stage,
)
from crm.models.life import BEING_MADE, CLOSED_EARLY
from crm.models.unit import agreement_unit

NEVER_SIGNED = (*BEING_MADE, Stage.ABANDONED)


def stands_alone() -> ColumnElement[bool]:
    """Amendments and annexes end with what they belong to."""
    return Agreement.link.is_(None) | (Agreement.link == Link.IMPLEMENTS)


def comes_up() -> ColumnElement[bool]:
    """`Agreement.comes_up` as SQL."""
    has_a_day = Agreement.is_endless.is_(False) | Agreement.review_years.is_not(None)
    return has_a_day & stands_alone()


def year_of(number: int) -> tuple[date, date]:
    return date(number, 1, 1), date(number, 12, 31)


def signed_in(first: date, last: date) -> ColumnElement[bool]:
    return Agreement.signed_on.between(first, last)


def ended_in(first: date, last: date, day: date) -> ColumnElement[bool]:
    """Over on `day`, by its end, by termination or by another that took its place in that span."""
    by_itself = (Agreement.stage == Stage.SIGNED) & (Agreement.ends_on < day)
    closed = one_of(Agreement.stage, CLOSED_EARLY) & (Agreement.closed_on <= day)
    return or_(
        by_itself & Agreement.ends_on.between(first, last),
        closed & Agreement.closed_on.between(first, last),
    )


def came_up_in(first: date, last: date, day: date) -> ColumnElement[bool]:
    """Its term came to an end in that span, before `day`, and it could have been renewed.

    The end is that of its own paper, which neither an amendment nor a renewal moves, or the day on
    which another took its place. Later terms of one that renews by itself end on the day before its
    renewal was noted. Amendments and annexes end with what they belong to, and what was terminated
    did not come to its end: neither counts.
    """
    paper_ended = (Agreement.stage == Stage.SIGNED) & (Agreement.expires_on < day)
    replaced = (Agreement.stage == Stage.SUPERSEDED) & (Agreement.closed_on <= day)
    renewed_again = select(Review.agreement_id).where(
        Review.renewed_to.is_not(None),
        Review.closed_on.between(first + timedelta(days=1), last + timedelta(days=1)),
    )
    by_itself = _renews_by_itself() & (Agreement.stage == Stage.SIGNED)
    return stands_alone() & or_(
        paper_ended & Agreement.expires_on.between(first, last),
        replaced & Agreement.closed_on.between(first, last),
        by_itself & Agreement.id.in_(renewed_again),
        _let_end(first, last, day),
    )


def _renews_by_itself() -> ColumnElement[bool]:
    """A third of all agreements may: the days find them, of which few are meant."""
    found: ColumnElement[bool] = Unsought(Agreement.renewal) == Renewal.AUTOMATIC
    return found


def _let_end(first: date, last: date, day: date) -> ColumnElement[bool]:
    """It had renewed by itself, and its last further term ended in that span."""
    return (
        _renews_by_itself()
        & (Agreement.stage == Stage.SIGNED)
        & (Agreement.decision == Decision.END)
        & (Agreement.ends_on > Agreement.expires_on)
        & (Agreement.ends_on < day)
        & Agreement.ends_on.between(first, last)
    )


def renewed_in(first: date, last: date, day: date) -> ColumnElement[bool]:
    """Its term came to an end in that span, and the cooperation goes on."""
    return came_up_in(first, last, day) & goes_on(first, last, day)


def goes_on(first: date, last: date, day: date) -> ColumnElement[bool]:
    """Its end was moved on, by an amendment or by itself, or another agreement that was signed
    follows it; but not when its last further term ended in that span."""
    was_let_end = func.coalesce(_let_end(first, last, day), false())
    successor = aliased(Agreement)
    # A range: SQLite would go through all agreements for those that have a predecessor.
    following = select(successor.predecessor_id).where(
        successor.predecessor_id > 0, successor.stage.not_in(NEVER_SIGNED)
    )
    return or_(
        (Agreement.ends_on > Agreement.expires_on) & ~was_let_end,
        Agreement.is_endless & Agreement.is_open_ended.is_(False),
        Agreement.id.in_(following),
    )


def counted_students_in(first: date, _last: date, _day: date) -> ColumnElement[bool]:
    """Whether it has numbers of students for the year that begins on `first`."""
    counted = select(ExchangeYear.agreement_id).where(ExchangeYear.year == first.year)
    return Agreement.id.in_(counted)


def with_country(chosen: ColumnElement[bool]) -> ColumnElement[bool]:
    """Whether one of its partners is in such a country."""
    parties = select(Party.agreement_id).join(Partner, Partner.id == Party.partner_id)
    return Agreement.id.in_(parties.where(chosen))


def with_unit(chosen: ColumnElement[bool]) -> ColumnElement[bool]:
    """Whether it covers such a unit."""
    return Agreement.id.in_(select(agreement_unit.c.agreement_id).where(chosen))


def was_signed() -> ColumnElement[bool]:
    return Agreement.stage.not_in(NEVER_SIGNED)


def _lacks_scan() -> ColumnElement[bool]:
    is_scan = Document.kind == DocumentKind.SIGNED
    return ~exists().where(Document.agreement_id == Agreement.id, is_scan)


def _lacks_place() -> ColumnElement[bool]:
    return and_(Agreement.room.is_(None), Agreement.cabinet.is_(None), Agreement.folder.is_(None))


def _lacks_unit() -> ColumnElement[bool]:
    return ~exists().where(agreement_unit.c.agreement_id == Agreement.id)


def end_is_missing() -> ColumnElement[bool]:
    """Nobody knows when it ends, and it does not end with another."""
    is_unknown = Agreement.ends_on.is_(None) & Agreement.is_endless.is_(False)
    return is_unknown & stands_alone()


GAPS: Mapping[str, Callable[[], ColumnElement[bool]]] = {
    "signing": lambda: Agreement.signed_on.is_(None),
    "start": lambda: Agreement.effective_on.is_(None),
    "end": end_is_missing,
    "scan": _lacks_scan,
    "original": _lacks_place,
    "person": lambda: Agreement.owner_id.is_(None),
    "unit": _lacks_unit,
}
"""What an agreement that was signed should have and lacks."""


def lacks(gap: str) -> ColumnElement[bool]:
    return was_signed() & GAPS[gap]()
