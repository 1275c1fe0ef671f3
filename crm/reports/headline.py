"""The figures that matter first: what there is, what became of it, what is late."""

from datetime import timedelta

from flask_babel import gettext as _

from crm.agreements.outcomes import year_of
from crm.reports import queries
from crm.reports.tables import Figure
from crm.web.locale import Reader

Named = tuple[str, Figure]


def figures(reader: Reader) -> list[Named]:
    """What there is today, and what became of agreements this year and last."""
    day, year = reader.day, reader.day.year
    partners, running, overdue = queries.numbers(day)
    became = queries.outcomes_by_year((year, year - 1), day)
    late = {"decide_to": (day - timedelta(days=1)).isoformat()}
    return [
        (_("partners"), Figure(partners, "partners")),
        (_("agreements running"), Figure(running, "agreements", {"status": "running"})),
        (_("decisions overdue"), Figure(overdue, "renewals", late)),
        *(of_year(one, became[one]) for one in (year, year - 1)),
        (_("ended in %(year)d", year=year), Figure(became[year][1], "agreements", {"ended": year})),
        (
            _("came up for renewal in %(year)d", year=year),
            Figure(became[year][2], "agreements", {"came_up": year}),
        ),
        (
            _("renewed in %(year)d", year=year),
            Figure(became[year][3], "agreements", {"renewed": year}),
        ),
    ]


def of_year(year: int, became: queries.YearFigures) -> Named:
    """What was signed in the year."""
    first, last = year_of(year)
    its = {"signed_from": first.isoformat(), "signed_to": last.isoformat()}
    return _("signed in %(year)d", year=year), Figure(became[0], "agreements", its)
