"""Tags: words that the office has made up itself, kept as one text with commas between them."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import ColumnElement, Index, func, literal
from sqlalchemy.orm import Mapped

from crm.models.unseen import closed, looks_empty
from crm.pattern import late

LONGEST = 50
"""Characters of a tag."""

ALL_OF_THEM = 1000
"""Characters of all tags of a record together."""

BETWEEN = ", "
_BETWEEN = late(r"[,;，；、\n\r]")


class Tagged:
    """A record that can have tags."""

    tags: Mapped[str | None]
    """Words of the office's own, with commas between them."""


def of_tagged(table: str) -> Index:
    """The index of those that have any."""
    return Index(f"ix_{table}_tagged", "id", info={"where": "tags IS NOT NULL"})


def tags_in(text: str | None) -> list[str]:
    """Each tag once, as it was written first. Raises ValueError when one is too long."""
    tags = [closed(" ".join(tag.split())) for tag in _BETWEEN.split(text or "")]
    if any(len(tag) > LONGEST for tag in tags):
        raise ValueError(text)
    return list(dict.fromkeys(tag for tag in tags if not looks_empty(tag)))


def as_kept(tags: Iterable[str]) -> str | None:
    return BETWEEN.join(dict.fromkeys(tags)) or None


def with_tags(text: str | None, more: str) -> str | None:
    return as_kept([*tags_in(text), *tags_in(more)])


def without_tags(text: str | None, fewer: str) -> str | None:
    gone = tags_in(fewer)
    return as_kept(tag for tag in tags_in(text) if tag not in gone)


def has_tag(column: Any, tag: str) -> ColumnElement[bool]:
    """Whether just that tag is among those of the column: SQLite's LIKE knows no case."""
    all_of_them = literal(BETWEEN) + column + literal(BETWEEN)
    without_it = func.replace(all_of_them, f"{BETWEEN}{tag}{BETWEEN}", "")
    return without_it != all_of_them
