"""What a file can bring, in general: fields with their columns, and kinds of records of them."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import field
from datetime import date, datetime
from functools import cached_property
from types import MappingProxyType
from typing import Any

from flask_babel import LazyString

from crm.database import Word
from crm.frozen import Frozen
from crm.imports.found import Found, Wanted
from crm.imports.references import Reference
from crm.imports.values import Read, word

NUMBER, VERSION = "id", "version"


Find = Callable[[Sequence[Wanted]], Sequence[Sequence[Found]]]
"""The records that each of those rows may mean."""


class Moment(Frozen):
    """When an import is written: the instant, and the office's day."""

    at: datetime
    day: date


class Field(Frozen):
    """A column's content: the attribute that it fills, and what the column may be called.

    A cell is read by `read`, or names another record by `reference`. `default` is what a new
    record gets without it; a field that is not `clearable` keeps what it has when the cell is
    empty.
    """

    name: str
    label: LazyString
    read: Read | None = None
    aliases: tuple[str, ...] = ()
    default: Any = None
    required: bool = False
    clearable: bool = True
    reference: Reference | None = None
    suits: tuple[str, int] | None = None
    """The other field, and what has to stand in it, for this one to be asked of a record."""

    is_within: bool = False
    """Whether it may name what another row of the same file brings."""

    joins: str = ""
    """The field whose value this one gives in another language: an export has a column of each."""

    only_new: bool = False
    """Whether only new records take it: those that are there change it by steps of their own."""

    offered: Callable[[], Sequence[tuple[str, str]]] | None = None
    """What a person may choose for new records where the file says nothing: what a cell would say,
    and how it reads."""

    means: Callable[[], Sequence[tuple[str, str]]] | None = None
    """What a person may say that a cell means which cannot be read, as a cell would say it, and
    how it reads."""

    kept: Callable[[Any], Any] = field(default=lambda value: value)
    """Makes of a value in JSON what the record keeps."""

    said: Callable[[Any], str] = field(default=str)
    """How the value reads to a person, unless it is another record."""


def word_field(
    name: str,
    label: LazyString,
    words: Mapping[Word, LazyString],
    *,
    usual: Mapping[str, Word] = MappingProxyType({}),
    none: LazyString | None = None,
    **more: Any,
) -> Field:
    """A column that says one of those words; `usual` has more ways to say them, and `none` what
    stands there for none."""
    kind = type(next(iter(words)))
    return Field(
        name,
        label,
        word(words, usual, none=none),
        means=lambda: [(kept.value, str(label)) for kept, label in words.items()],
        kept=kind,
        said=lambda value: str(words[kind(value)]),
        **more,
    )


class LetGo(Frozen):
    """The fields of which a card speaks together, and which a record that is there does without
    when the first of them names nothing certain. Another field may keep what the card says of them
    already, as a text, since a person or an older card has put it there."""

    fields: tuple[str, ...]
    into: str


class Subject(Frozen):
    """A kind of record that a file can bring."""

    what: str
    title: LazyString
    record: str
    """What addresses and the history call one of them."""

    named_by: tuple[str, ...]
    """The fields by one of which a file has to name its records."""

    fields: tuple[Field, ...]
    begin: Callable[[], Find]
    """Called once a file; its answer finds what rows mean, and keeps what it has looked up."""

    refusal: Callable[[Mapping[str, Any]], str | None]
    """Why a record with those values cannot be."""

    keys: Callable[[Mapping[str, Any]], Sequence[str]]
    """What makes two rows of a file the same record."""

    create: Callable[[Mapping[str, Any], Moment], Any]
    update: Callable[[Mapping[str, Any], Any, int | None, Moment], Any]
    """Changes only what is named; of which part of the record comes third."""

    load: Callable[[Iterable[int]], Mapping[int, Any]]
    lay_in: Callable[[Sequence[Mapping[str, Any]]], Sequence[Any]] | None = None
    """Makes many records at once, where that is much faster than `create` for each."""

    let_go: LetGo | None = None
    more: Callable[[], tuple[Field, ...]] | None = None
    """Fields that the office has made itself, besides those of every office."""

    @cached_property
    def _by_name(self) -> Mapping[str, Field]:
        return {item.name: item for item in self.fields}

    def field(self, name: str) -> Field:
        return self._by_name[name]

    def name_in(self, values: Mapping[str, Any]) -> str:
        """What a row calls its record."""
        return next((str(values[name]) for name in self.named_by if values.get(name)), "")
