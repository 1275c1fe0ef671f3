"""What saved views find now, and how many records that is."""

from collections.abc import Mapping
from datetime import datetime
from functools import lru_cache
from urllib.parse import parse_qsl

from flask import g
from sqlalchemy import ColumnElement, func, select

from crm.exports.lists import LISTS
from crm.extensions import fetch
from crm.web.locale import Reader, reader, this_moment
from crm.web.pages import saved_views

Asked = tuple[int, str, str | None]
"""A view's number, its list and the rest of its address."""


def counts() -> Mapping[int, int]:
    """How many records each of the reader's views of lists finds, by the number of the view."""
    views = (view for view in saved_views() if view.room in LISTS)
    asked = tuple((view.id, view.room, view.query) for view in views)
    if not asked:
        return {}
    minute = this_moment().replace(second=0, microsecond=0)
    return _counted(asked, reader(), g.head, minute)


@lru_cache(maxsize=256)
def _counted(
    asked: tuple[Asked, ...], who: Reader, _head: str | None, _minute: datetime
) -> Mapping[int, int]:
    """Counted anew once the history has another line at its head, and each minute for what has
    none: a page after which nothing was changed asks for nothing."""
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
