"""The list of partners: its page, its exports and `crm export partners` read this."""

from collections.abc import Callable
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import ColumnElement, select

from crm.accounts.people import person_filter
from crm.models import Agreement, AgreementType, Category, Partner, PartnerStatus, Unit, User
from crm.models.ranks import rank
from crm.partners import outcomes, queries
from crm.search.near import corrected
from crm.web.columns import Column, Shown, Sort
from crm.web.filters import Case, Day, OneWord, Related, Year
from crm.web.listing import Listing
from crm.web.locale import Reader, country_names
from crm.web.offered import country_filter
from crm.web.tags import OneTag, tags_column
from crm.web.words import CATEGORIES, PARTNER_STATUSES


def _by(key: Any, chinese: Any = None, *, nullable: bool = False) -> Sort:
    """By that and then by name, as readers of either language see it."""
    in_chinese = key if chinese is None else chinese
    names = (Partner.name_sort,), (in_chinese, Partner.name_sort_zh)
    return Sort(key, nullable, *names)


def _countries(reader: Reader) -> dict[str, str]:
    return country_names(reader.language)


GAPS = {
    "agreement": _l("No agreement in force"),
    "contact": _l("No contact person"),
    "happening": _l("Nothing has happened for a year"),
}


def _lacks(gap: str) -> Callable[[Reader], ColumnElement[bool]]:
    return lambda reader: outcomes.GAPS[gap](reader.day)


gap_filter = Case(
    "gap",
    _l("What is missing"),
    {gap: (label, _lacks(gap)) for gap, label in GAPS.items()},
    is_more=True,
)

partner_list = Listing(
    room="partners",
    title=_l("Partners"),
    model=Partner,
    in_bulk=True,
    rows=lambda _reader: queries.rows(),
    search=lambda typed, _reader: queries.search(typed),
    near=corrected,
    filters=(
        OneWord("category", _l("Category"), Partner.category, CATEGORIES, as_links=True),
        country_filter,
        OneWord("status", _l("Status"), Partner.status, PARTNER_STATUSES),
        person_filter("owner", _l("Responsible"), Partner.owner_id),
        Case(
            "public",
            _l("Public page"),
            {
                "yes": (_l("on it"), lambda _: Partner.is_public),
                "no": (_l("not on it"), lambda _: ~Partner.is_public),
            },
        ),
        Related("parent", _l("Belongs to"), lambda number: Partner.parent_id == number, Partner),
        OneTag(Partner),
        gap_filter,
        Related(
            "type",
            _l("Agreement of the type"),
            lambda number: outcomes.has_agreement(Agreement.type_id == number),
            AgreementType,
        ),
        Related("unit", _l("Agreement that covers the unit"), outcomes.covers_unit, Unit),
        Year(
            "signed",
            _l("Agreement signed in the year"),
            lambda first, last, _day: outcomes.has_signed_in(first, last),
        ),
        Day(
            "runs_on",
            _l("Agreement in force on"),
            outcomes.had_running,
        ),
    ),
    shown=(
        Shown("name", _l("Name")),
        Shown("category", _l("Category")),
        Shown("country", _l("Country or region")),
        Shown("city", _l("City")),
        Shown("status", _l("Status")),
        Shown("owner", _l("Responsible")),
    ),
    sorts={
        "name": Sort(Partner.name_sort, chinese=(Partner.name_sort_zh,)),
        "category": _by(rank(Category, Partner.category)),
        "country": _by(Partner.country_sort, Partner.country_sort_zh, nullable=True),
        "city": _by(Partner.city_sort, nullable=True),
        "status": _by(rank(PartnerStatus, Partner.status)),
        "updated": Sort(Partner.updated_at),
    },
    default_sort="name",
    columns=(
        Column(_l("Number"), lambda _: Partner.id, width=8, is_kept=True),
        Column(_l("Name in English"), lambda _: Partner.name_en, width=48),
        Column(_l("Name in Chinese"), lambda _: Partner.name_zh, width=36),
        Column(_l("Short name"), lambda _: Partner.short_name),
        Column(_l("Category"), lambda _: Partner.category, words=lambda _: CATEGORIES),
        Column(_l("Country or region"), lambda _: Partner.country, words=_countries),
        Column(_l("City"), lambda _: Partner.city),
        Column(_l("Website"), lambda _: Partner.website, width=32),
        Column(_l("Other names"), lambda _: Partner.aliases, width=36),
        Column(_l("ROR"), lambda _: Partner.ror, width=12),
        Column(_l("Unified Social Credit Code"), lambda _: Partner.credit_code, width=22),
        Column(_l("ISNI"), lambda _: Partner.isni, width=20),
        Column(_l("Status"), lambda _: Partner.status, words=lambda _: PARTNER_STATUSES),
        Column(
            _l("Responsible"),
            lambda _: select(User.name).where(User.id == Partner.owner_id).scalar_subquery(),
        ),
        tags_column(Partner),
        Column(_l("Notes"), lambda _: Partner.notes, width=40),
        Column(_l("Version"), lambda _: Partner.version, width=8, is_kept=True),
    ),
)
