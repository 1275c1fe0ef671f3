"""When somebody's digest is due: the rule, which needs nothing but a clock that reads local time.

Only what the clock on the wall shows is compared. Where the clocks are put forward over the hour,
it is passed all the same, if only after midnight; where they are put back, it is passed once
more, and the digest of the day is there already.
"""

from datetime import date, datetime, timedelta

from crm.frozen import Frozen
from crm.models import Rhythm

AFTER_MIDNIGHT = timedelta(hours=1)
"""How long the daily one of the day before can still be made. Where the clocks are put forward at
the end of a day, its last hour does not exist; and at the last hour the minute may come late."""


class Choice(Frozen):
    """How often somebody wants it: at which hour of the office's day, on which day of the week."""

    rhythm: Rhythm
    hour: int
    weekday: int
    """Monday is 0; only of the weekly one."""


def due_day(choice: Choice, last: date | None, moment: datetime) -> date | None:
    """The day whose digest is to be made at that moment, on the office's clock; None when none is.

    `last` is the day of the one before. A daily one is made up for on its own day and shortly
    after, so that there is one when the server was off for a week. A weekly one is made up for
    until the next is due; the first one of all comes on its day.
    """
    day = _latest_day(choice, moment)
    if day is None or (last is not None and last >= day):
        return None
    is_its_day = day == moment.date()
    is_just_over = day == (moment - AFTER_MIDNIGHT).date()
    can_wait = last is not None and (is_just_over or choice.rhythm is Rhythm.WEEKLY)
    return day if is_its_day or can_wait else None


def _latest_day(choice: Choice, moment: datetime) -> date | None:
    """The last day of that choice on which the hour has come."""
    if choice.rhythm is Rhythm.NEVER:
        return None
    day = moment.date() if moment.hour >= choice.hour else moment.date() - timedelta(days=1)
    if choice.rhythm is Rhythm.WEEKLY:
        day -= timedelta(days=(day.weekday() - choice.weekday) % 7)
    return day
