"""A list, declared once: its page, filters, sorts, pages, count and exports all come from here."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property, lru_cache
from typing import Any

from flask_babel import LazyString
from flask_babel import gettext as _
from sqlalchemy import ColumnElement, func, select

from crm.database import AnyRow, AnySelect, Base
from crm.extensions import fetch
from crm.models.kept_records import KEPT
from crm.web.columns import Column, Shown, Sort
from crm.web.filters import Args, Filter, in_bounds, left_out, not_looked_for
from crm.web.locale import Reader
from crm.web.order import Order
from crm.web.page import HIDE, Page
from crm.web.unchanged import while_unchanged

PER_PAGE = 25
STATEMENTS_KEPT = 128
"""For what so many addresses ask."""

FEW = 1000
"""Rows that are sorted in a moment, wherever they were found."""

PAGE_SIZES = (25, 50, 100, 200)

Asked = tuple[tuple[str, str], ...]
Window = Callable[[int, int], Sequence[AnyRow]]
"""The rows from a place on, at most so many."""


@dataclass(frozen=True, eq=False)
class Listing:
    """What a list is: `rows` selects the page's columns, keyed by the model's number.

    The statements for what was asked lately are kept: filters, `rows` and `opening` look at the
    address, the day and the reader, never at the database.
    """

    room: str
    title: LazyString
    model: type[Base]
    rows: Callable[[Reader], AnySelect]
    search: Callable[[str, Reader], ColumnElement[bool] | None]
    filters: tuple[Filter, ...]
    sorts: Mapping[str, Sort]
    default_sort: str
    columns: tuple[Column, ...]
    shown: tuple[Shown, ...] = ()
    """The columns of the page; the first says what a row is, and cannot be hidden."""

    opening: Callable[[Reader], tuple[ColumnElement[bool], ...]] = field(default=lambda _: ())
    """The ranges that the list opens with, such as my own tasks; each row is in one of them."""

    always: Callable[[Reader], ColumnElement[bool]] | None = None
    """What the list is about, whatever the address says."""

    per_page: int = PER_PAGE
    """How many rows a page has unless the address says otherwise."""

    besides: tuple[str, ...] = ()
    """What else an address says about how the rows are shown, such as the year of a picture."""

    more_filters: Callable[[Args, Reader], tuple[Filter, ...]] | None = None
    """Filters that only some addresses have, such as those by the fields of one type."""

    other_exports: Mapping[str, Any] = field(default_factory=dict)
    """What its address `export` gives besides CSV and XLSX, with what the link says."""

    near: Callable[[str], str | None] | None = None
    """What was probably meant by words that find nothing."""

    more_columns: Callable[[Args, Reader], tuple[Column, ...]] | None = None
    """Columns that only the exports of some addresses have."""

    in_bulk: bool = False
    """Whether many of its rows can be worked on at once: `crm/bulk` says how. The page's columns
    have the version of each then."""

    declared: "Listing | None" = None
    """The list itself, when this is what it is at an address that gives it more filters."""

    @cached_property
    def parameters(self) -> tuple[str, ...]:
        """What an address can say about which rows are shown, and in which order."""
        hides = (HIDE,) if self.shown else ()
        return ("q", "sort", *hides, *self.besides, *(item.name for item in self.filters))

    def at(self, args: Args, reader: Reader) -> "Listing":
        """The list with the filters that it has at that address."""
        more = self.more_filters(args, reader) if self.more_filters is not None else ()
        return replace(self, filters=(*self.filters, *more), declared=self) if more else self

    def exported(self, args: Args, reader: Reader) -> "Listing":
        """The list with all that an export of that address has."""
        more = self.more_columns(args, reader) if self.more_columns is not None else ()
        listing = self.at(args, reader)
        return replace(listing, columns=(*self.columns, *more)) if more else listing

    def page(self, args: Args, reader: Reader) -> Page:
        """The page that an address asks for; what it asks wrongly becomes a notice."""
        args, cut = in_bounds(args)
        statements = self._statements(args, reader)
        total = _kept_total(statements) if self.model in KEPT else statements.total()
        if not total and (meant := self._meant(args)) is not None:
            said = _(
                "Nothing matches “%(typed)s”: this is “%(meant)s”.", typed=args["q"], meant=meant
            )
            page = self.page({**args, "q": meant}, reader)
            return replace(page, notices=[said, *page.notices])
        page = self.page_of(
            args, reader, total, lambda start, size: statements.rows(start, size, total)
        )
        return replace(page, notices=[*cut, *page.notices])

    def meant(self, args: Args, reader: Reader) -> Args:
        """The address of the rows that a page of that address shows: with the words that were
        probably meant, where its own find nothing."""
        within, _cut = in_bounds(args)
        if self.near is None or not within.get("q") or self.count(within, reader):
            return args
        meant = self._meant(within)
        return args if meant is None else self.meant({**args, "q": meant}, reader)

    def _meant(self, args: Args) -> str | None:
        typed = args.get("q")
        return self.near(typed) if typed and self.near is not None else None

    def page_of(self, args: Args, reader: Reader, total: int, rows: Window) -> Page:
        """The page of that address, of so many rows that somebody else finds."""
        statements = self._statements(args, reader)
        per_page = _whole(args.get("per_page"), self.per_page, least=1, most=PAGE_SIZES[-1])
        pages = max(1, -(-total // per_page))
        number = _whole(args.get("page"), 1, least=1, most=pages)
        found = rows((number - 1) * per_page, per_page)
        said, taken = statements.notices, statements.filters
        return Page(self, args, reader, found, total, number, pages, per_page, said, taken)

    def count(self, args: Args, reader: Reader) -> int:
        return self._statements(args, reader).total()

    def chosen(self, args: Args, reader: Reader) -> list[ColumnElement[bool]]:
        """What the rows of that address have in common, for a count or a sum over them."""
        return self._statements(args, reader).clauses

    def export_statement(self, args: Args, reader: Reader) -> AnySelect:
        """All rows of that address in the list's order, one SQL column an export column."""
        statements = self._statements(args, reader)
        cells = [column.value(reader).label(f"c{i}") for i, column in enumerate(self.columns)]
        statement = select(*cells).select_from(self.model).where(*statements.clauses)
        return statement.order_by(*statements.order.whole())

    def _statements(self, args: Args, reader: Reader) -> "Statements":
        names = (name for name in self.parameters if name != HIDE)
        asked = tuple((name, args[name]) for name in names if args.get(name))
        return _statements(self, asked, reader)


