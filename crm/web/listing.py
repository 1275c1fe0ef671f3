"""A list, declared once: its page, filters, sorts, pages, count and exports all come from here."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from flask_babel import LazyString
from flask_babel import gettext as _
from sqlalchemy import ColumnElement, func, select

from crm.database import AnyRow, AnySelect, Base
from crm.extensions import db
from crm.web.filters import Choices, Filter
from crm.web.locale import Reader

PER_PAGE = 25
PAGE_SIZES = (25, 50, 100, 200)

Args = Mapping[str, str]


@dataclass(frozen=True)
class Sort:
    """An order. `nullable` columns put those without a value last, whichever way it goes."""

    column: ColumnElement[Any] | Any
    nullable: bool = False

    def ordered(self, descending: bool) -> ColumnElement[Any]:
        ordered = self.column.desc() if descending else self.column.asc()
        return ordered.nulls_last() if self.nullable else ordered


@dataclass(frozen=True)
class Column:
    """A column of the exports: a heading and the SQL that gives its cells.

    `words` maps stored codes to what people read; `blank` is what an unknown value reads as.
    """

    label: LazyString
    value: Callable[[Reader], Any]
    words: Callable[[Reader], Mapping[Any, Any]] | None = None
    blank: LazyString | None = None
    is_date: bool = False
    width: int = 18


@dataclass(frozen=True)
class Listing:
    """What a list is: `rows` selects the page's columns, keyed by the model's number."""

    room: str
    model: type[Base]
    rows: Callable[[Reader], AnySelect]
    search: Callable[[str], ColumnElement[bool] | None]
    filters: tuple[Filter, ...]
    sorts: Mapping[str, Sort]
    default_sort: str
    columns: tuple[Column, ...]
    first: Callable[[Reader], tuple[ColumnElement[Any], ...]] = field(default=lambda _: ())
    """What comes before the default order, such as my own tasks."""

    always: Callable[[], ColumnElement[bool]] | None = None
    """What the list is about, whatever the address says."""

    def page(self, args: Args, reader: Reader) -> "Page":
        """The page that an address asks for; what it asks wrongly becomes a notice."""
        clauses, notices = self._clauses(args, reader)
        total = self._count(clauses)
        per_page = _whole(args.get("per_page"), PER_PAGE, least=1, most=PAGE_SIZES[-1])
        pages = max(1, -(-total // per_page))
        number = _whole(args.get("page"), 1, least=1, most=pages)
        rows = self._rows(clauses, self._order(args, reader), total, (number, per_page), reader)
        return Page(self, args, reader, rows, total, number, pages, per_page, notices)

    def count(self, args: Args, reader: Reader) -> int:
        return self._count(self._clauses(args, reader)[0])

    def export_statement(self, args: Args, reader: Reader) -> AnySelect:
        """All rows of that address in the list's order, one SQL column an export column."""
        clauses, _notices = self._clauses(args, reader)
        cells = [column.value(reader).label(f"c{i}") for i, column in enumerate(self.columns)]
        order = [part for part, _turned in self._order(args, reader)]
        return select(*cells).select_from(self.model).where(*clauses).order_by(*order)

    def _clauses(self, args: Args, reader: Reader) -> tuple[list[ColumnElement[bool]], list[str]]:
        clauses = [] if self.always is None else [self.always()]
        notices = []
        if (found := self.search(args.get("q", ""))) is not None:
            clauses.append(found)
        for item in self.filters:
            value = args.get(item.name, "")
            if not value:
                continue
            clause = item.clause(value, reader)
            if clause is None:
                notices.append(_left_out(item, value))
            else:
                clauses.append(clause)
        if (sort := args.get("sort")) and sort.removeprefix("-") not in self.sorts:
            notices.append(_("The list cannot be sorted by “%(sort)s”.", sort=sort[:40]))
        return clauses, notices

    def _count(self, clauses: list[ColumnElement[bool]]) -> int:
        statement = select(func.count()).select_from(self.model).where(*clauses)
        return db.session.scalar(statement) or 0

    def _order(
        self, args: Args, reader: Reader
    ) -> list[tuple[ColumnElement[Any], ColumnElement[Any]]]:
        """Each part of the order, with the same part turned round."""
        asked = args.get("sort", "")
        name = asked.removeprefix("-")
        if name not in self.sorts:
            asked = self.default_sort
            name = asked.removeprefix("-")
            first = [(c.asc(), c.desc()) for c in self.first(reader)]
        else:
            first = []
        down = asked.startswith("-")
        sort, number = self.sorts[name], self.model.id
        parts = [(sort.ordered(down), _turned(sort, down))]
        parts.append((number.desc(), number.asc()) if down else (number.asc(), number.desc()))
        return first + parts

    def _rows(
        self,
        clauses: list[ColumnElement[bool]],
        order: list[tuple[ColumnElement[Any], ColumnElement[Any]]],
        total: int,
        window: tuple[int, int],
        reader: Reader,
    ) -> Sequence[AnyRow]:
        """The rows of a page. A page in the second half is counted from the end, so that the
        last page costs what the first does."""
        number, size = window
        start = (number - 1) * size
        from_end = start > total // 2
        skip = max(0, total - start - size) if from_end else start
        size = min(size, total - start) if from_end else size
        along = [turned if from_end else straight for straight, turned in order]
        numbers = select(self.model.id).where(*clauses).order_by(*along).offset(skip).limit(size)
        statement = self.rows(reader).where(self.model.id.in_(numbers.scalar_subquery()))
        return db.session.execute(statement.order_by(*(part for part, _ in order))).all()


