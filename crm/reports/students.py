"""How many students went and came, year by year, under the agreements that count them."""

from flask_babel import gettext as _

from crm.models import Exchange
from crm.reports import queries
from crm.reports.tables import Figure, Line, Table
from crm.web.locale import Reader


def by_year(_reader: Reader) -> Table:
    lines = []
    for row in queries.students_by_year():
        exchange, its = Exchange(row.sent, row.received), {"students": row.year}
        figures = [
            Figure(row.agreements, "agreements", its),
            *(
                Figure(number, "agreements", its, is_sum=True)
                for number in (exchange.sent, exchange.received, exchange.balance)
            ),
        ]
        lines.append(Line(str(row.year), figures, code=row.year))
    return Table(
        name="students",
        title=_("Balance of students"),
        head=_("Year"),
        columns=[_("Agreements"), _("Students sent"), _("Students received"), _("Balance")],
        lines=lines,
        notes=[
            _(
                "Balance = sent − received: how many more went than came. Numbers of students "
                "stand in agreements whose type counts them; the export of the agreements has them "
                "one by one."
            )
        ],
        drawn=(1, 2),
    )
