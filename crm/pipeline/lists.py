"""The pipeline as a list: its board, its page and its exports read this."""

from dataclasses import replace

from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from crm.accounts.people import person_filter
from crm.models import Partner, User
from crm.partners import queries as partner_queries
from crm.pipeline import queries
from crm.search.near import corrected
from crm.web.columns import Column, Shown, Sort
from crm.web.filters import OneWord
from crm.web.listing import Listing
from crm.web.locale import country_names
from crm.web.offered import country_filter
from crm.web.words import CATEGORIES, PIPELINE

whose = (
    OneWord("category", _l("Category"), Partner.category, CATEGORIES),
    country_filter,
    person_filter("owner", _l("Responsible"), Partner.owner_id),
)

pipeline_list = Listing(
    room="pipeline",
    title=_l("Pipeline"),
    model=Partner,
    in_bulk=True,
    rows=lambda _reader: queries.rows(),
    always=lambda _reader: queries.is_in_it(),
    search=lambda typed, _reader: partner_queries.search(typed),
    near=corrected,
    filters=(
        OneWord("stage", _l("Stage"), Partner.pipeline, PIPELINE, as_links=True),
        *whose,
    ),
    shown=(
        Shown("name", _l("Name")),
        Shown("stage", _l("Stage")),
        Shown("since", _l("Days in it")),
        Shown("category", _l("Category")),
        Shown("owner", _l("Responsible")),
        Shown("reason", _l("Why nothing came of it")),
    ),
    sorts={
        "name": Sort(Partner.name_sort, chinese=(Partner.name_sort_zh,)),
        "since": Sort(Partner.pipeline_since),
    },
    default_sort="since",
    columns=(
        Column(_l("Number"), lambda _: Partner.id, width=8),
        Column(_l("Name in English"), lambda _: Partner.name_en, width=48),
        Column(_l("Name in Chinese"), lambda _: Partner.name_zh, width=36),
        Column(_l("Category"), lambda _: Partner.category, words=lambda _: CATEGORIES),
        Column(
            _l("Country or region"),
            lambda _: Partner.country,
            words=lambda reader: country_names(reader.language),
        ),
        Column(_l("Stage"), lambda _: Partner.pipeline, words=lambda _: PIPELINE),
        Column(_l("In this stage since"), lambda _: Partner.pipeline_since, is_moment=True),
        Column(
            _l("Responsible"),
            lambda _: select(User.name).where(User.id == Partner.owner_id).scalar_subquery(),
        ),
        Column(_l("Why nothing came of it"), lambda _: Partner.lost_reason, width=40),
    ),
)

board_list = replace(
    pipeline_list,
    in_bulk=False,
    always=lambda _reader: queries.is_under_way(),
    filters=whose,
    shown=(),
    per_page=200,
)
"""The board shows only those that somebody can do something about."""
