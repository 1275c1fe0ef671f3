"""What was signed, ended and renewed, year by year, and what has to be decided next."""

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal

from flask_babel import gettext as _
from flask_babel import pgettext

from crm.agreements.outcomes import year_of
from crm.models import Agreement
from crm.models.days import said_quarter
from crm.reports import queries
from crm.reports.tables import Args, Figure, Line, Table
from crm.web.locale import Reader

MOST_YEARS = 20
QUARTERS = 8
"""How far ahead decisions are counted one by one: two years."""

Quarter = tuple[date, date]


def renewal_rate(came_up: int, renewed: int) -> Decimal | None:
    """Which part of what came up for renewal was renewed, from 0 to 1; None when nothing came up.

    `rate = renewed / came up`, both of the same year, as contracts that run for a term are usually
    measured: by how many of those whose term came to an end in the period go on. It is a rate by
    number: a small agreement counts as much as a large one. `outcomes.came_up_in` and `renewed_in`
    say exactly what counts.
    """
    return Decimal(renewed) / Decimal(came_up) if came_up else None


def by_year(years: Sequence[int], reader: Reader) -> Table:
    found = queries.outcomes_by_year(years, reader.day)
    return Table(
        name="renewals",
        title=_("Signed, ended and renewed"),
        head=_("Year"),
        columns=[
            _("Signed"),
            pgettext("whichever way", "Ended"),
            _("Came up for renewal"),
            _("Renewed"),
            _("Renewal rate"),
        ],
        lines=[_line_of(year, found[year]) for year in years],
        notes=[
            _(
                "Renewal rate = renewed ÷ came up for renewal, both of the same year. An agreement "
                "comes up in the year in which the end that its paper gives has passed, or in "
                "which another took its place; one that renews by itself comes up again at the end "
                "of each further term. It is renewed when its end was moved on, by an amendment or "
                "by itself, or when a signed agreement follows it."
            ),
            _(
                "Amendments and annexes do not come up by themselves, and neither does what was "
                "terminated before its end. Ended is whatever was over: by its end, terminated, or "
                "superseded. The year that has not ended counts until today."
            ),
        ],
        drawn=(2, 3),
    )


def _line_of(year: int, found: queries.YearFigures) -> Line:
    signed, ended, came_up, renewed = found
    first, last = year_of(year)
    of_signing: Args = {"signed_from": first.isoformat(), "signed_to": last.isoformat()}
    return Line(
        str(year),
        [
            Figure(signed, "agreements", of_signing),
            Figure(ended, "agreements", {"ended": year}),
            Figure(came_up, "agreements", {"came_up": year}),
            Figure(renewed, "agreements", {"renewed": year}),
            Figure(renewal_rate(came_up, renewed), "agreements", {"came_up": year}, is_rate=True),
        ],
        code=year,
    )


def years_until(day: date) -> list[int]:
    """The years of which there is something to say, the last first."""
    first = min(queries.first_year_of_signing() or day.year, day.year)  # a day may be mistyped
    return list(range(day.year, max(first, day.year - MOST_YEARS + 1) - 1, -1))


def decisions(reader: Reader) -> Table:
    """The decisions that wait: overdue, quarter by quarter, later, and on an unknown day."""
    day, due = reader.day, Agreement.decide_by
    yesterday, quarters = day - timedelta(days=1), quarters_from(day)
    after = quarters[-1][1] + timedelta(days=1)
    spans = [
        (_("Overdue"), due < day, {"decide_to": yesterday.isoformat()}),
        *(
            (said_quarter(first), due.between(first, last), _span(first, last))
            for first, last in quarters
        ),
        (_("Later"), due >= after, {"decide_from": after.isoformat()}),
        (_("Date unknown"), due.is_(None), {"urgency": "unknown"}),
    ]
    found = queries.decisions_in([clause for _label, clause, _args in spans])
    return Table(
        name="decisions",
        title=_("Decisions ahead by quarter"),
        head=_("Quarter"),
        columns=[_("Decisions")],
        lines=[
            Line(label, [Figure(number, "renewals", args)], code=place)
            for place, ((label, _clause, args), number) in enumerate(zip(spans, found, strict=True))
        ],
        total=Line(_("Together"), [Figure(sum(found), "renewals")]),
        notes=[
            _(
                "By the last day to decide, which is the end less the notice and the time to "
                "prepare. The quarter that runs counts from today."
            )
        ],
        drawn=(0,),
    )


def _span(first: date, last: date) -> Args:
    return {"decide_from": first.isoformat(), "decide_to": last.isoformat()}


def quarters_from(day: date, number: int = QUARTERS) -> list[Quarter]:
    """The rest of the quarter of that day, and those after it: first and last days."""
    place = day.year * 4 + (day.month - 1) // 3
    quarters = [
        (_first_of(p), _first_of(p + 1) - timedelta(days=1)) for p in range(place, place + number)
    ]
    return [(day, quarters[0][1]), *quarters[1:]]


def _first_of(place: int) -> date:
    return date(place // 4, place % 4 * 3 + 1, 1)
