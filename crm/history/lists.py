"""The history of the whole office, as a list."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

from flask_babel import lazy_gettext as _l
from sqlalchemy import ColumnElement, String, cast, select

from crm.accounts.people import person_filter
from crm.history import queries
from crm.history.called import called
from crm.history.words import RECORDS
from crm.models import Change, User
from crm.web.columns import Column, Sort
from crm.web.filters import Args, Case, Day, OneWord, Typed, is_number
from crm.web.listing import Listing
from crm.web.locale import Reader, midnight
from crm.web.office_words import ACTS, WAYS


def _record(value: str) -> ColumnElement[bool] | None:
    """`agreement-12`: the history of one record."""
    kind, _dash, number = value.rpartition("-")
    is_record = kind in queries.OWNERS and is_number(number)
    return queries.of_record(kind, int(number)) if is_record else None


def _batch(value: str) -> ColumnElement[bool] | None:
    return queries.of_batch(int(value)) if is_number(value) else None


def _of_kind(name: str) -> Callable[[Reader], ColumnElement[bool]]:
    return lambda _reader: Change.owner_type == name


history_list = Listing(
    room="history",
    title=_l("History"),
    model=Change,
    rows=lambda _reader: queries.rows(),
    search=lambda typed, _reader: called(typed),
    filters=(
        OneWord("act", _l("What was done"), Change.act, ACTS, as_links=True),
        Case(
            "kind",
            _l("Kind of record"),
            {name: (RECORDS[name], _of_kind(name)) for name in queries.OWNERS},
        ),
        person_filter("by", _l("By whom"), Change.by_id),
        OneWord("way", _l("By which way"), Change.way, WAYS),
        Day("from", _l("From"), lambda day: Change.at >= midnight(day)),
        Day("to", _l("Until"), lambda day: Change.at < midnight(day + timedelta(1))),
        Typed("record", _l("Record"), _record, is_more=False),
        Typed("batch", _l("All lines of one act"), _batch, is_more=False),
    ),
    sorts={"at": Sort(Change.at)},
    default_sort="-at",
    always=lambda reader: queries.is_told(sees_all=reader.sees_all),
    columns=(
        Column(_l("Number"), lambda _: Change.id, width=8),
        Column(_l("When"), lambda _: Change.at, is_moment=True),
        Column(
            _l("By whom"),
            lambda _: select(User.name).where(User.id == Change.by_id).scalar_subquery(),
        ),
        Column(_l("By which way"), lambda _: Change.way, words=lambda _: WAYS),
        Column(_l("What was done"), lambda _: Change.act, words=lambda _: ACTS),
        Column(_l("Kind of record"), lambda _: Change.record_type, words=lambda _: RECORDS),
        Column(_l("Record"), lambda _: Change.name, width=48),
        Column(_l("Belongs to"), lambda _: Change.owner_type + "-" + cast(Change.owner_id, String)),
        Column(_l("From what to what"), lambda _: cast(Change.fields, String), width=60),
    ),
)

_ONE_BY_ONE = ("q", "act", "kind", "record", "batch")
"""What is asked about single records, whatever act their lines are of."""

act_list = replace(
    history_list,
    always=lambda reader: queries.is_act() & queries.is_told(sees_all=reader.sees_all),
)
"""The history as acts: what was done to many records at once stands there once."""


def list_for(args: Args) -> Listing:
    """The list that answers an address: of acts, unless single records are asked for."""
    return history_list if any(args.get(name) for name in _ONE_BY_ONE) else act_list