def _turned(sort: Sort, down: bool) -> ColumnElement[Any]:
    turned = sort.column.asc() if down else sort.column.desc()
    return turned.nulls_first() if sort.nullable else turned


def _left_out(item: Filter, value: str) -> str:
    words = {"filter": item.label, "value": value[:40]}
    return _("“%(value)s” is nothing that %(filter)s can be: it was left out.", **words)


def _whole(typed: str | None, default: int, least: int, most: int) -> int:
    if not typed or not typed.isascii() or not typed.isdigit():
        return default
    return min(max(int(typed[:9]), least), most)


@dataclass(frozen=True)
class Page:
    """One page of a list as it is shown, and the addresses of what is near it."""

    listing: Listing
    args: Args
    reader: Reader
    rows: Sequence[AnyRow]
    total: int
    number: int
    pages: int
    per_page: int
    notices: list[str]

    @property
    def q(self) -> str:
        return self.args.get("q", "")

    @property
    def sort(self) -> str:
        asked = self.args.get("sort", "")
        return asked if asked.removeprefix("-") in self.listing.sorts else self.listing.default_sort

    @property
    def is_filtered(self) -> bool:
        return bool(self.q) or any(self.args.get(f.name) for f in self.listing.filters)

    @property
    def first_row(self) -> int:
        return (self.number - 1) * self.per_page + 1 if self.total else 0

    @property
    def last_row(self) -> int:
        return min(self.number * self.per_page, self.total)

    @cached_property
    def choices(self) -> list[tuple[Filter, str, Choices]]:
        """Each filter with its value and what it offers."""
        args, filters = self.args, self.listing.filters
        return [(item, args.get(item.name, ""), item.choices(self.reader)) for item in filters]

    def query(self, **changes: object) -> str:
        """The address's part after the question mark with some parameters changed; the page
        number is dropped unless it is one of them."""
        known = {"q", "sort", "per_page", *(f.name for f in self.listing.filters)}
        kept = {name: v for name, v in self.args.items() if name in known and v}
        merged = kept | {name: str(v) if v is not None else "" for name, v in changes.items()}
        return urlencode({name: v for name, v in merged.items() if v})

    def turned_sort(self, name: str) -> str:
        """What a click on that heading asks for."""
        return f"-{name}" if self.sort == name else name
