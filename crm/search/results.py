"""What the box shows: the best first, in groups, with what was meant marked."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from functools import cached_property
from types import SimpleNamespace

from crm.database import AnyRow
from crm.frozen import Frozen
from crm.models.names import display_name, other_name
from crm.models.prepared import HAN, asked_words
from crm.search import queries
from crm.search.among import Narrowed, hits_among, numbers_of
from crm.search.marks import Piece, around, begins_with, marked, means, plain
from crm.search.narrowing import all_found
from crm.search.near import corrected
from crm.web.filters import Args
from crm.web.locale import Reader

KINDS = tuple(kind.name for kind in queries.NAMED)
DATED = {"tasks", "timeline"}


class Result(Frozen):
    """A record that was found, as it is shown to a reader of that language."""

    row: AnyRow
    words: tuple[str, ...]
    language: str

    @property
    def id(self) -> int:
        return int(self.row.id)

    @cached_property
    def _named(self) -> SimpleNamespace:
        return SimpleNamespace(name_en=self.row.c0, name_zh=self.row.c1)

    @property
    def name(self) -> list[Piece]:
        return marked(display_name(self._named, self.language), self.words, spoken=True)

    @property
    def other(self) -> list[Piece]:
        return marked(other_name(self._named, self.language) or "", self.words, spoken=True)

    @property
    def owner(self) -> str:
        """What it belongs to."""
        owner = SimpleNamespace(name_en=self.row.c2, name_zh=self.row.c3)
        return display_name(owner, self.language)

    @property
    def day(self) -> date | None:
        """Where the kind has one."""
        has_day = self.row.kind in DATED and self.row.c4
        return date.fromisoformat(self.row.c4) if has_day else None

    @property
    def said(self) -> list[Piece]:
        """Where else the words stand, when no name has them."""
        texts = self._texts
        if any(means(name, self.words) for name in (self.row.c0, self.row.c1) if name):
            texts = []
        for text in texts:
            if (place := around(text, self.words)) is not None:
                return place
        return []

    @property
    def _texts(self) -> list[str]:
        columns = (self.row.c4, self.row.c5, self.row.c6, self.row.c7)
        return [text for text in columns if text]

    def place(self) -> tuple[object, ...]:
        """By which the best are first: names that begin so, then those that have the words, then
        those that sound so, then texts; of these the shortest name."""
        names = [name for name in (self.row.c0, self.row.c1) if name]
        if self.row.kind == "partners" and self.row.c4:
            names.append(self.row.c4)
        begins = self.row.rank == "0" or any(begins_with(name, self.words) for name in names)
        is_called = any(means(name, self.words) for name in names)
        shortest = min(names, key=len, default="")
        is_text = self.row.rank == "2"
        return is_text, not begins, not is_called, len(shortest), plain(shortest), self.id


class Group(Frozen):
    """What was found of one kind; `is_more` tells that there may be more than was looked at."""

    kind: str
    results: Sequence[Result]
    number: int
    is_more: bool


class Found(Frozen):
    """What the page shows; `meant` when it is for other words than those that were typed."""

    groups: list[Group]
    meant: str | None = None


def groups_or_near(
    typed: str, reader: Reader, *, most: int, in_text: bool, narrowed: Narrowed | None = None
) -> Found:
    """What those words find, or else what the words find that were probably meant."""
    found = groups(typed, reader, most=most, in_text=in_text, narrowed=narrowed)
    if found or (meant := corrected(typed)) is None:
        return Found(found)
    near = groups(meant, reader, most=most, in_text=in_text, narrowed=narrowed)
    return Found(near, meant if near else None)


def groups(
    typed: str, reader: Reader, *, most: int, in_text: bool, narrowed: Narrowed | None = None
) -> list[Group]:
    """What those words find, of each kind the best so many; kinds without any are left out."""
    words = tuple(asked_words(typed))
    if not in_text and words and len(words[-1]) == 1 and not HAN.match(words[-1]):
        words = words[:-1]  # just begun, it tells nothing yet and would be found everywhere
    if not words:
        return []
    best: dict[tuple[str, int], Result] = {}
    looked_at: Counter[tuple[str, str]] = Counter()
    for row in _hits(words, reader, in_text=in_text, narrowed=narrowed):
        looked_at[row.kind, row.rank] += 1
        result, key = Result(row, words, reader.language), (row.kind, row.id)
        if key not in best or row.rank < best[key].row.rank:
            best[key] = result
    cut = {kind for (kind, _rank), number in looked_at.items() if number >= queries.MOST}
    every = [_group(kind, best.values(), most, is_more=kind in cut) for kind in KINDS]
    return [group for group in every if group.results]


def _hits(
    words: Sequence[str], reader: Reader, *, in_text: bool, narrowed: Narrowed | None
) -> Sequence[AnyRow]:
    if narrowed is not None:
        return hits_among(words, narrowed, sees_all=reader.sees_all)
    return queries.hits(words, sees_all=reader.sees_all, in_text=in_text)


def _group(kind: str, found: Iterable[Result], most: int, *, is_more: bool) -> Group:
    same = sorted((r for r in found if r.row.kind == kind), key=Result.place)
    return Group(kind, same[:most], len(same), is_more)


def counted(found: Found, args: Args, reader: Reader) -> Found:
    """The same with the whole number of each kind of which more is found than was looked at."""
    cut = [group.kind for group in found.groups if group.is_more]
    asked = {**args, "q": found.meant or args.get("q", ""), "kind": ""}
    of_all = dict(zip(KINDS, all_found(asked, reader), strict=True))
    numbers = dict(zip(cut, numbers_of([of_all[kind] for kind in cut]), strict=True))
    groups = [
        replace(group, number=numbers.get(group.kind, group.number), is_more=False)
        for group in found.groups
    ]
    return replace(found, groups=groups)
