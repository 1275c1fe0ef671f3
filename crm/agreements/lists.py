"""The list of agreements: its page, its exports and `crm export agreements` read this."""

from collections.abc import Callable
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import ColumnElement, case, func

from crm.accounts.people import person_filter
from crm.agreements import outcomes, queries, standings
from crm.agreements.columns import owner_name, partner_names, type_name, unit_names
from crm.agreements.day_columns import closed_on, decide_by, ends_on
from crm.agreements.field_lists import columns_of_types, filters_of_type
from crm.database import Word
from crm.models import Agreement, AgreementType, Partner, Standing, Unit
from crm.models.unit import agreement_unit
from crm.search.near import corrected
from crm.web.agreement_words import DECISIONS, RENEWALS, STANDINGS
from crm.web.columns import Column, Shown, Sort, own_first
from crm.web.filters import Case, Day, OneCode, OneRecord, OneWord, Related, Year
from crm.web.listing import Listing
from crm.web.locale import Reader, country_names
from crm.web.offered import countries_offered, types_offered
from crm.web.tags import OneTag, tags_column
from crm.web.words import CATEGORIES


def _lacks(gap: str) -> Callable[[Reader], ColumnElement[bool]]:
    return lambda _reader: outcomes.lacks(gap)


def _stands(standing: Word) -> Callable[[Reader], ColumnElement[bool]]:
    return lambda reader: standings.standings_on(reader.day)[Standing(standing)]


def _own_name(reader: Reader) -> Any:
    return func.coalesce(*own_first(reader, AgreementType.name_en, AgreementType.name_zh))


standing_filter = Case(
    "status",
    _l("Status"),
    {
        "running": (_l("Running"), lambda reader: standings.runs_on(reader.day)),
        **{word.value: (label, _stands(word)) for word, label in STANDINGS.items()},
    },
    as_links=True,
)

end_filter = Case(
    "end",
    _l("End date"),
    {
        "known": (_l("Known"), lambda _: Agreement.ends_on.is_not(None)),
        "open": (_l("Open-ended"), lambda _: Agreement.is_endless),
        "unknown": (_l("Unknown"), lambda _: outcomes.end_is_missing()),
    },
)

type_filter = OneRecord("type", _l("Type"), Agreement.type_id, types_offered)
held_filters = (
    type_filter,
    person_filter("owner", _l("Responsible"), Agreement.owner_id),
    OneWord("renewal", _l("Renewal"), Agreement.renewal, RENEWALS),
)
GAPS = {
    "signing": _l("Day of signing unknown"),
    "start": _l("Start unknown"),
    "end": _l("End unknown"),
    "scan": _l("No signed copy filed"),
    "original": _l("Nobody has noted where the original lies"),
    "person": _l("Nobody is responsible"),
    "unit": _l("Covers no unit"),
}
gap_filter = Case(
    "gap",
    _l("What is missing"),
    {gap: (label, _lacks(gap)) for gap, label in GAPS.items()},
    is_more=True,
)

of_parties = (
    OneWord(
        "category",
        _l("Partner category"),
        Agreement.partner_category,
        CATEGORIES,
        is_more=True,
        without=_l("Without a partner"),
    ),
    OneCode(
        "country",
        _l("Country or region of a partner"),
        Partner.country,
        country_names,
        countries_offered,
        _l("Unknown"),
        within=outcomes.with_country,
        is_more=True,
    ),
    Related(
        "unit",
        _l("Covers the unit"),
        lambda number: outcomes.with_unit(agreement_unit.c.unit_id == number),
        Unit,
    ),
)

outcome_filters = (
    Day("runs_on", _l("In force on"), standings.is_among_running),
    Year("ended", _l("Ended in the year"), outcomes.ended_in),
    Year("came_up", _l("Came up for renewal in the year"), outcomes.came_up_in),
    Year("renewed", _l("Renewed in the year"), outcomes.renewed_in),
    Year("students", _l("Students counted in the year"), outcomes.counted_students_in),
)

partner_filter = Related("partner", _l("Partner"), queries.with_partner, Partner)

