"""Where things stand in the drawings of the desk: bars along years, columns of months.

Pure geometry: all places are per cents of the drawing, so that it fits any width without bending
its lines and words. What the days mean is decided elsewhere.
"""

import calendar
from collections.abc import Mapping
from datetime import date, timedelta
from functools import cached_property

from crm.database import Word
from crm.frozen import Frozen

FIRST_YEAR, LAST_YEAR = 1900, 2199
"""The years that can be drawn."""

SPANS = (1, 3, 5)
"""How many years a drawing can show."""

NARROWEST = 0.4
"""A bar of one day is still seen, and can be pressed."""


OUTSIDE = 2
"""How far beyond the edge a bar ends that goes on there: its round end is not seen."""


class Mark(Word):
    """The day to decide by, on a bar."""

    DUE = "due"
    LATE = "late"


class Bar(Frozen):
    """One agreement: where it begins and how long it is.

    What goes on beyond the drawing is cut off by its edge: it begins or ends outside. `mark`
    stands at `mark_x`; both are None when nothing has to be decided in these years.
    """

    x: float
    width: float
    mark: Mark | None
    mark_x: float | None


class Tick(Frozen):
    """A month of the drawing, or a year when there are several. `middle` is where its name is."""

    first: date
    x: float
    middle: float


class Years(Frozen):
    """Whole years from left to right."""

    year: int
    number: int = 1

    @property
    def first(self) -> date:
        return date(self.year, 1, 1)

    @property
    def last(self) -> date:
        return date(self.year + self.number - 1, 12, 31)

    @property
    def name(self) -> str:
        return str(self.year) if self.number == 1 else f"{self.year}–{self.last.year}"

    @property
    def before(self) -> "Years | None":
        """As many years before these; None when they cannot be drawn."""
        earlier = self.year - self.number
        return Years(earlier, self.number) if earlier >= FIRST_YEAR else None

    @property
    def after(self) -> "Years | None":
        later = self.year + self.number
        return Years(later, self.number) if later <= LAST_YEAR else None

    def x(self, day: date) -> float:
        """Where that day begins, at the edge when it is not in the drawing."""
        days = (self.last - self.first).days + 1
        return round(min(max((day - self.first).days / days, 0), 1) * 100, 2)

    def middle_of(self, day: date) -> float | None:
        """Where the middle of that day is; None when it is not in the drawing."""
        if not self.first <= day <= self.last:
            return None
        return round((self.x(day) + self.x(day + timedelta(days=1))) / 2, 2)

    @cached_property
    def ticks(self) -> list[Tick]:
        """The months of one year, or the years of several."""
        if self.number == 1:
            firsts = [date(self.year, month, 1) for month in range(1, 13)]
        else:
            firsts = [date(self.year + place, 1, 1) for place in range(self.number)]
        starts = [self.x(first) for first in firsts]
        ends = [*starts[1:], 100.0]
        return [
            Tick(first, x, round((x + end) / 2, 2))
            for first, x, end in zip(firsts, starts, ends, strict=True)
        ]

    def bar(self, start: date | None, end: date | None, decide_by: date | None, day: date) -> Bar:
        """The bar of what runs from `start` to `end`, both included; None is a day that nobody
        knows, or no end. `decide_by` is None when nothing has to be decided, and is late on a
        `day` after it."""
        begins = start is not None and start >= self.first
        ends = end is not None and end <= self.last
        left = min(self.x(start), 100 - NARROWEST) if start and begins else -OUTSIDE
        right = self.x(end + timedelta(days=1)) if end and ends else 100 + OUTSIDE
        mark_x = None if decide_by is None else self.middle_of(decide_by)
        is_late = decide_by is not None and decide_by < day
        return Bar(
            x=left,
            width=round(max(right - left, NARROWEST), 2),
            mark=None if mark_x is None else Mark.LATE if is_late else Mark.DUE,
            mark_x=mark_x,
        )


class MonthColumn(Frozen):
    """How many decisions are due from its first to its last day."""

    first: date
    last: date
    number: int
    x: float
    width: float
    height: float

    @property
    def middle(self) -> float:
        return round(self.x + self.width / 2, 2)


class MonthChart(Frozen):
    """Columns side by side; the highest one fills the drawing."""

    columns: list[MonthColumn]
    most: int

    @property
    def by_year(self) -> Mapping[int, list[MonthColumn | None]]:
        """A line of twelve a year; None for a month that is not drawn."""
        years = range(self.columns[0].first.year, self.columns[-1].first.year + 1)
        found = {(c.first.year, c.first.month): c for c in self.columns}
        return {year: [found.get((year, month)) for month in range(1, 13)] for year in years}


def months_from(day: date, number: int) -> list[tuple[date, date]]:
    """The first and the last day of so many months, beginning with that of `day`."""
    places = range(day.year * 12 + day.month - 1, day.year * 12 + day.month - 1 + number)
    return [_month(place // 12, place % 12 + 1) for place in places]


def month_chart(months: list[tuple[date, date]], numbers: Mapping[date, int]) -> MonthChart:
    """`numbers` has how many decisions are due, by day."""
    totals = dict.fromkeys((first for first, _last in months), 0)
    for day, number in numbers.items():
        if (first := day.replace(day=1)) in totals:
            totals[first] += number
    most = max(totals.values(), default=0)
    step = 100 / len(months)
    columns = [
        MonthColumn(
            first=first,
            last=last,
            number=totals[first],
            x=round(place * step + step * 0.1, 2),
            width=round(step * 0.8, 2),
            height=round(100 * totals[first] / most, 2) if most else 0.0,
        )
        for place, (first, last) in enumerate(months)
    ]
    return MonthChart(columns, most)


def _month(year: int, month: int) -> tuple[date, date]:
    return date(year, month, 1), date(year, month, calendar.monthrange(year, month)[1])
