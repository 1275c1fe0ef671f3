"""The renewals desk as a list: the agreements that need a decision."""

from collections.abc import Callable
from dataclasses import replace

from flask_babel import lazy_gettext as _l
from sqlalchemy import ColumnElement

from crm.agreements import queries as agreement_queries
from crm.agreements.lists import columns, held_filters, partner_filter
from crm.database import Unsought
from crm.models import Agreement
from crm.renewals.queries import needs_decision
from crm.renewals.urgency import Urgency, within
from crm.web.filters import Case, Day
from crm.web.listing import Listing, Sort
from crm.web.locale import Reader

URGENCIES = {
    Urgency.OVERDUE: _l("Overdue"),
    Urgency.IN_30_DAYS: _l("Within 30 days"),
    Urgency.IN_90_DAYS: _l("Within 90 days"),
    Urgency.IN_180_DAYS: _l("Within 180 days"),
    Urgency.LATER: _l("Later"),
    Urgency.UNKNOWN: _l("Date unknown"),
}


def _is(group: Urgency) -> Callable[[Reader], ColumnElement[bool]]:
    return lambda reader: within(group, reader.day)


renewal_list = Listing(
    room="renewals",
    model=Agreement,
    rows=lambda reader: agreement_queries.rows().add_columns(
        agreement_queries.standing_on(reader.day).label("standing")
    ),
    always=lambda _reader: needs_decision(),
    search=lambda typed, _reader: agreement_queries.search(typed),
    filters=(
        Case(
            "urgency",
            _l("Decide"),
            {group.value: (label, _is(group)) for group, label in URGENCIES.items()},
            as_links=True,
        ),
        # The index of the order holds these columns: pages and counts are found along it.
        *(replace(item, column=Unsought(item.column)) for item in held_filters),
        partner_filter,
        Day("decide_from", _l("Decide from"), lambda day: Agreement.decide_by >= day),
        Day("decide_to", _l("Decide until"), lambda day: Agreement.decide_by <= day),
    ),
    sorts={"decide": Sort(Agreement.decide_by, nullable=True)},
    default_sort="decide",
    columns=columns,
)