columns = (
    Column(_l("Number"), lambda _: Agreement.id, width=8, is_kept=True),
    Column(_l("Reference"), lambda _: Agreement.reference),
    Column(_l("Title in English"), lambda _: Agreement.title_en, width=44),
    Column(_l("Title in Chinese"), lambda _: Agreement.title_zh, width=32),
    Column(_l("Type"), lambda reader: type_name(_own_name(reader)), width=28),
    Column(_l("Partners"), lambda _: partner_names(Partner.name_en), width=48),
    Column(_l("Partners in Chinese"), lambda _: partner_names(Partner.name_zh), width=36),
    Column(
        _l("Status"),
        lambda reader: standings.standing_on(reader.day),
        words=lambda _: {word.value: label for word, label in STANDINGS.items()},
    ),
    Column(_l("Signed on"), lambda _: Agreement.signed_on, is_date=True, blank=_l("unknown")),
    Column(
        _l("In force from"), lambda _: Agreement.effective_on, is_date=True, blank=_l("unknown")
    ),
    ends_on,
    closed_on,
    decide_by,
    Column(_l("Notice in days"), lambda _: Agreement.notice_days, width=10),
    Column(_l("Renewal"), lambda _: Agreement.renewal, words=lambda _: RENEWALS),
    Column(_l("Renews for months"), lambda _: Agreement.renewal_months, width=10),
    Column(_l("Decision"), lambda _: Agreement.decision, words=lambda _: DECISIONS),
    Column(_l("Responsible"), lambda _: owner_name()),
    Column(_l("Academic lead"), lambda _: Agreement.lead_name),
    Column(_l("Units covered"), lambda reader: unit_names(reader.language), width=30),
    Column(_l("Value"), lambda _: Agreement.value_amount, is_exact=True),
    Column(_l("Currency"), lambda _: Agreement.value_currency, width=8),
    Column(
        _l("Confidential"),
        lambda _: case((Agreement.is_confidential, "yes"), else_="no"),
        words=lambda _: {"yes": _l("Yes"), "no": _l("No")},
    ),
    Column(_l("Areas of cooperation"), lambda _: Agreement.areas, width=30),
    tags_column(Agreement),
    Column(_l("Notes"), lambda _: Agreement.notes, width=40),
    Column(_l("Version"), lambda _: Agreement.version, width=8, is_kept=True),
)

agreement_list = Listing(
    room="agreements",
    title=_l("Agreements"),
    model=Agreement,
    in_bulk=True,
    rows=lambda reader: queries.rows().add_columns(
        standings.standing_on(reader.day).label("standing")
    ),
    search=lambda typed, reader: queries.search_papers(typed, sees_all=reader.sees_all),
    near=corrected,
    filters=(
        standing_filter,
        *held_filters,
        partner_filter,
        end_filter,
        Case(
            "public",
            _l("Public page"),
            {
                "yes": (_l("on it"), lambda _: Agreement.is_public),
                "no": (_l("not on it"), lambda _: ~Agreement.is_public),
            },
        ),
        Case(
            "confidential",
            _l("Confidential"),
            {
                "yes": (_l("Yes"), lambda _: Agreement.is_confidential),
                "no": (_l("No"), lambda _: ~Agreement.is_confidential),
            },
            is_more=True,
        ),
        Day("ends_from", _l("Ends from"), lambda day: Agreement.ends_on >= day),
        Day("ends_to", _l("Ends until"), lambda day: Agreement.ends_on <= day),
        Day("signed_from", _l("Signed from"), lambda day: Agreement.signed_on >= day),
        Day("signed_to", _l("Signed until"), lambda day: Agreement.signed_on <= day),
        OneTag(Agreement),
        *of_parties,
        *outcome_filters,
        gap_filter,
    ),
    shown=(
        Shown("title", _l("Title")),
        Shown("partner", _l("Partner")),
        Shown("type", _l("Type")),
        Shown("status", _l("Status")),
        Shown("signed", _l("Signed on"), is_date=True),
        Shown("expires", _l("Ends on"), is_date=True),
        Shown("decide", _l("Decide by"), is_date=True),
        Shown("owner", _l("Responsible")),
    ),
    sorts={
        "title": Sort(Agreement.title_sort, chinese=(Agreement.title_sort_zh,)),
        "reference": Sort(Agreement.reference, nullable=True),
        "type": Sort(
            Agreement.type_place,
            then=(Agreement.type_id, Agreement.title_sort),
            chinese=(Agreement.type_place, Agreement.type_id, Agreement.title_sort_zh),
        ),
        "partner": Sort(
            Agreement.partner_sort,
            nullable=True,
            then=(Agreement.title_sort,),
            chinese=(Agreement.partner_sort_zh, Agreement.title_sort_zh),
        ),
        "owner": Sort(
            Agreement.owner_sort,
            nullable=True,
            then=(Agreement.title_sort,),
            chinese=(Agreement.owner_sort, Agreement.title_sort_zh),
        ),
        "signed": Sort(Agreement.signed_on, nullable=True),
        # Along the time: what never ends comes after what nobody knows, or before it.
        "expires": Sort(Agreement.ends_on, nullable=True, then=(Agreement.is_endless,)),
        "decide": Sort(Agreement.decide_by, nullable=True),
        "updated": Sort(Agreement.updated_at),
    },
    default_sort="title",
    columns=columns,
    more_filters=filters_of_type,
    more_columns=columns_of_types,
)
