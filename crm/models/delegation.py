"""Lists of visitors and programmes as people type them: a line each, its parts set apart.

A table that is copied from a letter or a sheet comes with tabs; by hand one types bars or, for
visitors, semicolons. Both are read alike, and nothing that was typed is lost.
"""

import re
from collections.abc import Sequence

from crm.frozen import Frozen
from crm.pattern import late

MOST_LINES = 200
"""So many lines make a list; more is a mistake in what was copied."""

_APART = late(r"[\t|｜]")
_VISITORS_APART = late(r"[\t|｜;；]")
_TIME = late(r"\s*(\d{1,2}[:：.]\d{2}(?:\s*[-–—~～至]\s*\d{1,2}[:：.]\d{2})?)\s+(.+)")


class Visitor(Frozen):
    """One who came, with title and organisation; empty is unknown."""

    name: str
    title: str = ""
    organisation: str = ""


class ProgrammeItem(Frozen):
    """What is done at a time, where, and with whom; empty is open."""

    time: str
    what: str
    where: str = ""
    who: str = ""


def visitors_of(text: str | None) -> list[Visitor]:
    """`Name | title | organisation`, a line each."""
    return [Visitor(*_three(_parts(line, _VISITORS_APART))) for line in _lines(text)]


def programme_items(text: str | None) -> list[ProgrammeItem]:
    """`Time | what | where | who`, a line each; after a time a blank is enough."""
    return [_item(line) for line in _lines(text)]


def _item(line: str) -> ProgrammeItem:
    parts = _parts(line, _APART)
    if timed := _TIME.fullmatch(parts[0]):
        parts = [timed[1], timed[2].strip(), *parts[1:]]
    elif len(parts) == 1:
        parts = ["", *parts]
    time, what, where, *who = [*parts, "", "", ""][: max(len(parts), 3)]
    return ProgrammeItem(time, what, where, ", ".join(part for part in who if part))


def _three(parts: Sequence[str]) -> tuple[str, str, str]:
    name, title, *rest = [*parts, "", ""][: max(len(parts), 2)]
    return name, title, ", ".join(part for part in rest if part)


def _lines(text: str | None) -> list[str]:
    return [line for line in (text or "").splitlines() if line.strip()]


def _parts(line: str, apart: re.Pattern[str]) -> list[str]:
    return [part.strip() for part in apart.split(line)]
