"""What a line of the history says of a record, field by field, before and after."""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from typing import Any

from sqlalchemy import inspect
from sqlalchemy.orm.interfaces import MANYTOMANY

from crm.database import Base
from crm.models.change import HIDDEN, Act

Fields = dict[str, list[Any]]

BOOKKEEPING = {
    "id",
    "created_at",
    "updated_at",
    "version",
    "name_sort",
    "name_sort_zh",
    "website_domain",
    "title_sort",
    "title_sort_zh",
    "partner_sort",
    "partner_sort_zh",
    "position_sort",
    "text_sort",
    "city_sort",
    "country_sort",
    "country_sort_zh",
    "about_sort",
    "partner_name_sort",
    "proposer_name_sort",
    "organisation_sort",
    "partner_category",
    "type_place",
    "owner_sort",
    "priority_rank",
    "decide_by",
    "review_on",
    "end_from_id",
    "filed_at",
    "task_from",
    "upcoming_on",
    "next_on",
    "planned_until",
    "last_seen_at",
    "site",
    "sign_count",
    "is_confidential",
    "reader_names",
}


def known(fields: Fields) -> Fields:
    """Without those that the product keeps by itself."""
    return {name: pair for name, pair in fields.items() if name not in BOOKKEEPING}


def whole(record: Base) -> Fields:
    """What is filled in, as far as it has been loaded."""
    return filled_in(inspect(record).dict, told_of_new(type(record))) | _linked(record)


def filled_in(given: Mapping[str, Any], told: Sequence[str]) -> Fields:
    """Of the attributes that are told, those that say something."""
    return {key: [None, plain(value)] for key in told if (value := given.get(key)) is not None}


def told_of_new(model: type[Base]) -> Sequence[str]:
    """The attributes of a new record that its line tells, but for its links many to many."""
    return _attributes(model)[0]


@cache
def _attributes(model: type[Base]) -> tuple[Sequence[str], Sequence[str]]:
    """What a line tells of a new record: its columns but secrets, and its links many to many."""
    mapper = inspect(model)
    columns = [
        attribute.key
        for attribute in mapper.column_attrs
        if attribute.key not in BOOKKEEPING and not attribute.columns[0].info.get("is_secret")
    ]
    links = [r.key for r in mapper.relationships if r.direction is MANYTOMANY]
    return columns, links


def _gone(record: Base) -> Fields:
    return {key: [after, before] for key, (before, after) in whole(record).items()}


def _changed(record: Base) -> Fields:
    state = inspect(record)
    changed = {}
    for attribute in state.mapper.column_attrs:
        history = state.attrs[attribute.key].history
        if attribute.key in BOOKKEEPING or not history.has_changes():
            continue
        before = history.deleted[0] if history.deleted else None
        after = history.added[0] if history.added else None
        if before == after:
            continue
        is_secret = attribute.columns[0].info.get("is_secret")
        changed[attribute.key] = [HIDDEN, HIDDEN] if is_secret else [plain(before), plain(after)]
    return changed | _linked(record)


def _linked(record: Base) -> Fields:
    """Records that it is linked with many to many: their numbers before and after."""
    changed = {}
    state = inspect(record)
    _told, links = _attributes(type(record))
    for key in links:
        if key not in state.dict:
            continue
        history = state.attrs[key].history
        if history.has_changes():
            stays = [other.id for other in history.unchanged]
            before = sorted(stays + [other.id for other in history.deleted])
            changed[key] = [before, sorted(stays + [o.id for o in history.added])]
    return changed


FIELDS_OF: Mapping[Act, Callable[[Base], Fields]] = {
    Act.CREATED: whole,
    Act.RESTORED: whole,
    Act.CHANGED: _changed,
    Act.DELETED: _gone,
}
"""By what was done with it."""


def plain(value: Any) -> Any:
    """The value as JSON can keep it; a file by the digest of what is in it."""
    if isinstance(value, str | int):  # as nearly all are
        return value
    if isinstance(value, date | datetime):
        return value.isoformat()
    if isinstance(value, bytes):
        return hashlib.sha256(value).hexdigest()
    return f"{value:f}" if isinstance(value, Decimal) else value
