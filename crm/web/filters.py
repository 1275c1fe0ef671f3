"""The filters that a list can have. A value that means nothing gives None, never an error."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any, Protocol

from flask_babel import LazyString
from flask_babel import gettext as _
from sqlalchemy import ColumnElement, func, select

from crm.database import Base, Word
from crm.extensions import fetch
from crm.frozen import Frozen
from crm.models.names import both_names, sort_key
from crm.models.prepared import LONGEST_QUESTION
from crm.models.unseen import closed
from crm.web.columns import own_first
from crm.web.locale import Reader

Args = Mapping[str, str]
"""What an address says, by the names of its parameters."""

Choices = Sequence[tuple[str, Any]]
NONE = "none"
"""The value that asks for the records that have none."""

ME = "me"

FIRST_YEAR, LAST_YEAR = 1900, 2200
"""The years that can be asked for."""


class Filter(Protocol):
    """What the list view needs of a filter: a name in the address, a clause, its choices."""

    @property
    def name(self) -> str: ...

    @property
    def label(self) -> LazyString: ...

    def clause(self, value: str, reader: Reader) -> ColumnElement[bool] | None: ...

    def choices(self, reader: Reader) -> Choices: ...


@dataclass(frozen=True, eq=False)
class OneWord:
    """Equal to one of a table of words."""

    name: str
    label: LazyString
    column: Any
    labels: Mapping[Word, LazyString]
    as_links: bool = False
    is_more: bool = False
    without: LazyString | None = None
    """What is said of the rows that have none, where they can be asked for."""

    def clause(self, value: str, reader: Reader) -> ColumnElement[bool] | None:
        if value == NONE and self.without is not None:
            return self.column.is_(None)
        word = next((word for word in self.labels if word == value), None)
        return None if word is None else self.column == word

    def choices(self, reader: Reader) -> Choices:
        return _labelled(self, reader.language)

    def labelled(self) -> Choices:
        after = [(NONE, self.without)] if self.without is not None else []
        return [*((word.value, label) for word, label in self.labels.items()), *after]


class OneCode(Frozen):
    """Equal to one of many codes (a country), or none of them."""

    name: str
    label: LazyString
    column: Any
    names: Callable[[str], Mapping[str, str]]
    used: Callable[[Reader], Iterable[str]]
    unknown: LazyString
    within: Callable[[ColumnElement[bool]], ColumnElement[bool]] | None = None
    """Which rows those are that belong to the records found, when the column is of others."""

    is_more: bool = False

    def clause(self, value: str, reader: Reader) -> ColumnElement[bool] | None:
        clause = self._own_clause(value, reader)
        return clause if clause is None or self.within is None else self.within(clause)

    def _own_clause(self, value: str, reader: Reader) -> ColumnElement[bool] | None:
        if value == NONE:
            return self.column.is_(None)
        return self.column == value if value in self.names(reader.language) else None

    def choices(self, reader: Reader) -> Choices:
        names = self.names(reader.language)
        used = ((code, names.get(code, code)) for code in self.used(reader))
        named = sorted(used, key=lambda pair: sort_key(pair[1]))
        return [*named, (NONE, self.unknown)]


class OneRecord(Frozen):
    """Refers to one record by its number; `me` is the reader, `none` nobody."""

    name: str
    label: LazyString
    column: Any
    offered: Callable[[Reader], Choices]
    nobody: LazyString | None = None
    myself: LazyString | None = None
    within: Callable[[ColumnElement[bool]], ColumnElement[bool]] | None = None
    """Which rows those are that belong to the records found, when the column is of others."""

    is_more: bool = False

    def clause(self, value: str, reader: Reader) -> ColumnElement[bool] | None:
        clause = self._own_clause(value, reader)
        return clause if clause is None or self.within is None else self.within(clause)

    def _own_clause(self, value: str, reader: Reader) -> ColumnElement[bool] | None:
        if value == NONE and self.nobody is not None:
            return self.column.is_(None)
        if value == ME and self.myself is not None:
            return self.column == reader.user_id
        return self.column == int(value) if is_number(value) else None

    def choices(self, reader: Reader) -> Choices:
        before = [(ME, self.myself)] if self.myself is not None else []
        after = [(NONE, self.nobody)] if self.nobody is not None else []
        return [*before, *self.offered(reader), *after]


class Related(Frozen):
    """Belongs to one record that the list does not offer to choose: set by links only."""

    name: str
    label: LazyString
    belongs: Callable[[int], ColumnElement[bool]]
    model: type[Base]
    """Of that record, which has a name in either language."""

    def clause(self, value: str, reader: Reader) -> ColumnElement[bool] | None:
        return self.belongs(int(value)) if is_number(value) else None

    def called(self, value: str, reader: Reader) -> str:
        """The record's name; empty when there is none of which the reader may know."""
        names = both_names(self.model)
        if names is None:
            raise TypeError(f"{self.model.__name__} has no name in two languages")
        name = func.coalesce(*own_first(reader, *names)).label("name")
        found = fetch(select(name).where(self.model.id == int(value)))
        return found[0].name if found else ""

    def choices(self, reader: Reader) -> Choices:
        return []


