"""How agreements stand on a day, as SQL: `Agreement.standing` says the same of one at hand."""

from collections.abc import Mapping
from datetime import date

from sqlalchemy import ColumnElement, case, func, or_, select, union_all

from crm.expressions import one_of
from crm.models import Agreement, Stage, Standing
from crm.models.life import BEING_MADE, CLOSED_EARLY, ENDING_SOON, RUNNING


def standings_on(day: date) -> Mapping[Standing, ColumnElement[bool]]:
    """`Agreement.standing` as SQL: which agreements stand so on that day, each in one of them."""
    stage, end, closed = Agreement.stage, Agreement.ends_on, Agreement.closed_on
    soon = day + ENDING_SOON
    signed = stage == Stage.SIGNED
    # Not as an OR: SQLite would rather look both sides up than read one index.
    begun = signed & (func.coalesce(Agreement.effective_on, day) <= day)
    is_endless = end.is_(None) & Agreement.is_endless
    return {
        **{Standing(made.value): stage == made for made in (*BEING_MADE, Stage.ABANDONED)},
        Standing.UPCOMING: signed
        & (Agreement.effective_on > day)
        & (func.coalesce(end, day) >= day),
        Standing.IN_FORCE: begun & (end > soon),
        Standing.ENDING: or_(
            begun & end.between(day, soon), one_of(stage, CLOSED_EARLY) & (closed > day)
        ),
        Standing.OPEN_ENDED: begun & is_endless,
        Standing.UNKNOWN: begun & end.is_(None) & Agreement.is_endless.is_(False),
        Standing.ENDED: signed & (end < day),
        **{
            Standing(over.value): (stage == over) & (func.coalesce(closed, day) <= day)
            for over in CLOSED_EARLY
        },
    }


def standing_on(day: date) -> ColumnElement[str]:
    """The standing of each agreement on that day."""
    return case(*((stands, word.value) for word, stands in standings_on(day).items()))


def is_among_running(day: date) -> ColumnElement[bool]:
    """The same as `ran_on`, for any day that is asked for: by numbers, each kind of which an index
    finds on either engine."""
    standings = standings_on(day)
    kinds = (select(Agreement.id).where(standings[word]).correlate(None) for word in RUNNING)
    return Agreement.id.in_(union_all(*kinds)) & had_begun(day)


def runs_on(day: date) -> ColumnElement[bool]:
    """Whether it is known to be in force on that day, soon to end or not."""
    standings = standings_on(day)
    return or_(*(standings[word] for word in RUNNING))


def ran_on(day: date) -> ColumnElement[bool]:
    """The same of a day that may be long past: what began after it was not in force on it."""
    return runs_on(day) & had_begun(day)


def had_begun(day: date) -> ColumnElement[bool]:
    """Whether it had begun by that day, as far as anybody knows."""
    return func.coalesce(Agreement.effective_on, Agreement.signed_on, day) <= day
