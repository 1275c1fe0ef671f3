"""What a row of a file looks for among the records, and what is found."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Wanted:
    """A row as it could be read: its values, and the number that it gives the record, if any."""

    number: int | None
    values: Mapping[str, Any]


@dataclass(frozen=True)
class Found:
    """A record that a row may mean, as it is now."""

    number: int
    version: int
    name: str
    values: Mapping[str, Any]