@dataclass(frozen=True, eq=False)
class Case:
    """One of several named conditions, some of which depend on the day or the reader."""

    name: str
    label: LazyString
    cases: Mapping[str, tuple[LazyString, Callable[[Reader], Any]]]
    as_links: bool = False
    is_more: bool = False

    def clause(self, value: str, reader: Reader) -> ColumnElement[bool] | None:
        case = self.cases.get(value)
        return None if case is None else case[1](reader)

    def choices(self, reader: Reader) -> Choices:
        return _labelled(self, reader.language)

    def labelled(self) -> Choices:
        return [(value, label) for value, (label, _) in self.cases.items()]


class Chosen(Frozen):
    """One of some choices that are known only when the list is shown."""

    name: str
    label: str
    offered: Choices
    matches: Callable[[str], ColumnElement[bool]]
    is_more: bool = True

    def clause(self, value: str, reader: Reader) -> ColumnElement[bool] | None:
        return self.matches(value) if any(key == value for key, _ in self.offered) else None

    def choices(self, reader: Reader) -> Choices:
        return self.offered


class Typed(Frozen):
    """Whatever is typed, if it means something: `read` gives None when it does not."""

    name: str
    label: str
    read: Callable[[str], ColumnElement[bool] | None]
    input: str = "text"
    is_more: bool = True

    def clause(self, value: str, reader: Reader) -> ColumnElement[bool] | None:
        return self.read(value)

    def choices(self, reader: Reader) -> Choices:
        return []


class Day(Frozen):
    """On or after a day, or on or before one: two of them make a span."""

    name: str
    label: LazyString
    compare: Callable[[date], ColumnElement[bool]]
    input: str = "date"
    is_more: bool = True

    def clause(self, value: str, reader: Reader) -> ColumnElement[bool] | None:
        try:
            day = date.fromisoformat(value)
        except ValueError:
            return None
        return self.compare(day) if FIRST_YEAR <= day.year <= LAST_YEAR else None

    def choices(self, reader: Reader) -> Choices:
        return []


class Year(Frozen):
    """In a calendar year, as things stand on the reader's day."""

    name: str
    label: LazyString
    within: Callable[[date, date, date], ColumnElement[bool]]
    """Of the first and the last day of the year, and the reader's day."""

    input: str = "number"
    is_more: bool = True

    def clause(self, value: str, reader: Reader) -> ColumnElement[bool] | None:
        if not is_number(value) or not FIRST_YEAR <= int(value) <= LAST_YEAR:
            return None
        return self.within(date(int(value), 1, 1), date(int(value), 12, 31), reader.day)

    def choices(self, reader: Reader) -> Choices:
        return []


@lru_cache(maxsize=256)
def _labelled(item: OneWord | Case, _language: str) -> Choices:
    """The choices of a filter that never change, said once in each language."""
    return [(value, str(label)) for value, label in item.labelled()]


def in_bounds(args: Args) -> tuple[Args, list[str]]:
    """What an address asks, with as much of the text as is looked for, and the notice if that is
    not all of it. The page is not filled with the rest."""
    typed = args.get("q", "")
    if len(typed) <= LONGEST_QUESTION:
        return args, []
    cut = _("Only the first %(longest)s characters are looked for.", longest=LONGEST_QUESTION)
    return {**args, "q": typed[:LONGEST_QUESTION]}, [cut]


def not_looked_for(typed: str) -> str:
    """What is said of a search of which nothing can be looked for."""
    said = closed(typed.strip()[:40])
    return _("Nothing of “%(typed)s” can be looked for: it has no letter and no digit.", typed=said)


def left_out(label: Any, value: str) -> str:
    """What is said of a value that means nothing to the filter of that label."""
    words = {"filter": label, "value": value[:40]}
    return _("“%(value)s” is nothing that %(filter)s can be: it was left out.", **words)


def is_number(value: str) -> bool:
    """Whether this can be the number of a record (SQLite and PostgreSQL keep 63 bits)."""
    return value.isascii() and value.isdigit() and len(value) <= 18
