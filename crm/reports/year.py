"""The whole of a year as one report, to be read, printed and handed over."""

from collections.abc import Sequence
from datetime import date

from flask_babel import gettext as _

from crm.agreements.outcomes import signed_in, year_of
from crm.agreements.standings import ran_on
from crm.frozen import Frozen
from crm.models.days import said_day
from crm.reports import gaps, groups, renewing, students
from crm.reports.groupings import Grouping
from crm.reports.groups import Measure
from crm.reports.tables import Figure, Line, Table
from crm.web.locale import Reader

YEARS_BACK = 5
"""So many years are set beside each other, the last of which is that of the report."""

GROUPED = (
    Grouping.CATEGORY,
    Grouping.TYPE,
    Grouping.COUNTRY,
    Grouping.UNIT,
    Grouping.PERSON,
)


class YearReport(Frozen):
    """`counted_on` is the last day of the year, or today as long as the year runs."""

    year: int
    counted_on: date
    head: Sequence[tuple[str, Figure]]
    parts: Sequence[tuple[str, Sequence[Table]]]


def year_report(year: int, reader: Reader) -> YearReport:
    first, last = year_of(year)
    counted_on = min(last, reader.day)
    measures = (
        Measure(
            _("Signed in %(year)d", year=year),
            signed_in(first, last),
            {"signed_from": first.isoformat(), "signed_to": last.isoformat()},
        ),
        Measure(
            _("In force on %(day)s", day=said_day(counted_on)),
            ran_on(counted_on),
            {"runs_on": counted_on.isoformat()},
        ),
    )
    by_year = renewing.by_year(range(year, year - YEARS_BACK, -1), reader)
    grouped = groups.several(GROUPED, reader, measures)
    return YearReport(
        year,
        counted_on,
        _head(by_year.lines[0], grouped[0].total, measures),
        [
            (_("What became of agreements"), [by_year]),
            (_("With whom, and about what"), grouped),
            (_("What lies ahead"), [renewing.decisions(reader)]),
            (_("Students"), [students.by_year(reader)]),
            (_("What is missing today"), gaps.in_short(reader)),
        ],
    )


def _head(line: Line, total: Line | None, measures: Sequence[Measure]) -> list[tuple[str, Figure]]:
    """What stands at the top: the year in a handful of figures."""
    signed, ended, came_up, renewed, rate = line.figures
    running = total.figures[1] if total is not None else Figure(None)
    return [
        (measures[1].title, running),
        (_("signed"), signed),
        (_("ended"), ended),
        (_("came up for renewal"), came_up),
        (_("renewed"), renewed),
        (_("renewal rate"), rate),
    ]
