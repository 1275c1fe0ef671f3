"""What a row of a file looks for among the records, and what is found."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import field
from typing import Any

from crm.duplicates.likely import Why
from crm.duplicates.people import PersonWhy
from crm.frozen import Frozen

MOST_COMPARED = 20_000
"""So many new rows of a file are compared with each other; in a larger file those after them are
compared with the records alone, and the list of likely duplicates finds the rest."""

MOST_LIKELY = 5
"""So many records that a row may mean are shown for it."""


class Sought(Frozen):
    """A record that a cell names: what it says, and the numbers of those that are called so."""

    said: str
    numbers: tuple[int, ...]


class Wanted(Frozen):
    """A row as it could be read: its values, and the number that it gives the record, if any.

    Where a cell names another record its value is a Sought, or several of them.
    """

    number: int | None
    values: Mapping[str, Any]
    row: int = 0

    @property
    def names(self) -> list[str]:
        """What the row calls a partner or a contact, in English and in Chinese."""
        return [name for name in (self.values.get("name_en"), self.values.get("name_zh")) if name]

    @property
    def is_new(self) -> bool:
        """Whether the row has a name, and not the number of a certain record."""
        return self.number is None and bool(self.names)

    def numbers_of(self, name: str) -> frozenset[int]:
        """All records that the row may name there; none when it says nothing."""
        value = self.values.get(name) or ()
        several = (value,) if isinstance(value, Sought) else value
        return frozenset(number for sought in several for number in sought.numbers)


class Found(Frozen):
    """A record that a row may mean, as it is now."""

    number: int
    version: int
    name: str
    values: Mapping[str, Any]
    fixed: Mapping[str, str] = field(default_factory=dict)
    """What a file cannot change of it, and why."""

    part: int | None = None
    """The part of the record that the row is about, such as one of a contact's positions."""

    whys: Sequence[Why | PersonWhy] = ()
    """Why it may be meant, unless it is called so."""

    is_sure: bool = True
    """Whether the row means it; one that only may be meant is for a person to say."""


def or_likely(
    rows: Sequence[Wanted],
    meant: Sequence[list[Found]],
    likely: Callable[[Sequence[Wanted]], Sequence[list[Found]]],
    among: Callable[[Wanted], list[Found]],
) -> list[list[Found]]:
    """What each row means; for new ones that mean nothing what is likely, asked for together; and
    for those that are like no record the rows above `among` which one is likely the same."""
    alone = [row for row, found in zip(rows, meant, strict=True) if not found and row.is_new]
    others = iter(likely(alone))
    return [
        found or ((next(others) or among(row)) if row.is_new else [])
        for row, found in zip(rows, meant, strict=True)
    ]


def another_row(number: int, name: str, whys: Sequence[Why | PersonWhy]) -> Found:
    """A row of the file that may bring the same; its number is negative."""
    return Found(number, 0, name, {}, whys=whys, is_sure=False)
