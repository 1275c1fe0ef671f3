"""Tags: words that the office has made up itself, kept as one text with commas between them."""

import re
from collections.abc import Iterable
from typing import Any

from sqlalchemy import ColumnElement, literal

LONGEST = 50
"""Characters of a tag."""

ALL_OF_THEM = 1000
"""Characters of all tags of a record together."""

BETWEEN = ", "
_BETWEEN = re.compile(r"[,;，；、\n\r]")


def tags_in(text: str | None) -> list[str]:
    """Each tag once, as it was written first. Raises ValueError when one is too long."""
    tags = [" ".join(tag.split()) for tag in _BETWEEN.split(text or "")]
    if any(len(tag) > LONGEST for tag in tags):
        raise ValueError(text)
    return list(dict.fromkeys(tag for tag in tags if tag))


def as_kept(tags: Iterable[str]) -> str | None:
    return BETWEEN.join(dict.fromkeys(tags)) or None


def with_tags(text: str | None, more: str) -> str | None:
    return as_kept([*tags_in(text), *tags_in(more)])


def without_tags(text: str | None, fewer: str) -> str | None:
    gone = tags_in(fewer)
    return as_kept(tag for tag in tags_in(text) if tag not in gone)


def has_tag(column: Any, tag: str) -> ColumnElement[bool]:
    """Whether that tag is among those of the column."""
    all_of_them = literal(BETWEEN) + column + BETWEEN
    found: ColumnElement[bool] = all_of_them.contains(f"{BETWEEN}{tag}{BETWEEN}", autoescape=True)
    return found