class Statements:
    """The statements for what an address asks of a list. Building them costs more than most of
    them take in the database, so those asked for lately are kept."""

    def __init__(self, listing: Listing, asked: Args, reader: Reader) -> None:
        self.listing, self.reader = listing, reader
        self.clauses: list[ColumnElement[bool]] = []
        self.notices: list[str] = []
        self.filters: list[str] = []
        self._choose(asked)
        # What a list is always about, the index of its order holds: it is walked.
        self.is_narrowed = bool(self.clauses) and listing.always is None
        self.order = self._ordered(asked.get("sort", ""))

    def total(self) -> int:
        """How many rows there are now."""
        return int(fetch(self._count)[0][0])

    @cached_property
    def _count(self) -> AnySelect:
        return select(func.count()).select_from(self.listing.model).where(*self.clauses)

    def rows(self, start: int, size: int, total: int) -> Sequence[AnyRow]:
        """So many rows from that place on. In the second half they are counted from the end, so
        that the last page costs what the first does."""
        if not total:
            return []
        if self.is_narrowed and total <= FEW and not self.order.ranges:
            return fetch(self._of_few, skip=start, size=size)
        if start > total // 2:
            skip, size = max(0, total - start - size), min(size, total - start)
            statement = self._from_end
        else:
            skip, statement = start, self._from_start
        return fetch(statement, skip=skip, size=size)

    @cached_property
    def _from_start(self) -> AnySelect:
        return self._window(from_end=False)

    @cached_property
    def _from_end(self) -> AnySelect:
        return self._window(from_end=True)

    @cached_property
    def _of_few(self) -> AnySelect:
        return self._shown(self.order.numbers_of_few(self.clauses))

    def _window(self, *, from_end: bool) -> AnySelect:
        return self._shown(self.order.numbers(self.clauses, from_end=from_end))

    def _shown(self, numbers: AnySelect) -> AnySelect:
        chosen = self.listing.model.id.in_(numbers.scalar_subquery())
        return self.listing.rows(self.reader).where(chosen).order_by(*self.order.whole())

    def _choose(self, asked: Args) -> None:
        listing = self.listing
        if listing.always is not None:
            self.clauses.append(listing.always(self.reader))
        typed = asked.get("q", "")
        if (found := listing.search(typed, self.reader)) is not None:
            self.clauses.append(found)
        elif typed.strip():
            self.notices.append(not_looked_for(typed))
        for item in listing.filters:
            if not (value := asked.get(item.name, "")):
                continue
            clause = item.clause(value, self.reader)
            if clause is None:
                self.notices.append(left_out(item.label, value))
            else:
                self.clauses.append(clause)
                self.filters.append(item.name)
        if (sort := asked.get("sort")) and sort.removeprefix("-") not in listing.sorts:
            self.notices.append(_("The list cannot be sorted by “%(sort)s”.", sort=sort[:40]))

    def _ordered(self, asked: str) -> Order:
        listing = self.listing
        is_known = asked.removeprefix("-") in listing.sorts
        asked = asked if is_known else listing.default_sort
        sort = listing.sorts[asked.removeprefix("-")]
        return Order(
            keys=(*sort.keys(self.reader.language), listing.model.id),
            nullable=sort.nullable,
            falls=asked.startswith("-"),
            ranges=() if is_known else listing.opening(self.reader),
        )


@lru_cache(maxsize=STATEMENTS_KEPT)
def _statements(listing: Listing, asked: Asked, reader: Reader) -> Statements:
    return Statements(listing, dict(asked), reader)


@while_unchanged(STATEMENTS_KEPT)
def _kept_total(statements: Statements) -> int:
    return statements.total()


def _whole(typed: str | None, default: int, least: int, most: int) -> int:
    if not typed or not typed.isascii() or not typed.isdigit():
        return default
    return min(max(int(typed[:9]), least), most)
