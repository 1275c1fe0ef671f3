"""What saved views find now, and how many records that is."""

from collections.abc import Mapping, Sequence
from functools import reduce
from operator import add
from urllib.parse import parse_qsl

from sqlalchemy import ColumnElement, func, literal, select

from crm.exports.lists import LISTS
from crm.extensions import fetch
from crm.search.narrowing import Finding, all_found
from crm.web.locale import Reader, reader
from crm.web.pages import saved_views
from crm.web.unchanged import while_unchanged

SEARCH = "search"
COUNTED = {*LISTS, SEARCH}

Asked = tuple[int, str, str | None]
"""A view's number, its list and the rest of its address."""


def counts() -> Mapping[int, int]:
    """How many records each of the reader's views finds, by the number of the view."""
    views = (view for view in saved_views() if view.room in COUNTED)
    asked = tuple((view.id, view.room, view.query) for view in views)
    if not asked:
        return {}
    return _counted(asked, reader())


@while_unchanged(256)
def _counted(asked: tuple[Asked, ...], who: Reader) -> Mapping[int, int]:
    numbers = (_number(room, query, who) for _id, room, query in asked)
    (row,) = fetch(select(*numbers))
    return dict(zip((view_id for view_id, _room, _query in asked), row, strict=True))


def _number(room: str, query: str | None, who: Reader) -> ColumnElement[int]:
    counts = [
        select(func.count()).select_from(model).where(*clauses).scalar_subquery()
        for model, clauses in findings(room, query, who)
    ]
    return reduce(add, counts, literal(0))


def findings(room: str, query: str | None, who: Reader) -> Sequence[Finding]:
    """The kinds of record that a view finds, each with what those have in common: one of a list,
    several of a search, and none of one that asks for nothing."""
    args = dict(parse_qsl(query or ""))
    if room == SEARCH:
        return all_found(args, who)
    return [(LISTS[room].model, LISTS[room].at(args, who).chosen(args, who))]
