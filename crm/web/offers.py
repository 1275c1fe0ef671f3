"""What a list's filters and headings read, as they are shown to the reader.

What is offered comes from the database or from the catalogues, and is asked for once as long as
nothing was changed.
"""

from collections.abc import Iterable, Sequence
from datetime import date
from functools import lru_cache
from typing import Any, NamedTuple, Protocol

from flask_babel import gettext as _

from crm.models.days import said_day
from crm.web.columns import Shown
from crm.web.filters import Filter, OneRecord, is_number
from crm.web.locale import Reader
from crm.web.unchanged import while_unchanged


class Offer(NamedTuple):
    """A filter on a page."""

    name: str
    label: str
    choices: tuple[tuple[str, Any], ...]
    as_links: bool
    is_more: bool
    """Whether it stands with those that are rarely used."""

    input: str | None
    """The kind of field into which its value is typed; None for a select."""

    is_of_records: bool

    def lacks(self, value: str) -> bool:
        """Whether the list is narrowed to a record that is not offered: a person who has left, a
        type that was deleted."""
        is_offered = any(value == choice for choice, _label in self.choices)
        return self.is_of_records and is_number(value) and not is_offered

    def said(self, value: str) -> str:
        """That value in words; empty for the number of a record that is set by links only."""
        if self.lacks(value):
            return _("no longer offered")
        if self.input == "date":
            return said_day(date.fromisoformat(value))
        return str(dict(self.choices).get(value, value if self.input else ""))


class Heading(NamedTuple):
    """A column on a page."""

    key: str
    label: str
    is_date: bool


class Declared(Protocol):
    """What a list says once, for all its addresses."""

    def __hash__(self) -> int: ...

    @property
    def filters(self) -> tuple[Filter, ...]: ...

    @property
    def shown(self) -> tuple[Shown, ...]: ...


def offers(filters: Iterable[Filter], who: Reader) -> Sequence[Offer]:
    return [_offer(item, who) for item in filters]


@while_unchanged(256)
def kept_offers(declared: Declared, who: Reader) -> Sequence[Offer]:
    """Of the list's own filters."""
    return offers(declared.filters, who)


def _offer(item: Filter, who: Reader) -> Offer:
    return Offer(
        item.name,
        str(item.label),
        tuple((value, str(label)) for value, label in item.choices(who)),
        getattr(item, "as_links", False),
        getattr(item, "is_more", False),
        getattr(item, "input", None),
        isinstance(item, OneRecord),
    )


@lru_cache(maxsize=256)
def headings(declared: Declared, _language: str) -> Sequence[Heading]:
    """Of the columns of a page, in that language, which is the reader's."""
    return [Heading(column.key, str(column.label), column.is_date) for column in declared.shown]
