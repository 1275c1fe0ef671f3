"""Which partners may be one and the same: a whole base at once, or against what is typed."""

from collections import Counter
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import NamedTuple

from crm.database import Word
from crm.duplicates.blocking import MOST_ALIKE, Blocks
from crm.duplicates.words import has_han, initials, is_acronym, same_words
from crm.frozen import Frozen
from crm.models.identifiers import MAIL_PROVIDERS, domain_of

LEAST_SPELLING = 88
"""Of a hundred: how alike two names must be written to be one name with a slip in it."""


class Why(Word):
    """In the order of how much each says."""

    IDENTIFIER = "identifier"
    NAME = "name"
    LANGUAGE = "language"
    WEBSITE = "website"
    INITIALS = "initials"
    SPELLING = "spelling"


_ORDER = tuple(Why)

SCORES: Mapping[Why, int] = {
    Why.IDENTIFIER: 100,
    Why.NAME: 90,
    Why.LANGUAGE: 80,
    Why.WEBSITE: 70,
    Why.INITIALS: 55,
    Why.SPELLING: 50,
}


class Known(Frozen):
    """What is known of a partner, or of a row that may become one, which bears no number of a
    partner; `names` are all that it is called, in any language."""

    number: int
    names: tuple[str, ...]
    country: str | None = None
    website: str | None = None
    identifiers: tuple[str, ...] = ()
    parent_id: int | None = None


class Likely(Frozen):
    """Two that may be one, and why; the greater the score, the likelier."""

    first: Known
    second: Known
    whys: tuple[Why, ...]

    @property
    def score(self) -> int:
        return max(SCORES[why] for why in self.whys) + len(self.whys) - 1


Key = tuple[Why, Hashable]


@dataclass
class Register:
    """Partners under all the keys that a duplicate could share with them."""

    partners: dict[int, Known] = field(default_factory=dict)
    blocks: Blocks = field(default_factory=Blocks)

    @classmethod
    def of(cls, partners: Iterable[Known]) -> "Register":
        made = cls()
        for partner in partners:
            made.add(partner)
        return made

    def add(self, partner: Known) -> None:
        self._add(partner, _keys(partner))

    def likely(self, asked: Known) -> list[Likely]:
        """The partners that it may be, the likeliest first."""
        return self._likely(asked, _keys(asked))

    def likely_before(self, asked: Known) -> list[Likely]:
        """Those that it may be of the ones before it, which it joins."""
        keys = set(_keys(asked))
        found = self._likely(asked, keys)
        self._add(asked, keys)
        return found

    def _add(self, partner: Known, keys: Iterable[Key]) -> None:
        self.partners[partner.number] = partner
        self.blocks.add(partner.number, keys)

    def _likely(self, asked: Known, keys: Iterable[Key]) -> list[Likely]:
        numbers = {number for key in keys for number in self.blocks.under(key)}
        found = (compared(asked, self.partners[n]) for n in numbers if n != asked.number)
        return _best_first(one for one in found if one is not None)

    def pairs(self) -> list[Likely]:
        """All pairs among them, the likeliest first."""
        known = self.partners
        return _best_first(self.blocks.compared(lambda a, b: compared(known[a], known[b])))


def likely_partners(rows: Iterable[Known], register: Register) -> Iterator[list[Likely]]:
    """For each row the partners that it may be; the rows come and go one by one."""
    return (register.likely(row) for row in rows)


def likely_among(asked: Known, partners: Sequence[Known]) -> list[Likely]:
    """What a register of those partners says, without making one: those with many names alike
    are met again with each new one."""
    keys = set(_keys(asked))
    shared = [(one, keys & _kept_keys(one)) for one in partners]
    met = Counter([key for _one, sharing in shared for key in sharing])
    rare = {key for key, number in met.items() if number <= MOST_ALIKE}
    near = [one for one, sharing in shared if not rare.isdisjoint(sharing)]
    found = [compared(asked, one) for one in near if one.number != asked.number]
    return _best_first([one for one in found if one is not None])


