"""The whole office at a glance, for who leads it: what is in force, what ends, what is late."""

from collections.abc import Sequence
from datetime import timedelta

from flask_babel import gettext as _

from crm.agreements.standings import runs_on
from crm.frozen import Frozen
from crm.models import Agreement
from crm.models.days import said_quarter
from crm.reports import headline, queries
from crm.reports.headline import Named
from crm.reports.renewing import quarters_from
from crm.reports.tables import Figure, Line, Table
from crm.web.filters import NONE
from crm.web.locale import Reader
from crm.web.unchanged import while_unchanged

QUARTERS = 4


class Outlook(Frozen):
    figures: Sequence[Named]
    tables: Sequence[Table]


@while_unchanged(64)
def outlook(reader: Reader) -> Outlook:
    return Outlook(headline.figures(reader), [ending(reader), overdue(reader)])


def ending(reader: Reader) -> Table:
    """What is in force and ends in this quarter and in those after it."""
    quarters = quarters_from(reader.day, QUARTERS)
    running = runs_on(reader.day)
    found = queries.counts(
        Agreement, [running & Agreement.ends_on.between(*quarter) for quarter in quarters]
    )
    lines = [
        Line(
            said_quarter(first),
            [
                Figure(
                    number,
                    "agreements",
                    {
                        "status": "running",
                        "ends_from": first.isoformat(),
                        "ends_to": last.isoformat(),
                    },
                )
            ],
        )
        for (first, last), number in zip(quarters, found, strict=True)
    ]
    return Table(
        "ending",
        _("Ending by quarter"),
        _("Quarter"),
        [_("Agreements in force")],
        lines,
        drawn=(0,),
    )


def overdue(reader: Reader) -> Table:
    """Whose decisions should have been taken by now."""
    yesterday = (reader.day - timedelta(days=1)).isoformat()
    lines = [
        Line(
            row.name or _("Nobody"),
            [Figure(row.number, "renewals", {"owner": row.id or NONE, "decide_to": yesterday})],
        )
        for row in queries.overdue_by_person(reader.day)
    ]
    return Table(
        "overdue",
        _("Overdue decisions by person"),
        _("Responsible"),
        [_("Decisions")],
        lines,
        drawn=(0,),
    )
