"""One line about what happened, read: when, of which kind, who took part, under which agreement.

Dates are read by `day_words.py` and not by a library: dateparser finds dates in words that are none
(*may*, *sat*, *second*), and brings tables for 200 languages into each worker's memory.
"""

from collections.abc import Callable, Sequence
from datetime import date

from crm.frozen import Frozen
from crm.models import HappeningKind
from crm.pattern import late
from crm.timeline.day_words import find_day
from crm.timeline.kind_words import find_kind, without_head
from crm.timeline.naming import SIGN, Candidate, Match

_PLACE = 0xE000
"""What is named is a single sign while the rest is read: one of the area that is nobody's."""

_TAKEN = late("[\ue000-\uf8ff]")
_EDGE = " \t,.;:，。；：、–—-"
_SPACES = late(r"\s+")
_BEFORE_MARK = late(r"\s+(?=[,.;:，。；：、])")

Find = Callable[[str, str], Match | None]
"""Whom the text after `@` or `#` names; the sign comes first."""


class Unclear(Frozen):
    """A name that stands for nobody, or for several."""

    sign: str
    said: str
    several: Sequence[Candidate]


class Line(Frozen):
    """`day` is None when the line says that nobody knows it; `has_day` says whether it names one or
    says so. `kind` is None when no word says it. `title` is the line as it reads without the signs
    and the day."""

    title: str
    kind: HappeningKind | None
    day: date | None
    ends_on: date | None
    has_day: bool
    named: Sequence[Candidate]
    unclear: Sequence[Unclear]


def read_line(text: str, today: date, find: Find) -> Line:
    """What the line says, as seen on that day."""
    marked, named, unclear = _names(_TAKEN.sub("", text), find)
    found = find_day(marked, today)
    kind = find_kind(marked)
    rest = marked if found is None else f"{marked[: found.start]} {marked[found.end :]}"
    rest = without_head(rest.strip(_EDGE))
    title = _TAKEN.sub(lambda sign: named[ord(sign[0]) - _PLACE].shown, rest)
    title = _BEFORE_MARK.sub("", _SPACES.sub(" ", title)).strip(_EDGE)
    return Line(
        title=title,
        kind=kind,
        day=found.day if found else None,
        ends_on=found.ends_on if found else None,
        has_day=found is not None,
        named=list(dict.fromkeys(named)),
        unclear=unclear,
    )


def _names(text: str, find: Find) -> tuple[str, list[Candidate], list[Unclear]]:
    """The text with a sign for each name, whom they name in their order, and what is unclear."""
    named: list[Candidate] = []
    unclear: list[Unclear] = []
    done, at = "", 0
    while (begun := SIGN.search(text, at)) is not None:
        sign = "@" if begun["sign"] in "@＠" else "#"
        rest = text[begun.end() :]
        match = find(sign, rest)
        if match is not None and len(match.found) == 1:
            named.append(match.found[0])
            done += text[at : begun.start()] + chr(_PLACE + len(named) - 1)
            at = begun.end() + match.length
            continue
        word = rest.split(maxsplit=1)[0][:40]
        unclear.append(Unclear(sign, word, match.found if match else ()))
        done += text[at : begun.end()]
        at = begun.end()
    return done + text[at:], named, unclear
