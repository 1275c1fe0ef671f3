"""The lists of the renewals desk: what waits for a decision, what is unknown, what was missed."""

from collections.abc import Callable, Mapping
from dataclasses import replace

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l
from sqlalchemy import ColumnElement, case

from crm.agreements import queries as agreement_queries
from crm.agreements.lists import columns, held_filters, partner_filter
from crm.expressions import Unsought
from crm.models import Agreement, ReviewStage
from crm.renewals import queries
from crm.renewals.urgency import QUARTER, Urgency, this_quarter, within
from crm.search.near import corrected
from crm.web.agreement_words import REVIEW_STAGES
from crm.web.columns import Column, Shown, Sort
from crm.web.filters import NONE, Case, Day
from crm.web.listing import Listing
from crm.web.locale import Reader

URGENCIES = {
    Urgency.OVERDUE: _l("Overdue"),
    Urgency.IN_30_DAYS: _l("Within 30 days"),
    Urgency.IN_90_DAYS: _l("31 to 90 days"),
    Urgency.IN_180_DAYS: _l("91 to 180 days"),
    Urgency.LATER: _l("Later"),
    Urgency.UNKNOWN: _l("Date unknown"),
}
OPEN_STAGES = (ReviewStage.TO_DO, ReviewStage.EVALUATING, ReviewStage.DECIDING)
"""The stages of a review before the decision."""


def _is(group: Urgency) -> Callable[[Reader], ColumnElement[bool]]:
    return lambda reader: within(group, reader.day)


def _at(stage: ReviewStage | None) -> Callable[[Reader], ColumnElement[bool]]:
    return lambda _reader: queries.reviewed(stage)


stage_filter = Case(
    "stage",
    _l("Review"),
    {
        NONE: (_l("Not started"), _at(None)),
        **{stage.value: (REVIEW_STAGES[stage], _at(stage)) for stage in OPEN_STAGES},
    },
)

drawn_list = Listing(
    room="renewals",
    title=_l("Renewals"),
    model=Agreement,
    rows=lambda _reader: agreement_queries.rows(),
    search=lambda typed, _reader: agreement_queries.search(typed),
    near=corrected,
    filters=(*held_filters, partner_filter),
    sorts={"end": Sort(Agreement.ends_on, nullable=True)},
    default_sort="end",
    columns=(),
    per_page=50,
    besides=("year", "years", "group"),
)
"""What is drawn: the desk's filters; the drawings have an order of their own."""

renewal_list = Listing(
    room="renewals",
    title=_l("Renewals"),
    model=Agreement,
    in_bulk=True,
    rows=lambda reader: queries.desk_rows(reader.day),
    always=lambda _reader: queries.needs_decision(),
    search=lambda typed, _reader: agreement_queries.search(typed),
    near=corrected,
    filters=(
        Case(
            "urgency",
            _l("Decide"),
            {
                QUARTER: (_l("This quarter"), lambda reader: this_quarter(reader.day)),
                **{group.value: (label, _is(group)) for group, label in URGENCIES.items()},
            },
            as_links=True,
        ),
        # The index of the order holds these columns: pages and counts are found along it.
        *(replace(item, column=Unsought(item.column)) for item in held_filters),
        partner_filter,
        stage_filter,
        Day("decide_from", _l("Decide from"), lambda day: Agreement.decide_by >= day),
        Day("decide_to", _l("Decide until"), lambda day: Agreement.decide_by <= day),
    ),
    sorts={"decide": Sort(Agreement.decide_by, nullable=True)},
    default_sort="decide",
    shown=(
        Shown("decide", _l("Decide by"), is_date=True),
        Shown("agreement", _l("Agreement"), stays=True),
        Shown("partner", _l("Partner")),
        Shown("ends", _l("Ends on"), is_date=True),
        Shown("owner", _l("Responsible")),
        Shown("review", _l("Review")),
    ),
    columns=(
        *columns,
        Column(
            _l("Review"),
            lambda _: queries.review_stage(),
            words=lambda _: {word.value: label for word, label in REVIEW_STAGES.items()},
        ),
        Column(_l("Why it was postponed"), lambda _: Agreement.postponed_why, width=30),
    ),
)

unknown_list = Listing(
    room="unknown_ends",
    title=_l("End unknown"),
    model=Agreement,
    in_bulk=True,
    rows=lambda reader: queries.desk_rows(reader.day),
    always=lambda _reader: queries.end_is_unknown(),
    search=lambda typed, _reader: agreement_queries.search(typed),
    near=corrected,
    filters=(*held_filters, partner_filter),
    sorts={
        "partner": Sort(
            Agreement.partner_sort,
            nullable=True,
            then=(Agreement.title_sort,),
            chinese=(Agreement.partner_sort_zh, Agreement.title_sort_zh),
        ),
    },
    default_sort="partner",
    columns=columns,
)

MISSED: Mapping[str, tuple[LazyString, Callable[[Reader], ColumnElement[bool]]]] = {
    "ended": (_l("Ended undecided"), lambda reader: queries.ended_undecided(reader.day)),
    "renewed": (_l("Renewed by itself"), lambda _reader: queries.renewed_undecided()),
    "lapsed": (
        _l("Ended before it was renewed"),
        lambda reader: queries.lapsed_in_renewal(reader.day),
    ),
}


def _what_happened(reader: Reader) -> ColumnElement[str]:
    """Which of the three it was: an end that is undecided comes before an earlier renewal."""
    first, *rest = MISSED
    last = rest.pop()
    named = [(MISSED[name][1](reader), name) for name in (first, *rest)]
    return case(*named, else_=last)


missed_list = Listing(
    room="missed_renewals",
    title=_l("Ended or renewed without a decision"),
    model=Agreement,
    in_bulk=True,
    rows=lambda reader: queries.desk_rows(reader.day).add_columns(
        _what_happened(reader).label("missed")
    ),
    always=lambda reader: queries.missed(reader.day),
    search=lambda typed, _reader: agreement_queries.search(typed),
    near=corrected,
    filters=(
        Case("what", _l("What happened"), MISSED, as_links=True),
        *held_filters,
        partner_filter,
    ),
    sorts={"expires": Sort(Agreement.ends_on, nullable=True)},
    default_sort="-expires",
    shown=(
        Shown("agreement", _l("Agreement")),
        Shown("partner", _l("Partner")),
        Shown("what", _l("What happened")),
        Shown("decide", _l("Decide by"), is_date=True),
        Shown("expires", _l("Ends on"), is_date=True),
        Shown("owner", _l("Responsible")),
    ),
    columns=(
        Column(
            _l("What happened"),
            _what_happened,
            words=lambda _: {name: label for name, (label, _clause) in MISSED.items()},
            width=26,
        ),
        *columns,
    ),
)
