"""What partners have and lack, as SQL: lists filter by it and reports count by it."""

from collections.abc import Callable, Mapping
from datetime import date, timedelta

from sqlalchemy import ColumnElement, and_, exists, select

from crm.agreements.outcomes import signed_in
from crm.agreements.standings import ran_on, runs_on
from crm.models import Agreement, Happening, Partner, Party, Position
from crm.models.happening import happening_agreement, happening_partner
from crm.models.unit import agreement_unit

QUIET_AFTER = timedelta(days=365)
"""After so long without a happening a partner counts as quiet."""


def has_agreement(chosen: ColumnElement[bool]) -> ColumnElement[bool]:
    """Whether it is party to such an agreement."""
    parties = select(Party.partner_id).join(Agreement, Agreement.id == Party.agreement_id)
    return Partner.id.in_(parties.where(chosen))


def had_running(day: date) -> ColumnElement[bool]:
    """The same of a day that may be long past."""
    return has_agreement(Party.has_signed & ran_on(day))


def has_running(day: date) -> ColumnElement[bool]:
    """Whether an agreement is in force with it; for who has not signed it is not."""
    return has_agreement(Party.has_signed & runs_on(day))


def has_signed_in(first: date, last: date) -> ColumnElement[bool]:
    """Whether an agreement that it has signed was signed in that span."""
    return has_agreement(Party.has_signed & signed_in(first, last))


def covers_unit(unit_id: int) -> ColumnElement[bool]:
    """Whether one of its agreements covers the unit."""
    covered = select(agreement_unit.c.agreement_id).where(agreement_unit.c.unit_id == unit_id)
    return has_agreement(Agreement.id.in_(covered))


def lacks_contact() -> ColumnElement[bool]:
    """Nobody is known who is anything there today."""
    is_there = Position.is_past.is_(False)
    return ~exists().where(Position.partner_id == Partner.id, is_there)


def is_quiet(day: date) -> ColumnElement[bool]:
    """Nothing has happened with it, or under an agreement with it, for a year."""
    lately = Happening.happened_on > day - QUIET_AFTER
    among, under = happening_partner.c, happening_agreement.c
    ways = (
        select(Happening.partner_id).where(Happening.partner_id.is_not(None), lately),
        select(among.partner_id).join(Happening, Happening.id == among.happening_id).where(lately),
        select(Party.partner_id)
        .join(Happening, Happening.agreement_id == Party.agreement_id)
        .where(lately),
        select(Party.partner_id)
        .join(happening_agreement, under.agreement_id == Party.agreement_id)
        .join(Happening, Happening.id == under.happening_id)
        .where(lately),
    )
    return and_(*(Partner.id.not_in(its) for its in ways))


GAPS: Mapping[str, Callable[[date], ColumnElement[bool]]] = {
    "agreement": lambda day: ~has_running(day),
    "contact": lambda _day: lacks_contact(),
    "happening": is_quiet,
}
"""What every partner should have, and whether one lacks it on that day."""
