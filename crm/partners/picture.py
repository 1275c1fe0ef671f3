"""A relation drawn over the years: agreements as bars, happenings as marks.

Pure geometry: all places are per cents of the drawing. A day that nobody knows has no place: a bar
begins or ends there with an open side, and what has no known day at all has no bar.
"""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from crm.database import Word
from crm.frozen import Frozen

NARROWEST = 0.6
"""A bar of one day is still seen."""

STUB = 12.0
"""Per cents of a bar of which only one side is known: no length is made up for it."""

MOST_TICKS = 8
STEPS = (1, 2, 5, 10, 20, 50, 100)
"""Years between two lines."""


class Side(Word):
    """How a side of a bar ends: on a known day, or running out since no day is known or none is
    agreed."""

    KNOWN = "known"
    UNKNOWN = "unknown"
    OPEN = "open"


class Span(Frozen):
    """From when to when something runs; None is unknown unless it is endless."""

    start: date | None
    end: date | None
    is_endless: bool = False

    @property
    def is_drawn(self) -> bool:
        return self.start is not None or self.end is not None


class Bar(Frozen):
    x: float
    width: float
    left: Side
    right: Side


class Axis(Frozen):
    """Whole years from left to right."""

    first: int
    last: int

    def x(self, day: date) -> float:
        start = date(self.first, 1, 1)
        days = (date(self.last, 12, 31) - start).days + 1
        return round((day - start).days / days * 100, 2)

    @property
    def ticks(self) -> list[tuple[int, float]]:
        """The years that are named, each with its place."""
        number = self.last - self.first + 1
        step = next(step for step in STEPS if number / step <= MOST_TICKS)
        years = range(-(-self.first // step) * step, self.last + 1, step)
        return [(year, self.x(date(year, 1, 1))) for year in years]

    def bar(self, span: Span, day: date) -> Bar | None:
        """None when no day of it is known."""
        if not span.is_drawn:
            return None
        left = self.x(span.start) if span.start is not None else None
        right = self.x(span.end + timedelta(days=1)) if span.end is not None else None
        opens = Side.OPEN if span.is_endless else Side.UNKNOWN
        if left is not None and right is not None:
            return Bar(left, round(max(right - left, NARROWEST), 2), Side.KNOWN, Side.KNOWN)
        if left is not None:
            until = 100.0 if span.is_endless else min(left + STUB, 100)
            return Bar(left, round(max(until - left, NARROWEST), 2), Side.KNOWN, opens)
        end = right if right is not None else self.x(day)
        begin = max(end - STUB, 0)
        return Bar(begin, round(max(end - begin, NARROWEST), 2), Side.UNKNOWN, Side.KNOWN)


def axis_of(spans: Iterable[Span], days: Iterable[date], day: date) -> Axis:
    """The years in which everything that is known lies, and today."""
    known = [d for span in spans for d in (span.start, span.end) if d is not None]
    known += [*days, day]
    return Axis(min(known).year, max(known).year)


def marks(axis: Axis, days: Sequence[date]) -> list[float]:
    """Where happenings stand; several of one day stand on one place."""
    return [axis.x(one) for one in days]
