"""The columns of a list: what its page shows, what it is sorted by, what its exports carry."""

from collections.abc import Callable, Mapping
from typing import Any

from flask_babel import LazyString
from sqlalchemy import ColumnElement

from crm.frozen import Frozen
from crm.web.locale import Reader


def own_first(reader: Reader, en: Any, zh: Any) -> tuple[Any, Any]:
    """The two names in the order in which who reads that language wants them."""
    return (zh, en) if reader.language == "zh" else (en, zh)


class Sort(Frozen):
    """An order; `then` is what rows follow that are equal in the column.

    `nullable` columns put those without a value last, whichever way it goes.
    """

    column: ColumnElement[Any] | Any
    nullable: bool = False
    then: tuple[Any, ...] = ()
    chinese: tuple[Any, ...] = ()
    """The same for who reads Chinese, and sees other names first: the column, and what follows."""

    def keys(self, language: str) -> tuple[Any, ...]:
        """What it runs by for who reads that language."""
        return self.chinese if self.chinese and language == "zh" else (self.column, *self.then)


class Shown(Frozen):
    """A column of the page. It can be sorted by when its key is that of a sort."""

    key: str
    label: LazyString
    is_date: bool = False
    stays: bool = False
    """Whether it cannot be hidden, though it is not the first."""


class Column(Frozen):
    """A column of the exports: a heading and the SQL that gives its cells.

    `words` maps stored codes to what people read; `blank` is what an unknown value reads as.
    """

    label: LazyString
    value: Callable[[Reader], Any]
    words: Callable[[Reader], Mapping[Any, Any]] | None = None
    blank: LazyString | None = None
    is_date: bool = False
    is_moment: bool = False
    """Whether the cells are instants, which are told on the office's clock."""

    is_exact: bool = False
    """Whether the cells are exact decimals, which come as the database keeps them."""

    width: int = 18
    key: str = ""
    """What a choice of columns knows it by, where its heading is the office's own."""

    is_kept: bool = False
    """Whether no export lacks it: an import knows the record, and its state, by it."""