def compared(one: Known, other: Known) -> Likely | None:
    """Whether the two may be one; None when nothing speaks for it."""
    whys = [*_whys(one, other)]
    return Likely(one, other, tuple(sorted(whys, key=_ORDER.index))) if whys else None


def _whys(one: Known, other: Known) -> Iterator[Why]:
    if set(one.identifiers) & set(other.identifiers):
        yield Why.IDENTIFIER
    if not _are_kin(one, other) and (_domain(one) or "") == _domain(other):
        yield Why.WEBSITE
    if one.country and other.country and one.country != other.country:
        return
    mine, theirs = _called(one.names), _called(other.names)
    if mine.written & theirs.written:
        yield Why.NAME
    elif mine.words & theirs.words:
        yield Why.LANGUAGE
    elif mine.short & theirs.initials or theirs.short & mine.initials:
        yield Why.INITIALS
    elif any(_is_slip(a, b) for a in mine.words for b in theirs.words):
        yield Why.SPELLING


class _Called(NamedTuple):
    """What is compared of the names that a partner has."""

    written: frozenset[tuple[tuple[str, ...], bool]]
    """The words of each name, or a name without words itself, and whether it is Chinese."""

    words: frozenset[tuple[str, ...]]
    short: frozenset[str]
    initials: frozenset[str]


@lru_cache(maxsize=2048)  # each is compared with several others
def _called(names: tuple[str, ...]) -> _Called:
    named = [(same_words(name), has_han(name)) for name in names]
    return _Called(
        frozenset((words or (name,), han) for (words, han), name in zip(named, names, strict=True)),
        frozenset(words for words, _han in named if words),
        frozenset(name.strip() for name in names if is_acronym(name)),
        frozenset(letters for name in names if (letters := initials(name))),
    )


def _are_kin(one: Known, other: Known) -> bool:
    above = {one.number, one.parent_id} - {None}
    return other.parent_id in above or one.parent_id == other.number


def _is_slip(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    """Whether one word is written otherwise: a number that differs is another organisation."""
    if len(one) != len(other):  # no word stands twice in either
        return False
    mine, theirs = set(one) - set(other), set(other) - set(one)
    if len(mine) != 1 or len(theirs) != 1:
        return False
    first, second = mine.pop(), theirs.pop()
    if min(len(first), len(second)) < 4:
        return False
    from rapidfuzz import fuzz

    if not fuzz.ratio(first, second, score_cutoff=LEAST_SPELLING):
        return False
    return not any(sign.isdigit() for sign in first + second) and not has_han(first + second)


def _keys(partner: Known) -> Iterator[Key]:
    for number in partner.identifiers:
        yield Why.IDENTIFIER, number
    if domain := _domain(partner):
        yield Why.WEBSITE, domain
    called = _called(partner.names)
    for words, _han in called.written:
        yield Why.NAME, words
        for place, word in enumerate(words):
            if len(word) >= 4 and len(words) > 1 and not word.isdigit():
                others = words[:place] + words[place + 1 :]
                yield Why.SPELLING, (others, word[0])
    for short in called.short | called.initials:
        yield Why.INITIALS, short


@lru_cache(maxsize=1024)
def _kept_keys(partner: Known) -> frozenset[Key]:
    return frozenset(_keys(partner))


def _domain(partner: Known) -> str | None:
    return _own_domain(partner.website) if partner.website else None


@lru_cache(maxsize=32768)  # the rows of a file are compared with each other up to 20,000
def _own_domain(website: str) -> str | None:
    domain = domain_of(website)
    return None if domain in MAIL_PROVIDERS else domain


def _best_first(found: Iterable[Likely]) -> list[Likely]:
    return sorted(found, key=lambda pair: (-pair.score, pair.first.number, pair.second.number))
