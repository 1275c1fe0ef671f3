"""What is asked of a file, and what becomes of each of its rows."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, field
from typing import Any, NamedTuple

from crm.database import Word
from crm.frozen import Frozen
from crm.imports.matching import Columns
from crm.imports.within import row_of


class Verdict(Word):
    NEW = "new"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    DOUBTFUL = "doubtful"
    CONFLICT = "conflict"
    WRONG = "wrong"


WRITTEN = (Verdict.NEW, Verdict.CHANGED, Verdict.DOUBTFUL, Verdict.CONFLICT)
"""The last two as far as somebody has chosen."""


class Meant(NamedTuple):
    """A record that a row means or may mean, with the part of it, as `Found` says it; or, with a
    negative number, another row that may bring the same."""

    number: int
    version: int
    name: str
    part: int | None = None
    whys: Sequence[str] = ()
    """Why it may be meant, as `crm/duplicates` says it, unless it is called so."""


class Planned(Frozen):
    """What becomes of a row. `before` has what its `values` replace; `assumed` is what a new record
    gets where the row says nothing, or not as it is kept; `records` are those that it may mean."""

    row: int
    verdict: Verdict
    name: str = ""
    values: Mapping[str, Any] = field(default_factory=dict)
    before: Mapping[str, Any] = field(default_factory=dict)
    records: Sequence[Meant] = ()
    why: str = ""
    column: str = ""
    assumed: Mapping[str, Any] = field(default_factory=dict)

    @property
    def named_rows(self) -> Mapping[str, int]:
        """The rows of the file whose records this one refers to, by the fields that do."""
        named = ((name, row_of(value)) for name, value in self.values.items())
        return {name: row for name, row in named if row is not None}


class Asked(Frozen):
    """What the person has said about the file."""

    columns: Columns
    clears: bool = False
    """Whether an empty cell empties the field of a record that is there already."""

    fallbacks: Mapping[str, str] = field(default_factory=dict)
    """What new records get where the file says nothing, by field, as a cell would say it."""

    day_first: bool | None = None
    """Whether `03/04/2025` is the third of April; None while nobody has said."""

    meanings: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    """What cells mean that cannot be read, by field and cell, as a cell would say it."""

    def as_kept(self) -> dict[str, Any]:
        """As JSON keeps it."""
        return asdict(self)

    @classmethod
    def from_kept(cls, kept: Mapping[str, Any]) -> "Asked":
        return cls(**{**kept, "columns": tuple(kept["columns"])})
