"""What saved views find now, and how many records that is."""

from collections.abc import Mapping
from datetime import datetime
from functools import lru_cache
from urllib.parse import parse_qsl

from sqlalchemy import ColumnElement, func, select

from crm.exports.lists import LISTS
from crm.extensions import fetch
from crm.web.locale import Reader, as_of
from crm.web.pages import saved_views

Asked = tuple[int, str, str | None]
"""A view's number, its list and the rest of its address."""


def counts() -> Mapping[int, int]:
    """How many records each of the reader's views of lists finds, by the number of the view."""
    views = (view for view in saved_views() if view.room in LISTS)
    asked = tuple((view.id, view.room, view.query) for view in views)
    if not asked:
        return {}
    return _counted(asked, *as_of())


@lru_cache(maxsize=256)
def _counted(
    asked: tuple[Asked, ...], who: Reader, _head: str | None, _minute: datetime
) -> Mapping[int, int]:
    numbers = (_number(room, query, who) for _id, room, query in asked)
    (row,) = fetch(select(*numbers))
    return dict(zip((view_id for view_id, _room, _query in asked), row, strict=True))


def _number(room: str, query: str | None, who: Reader) -> ColumnElement[int]:
    found = select(func.count()).select_from(LISTS[room].model).where(*clauses(room, query, who))
    return found.scalar_subquery()


def clauses(room: str, query: str | None, who: Reader) -> list[ColumnElement[bool]]:
    """What the records of that list have in common that a view of it finds."""
    args = dict(parse_qsl(query or ""))
    return LISTS[room].at(args, who).chosen(args, who)
