"""Which contacts may be one and the same person: a whole base at once, or two of them."""

import re
import unicodedata
from collections.abc import Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from crm.database import Word
from crm.duplicates.blocking import Blocks
from crm.frozen import Frozen
from crm.models.names import sort_key

LEAST_DIGITS = 7
"""A shorter number is an extension, which many houses have."""

TELLING_DIGITS = 8
"""So many at the end are told apart first; what stands before may be left out by one of two."""


class PersonWhy(Word):
    """In the order of how much each says."""

    EMAIL = "email"
    PHONE = "phone"
    SAME_PLACE = "same_place"


SCORES: Mapping[PersonWhy, int] = {
    PersonWhy.EMAIL: 100,
    PersonWhy.PHONE: 80,
    PersonWhy.SAME_PLACE: 60,
}


@dataclass
class Person:
    """What is known of a contact; `partners` are the numbers of those where the person works."""

    number: int
    names: tuple[str, ...]
    email: str | None = None
    phone: str | None = None
    partners: list[int] = field(default_factory=list)


class LikelyPerson(Frozen):
    """Two contacts that may be one, and why; the greater the score, the likelier."""

    first: Person
    second: Person
    whys: tuple[PersonWhy, ...]

    @property
    def score(self) -> int:
        return max(SCORES[why] for why in self.whys) + len(self.whys) - 1


def person_pairs(people: Iterable[Person]) -> list[LikelyPerson]:
    """All pairs among them, the likeliest first."""
    blocks, known = Blocks(), {}
    for person in people:
        known[person.number] = person
        blocks.add(person.number, person_keys(person))
    likely = blocks.compared(lambda a, b: compared_people(known[a], known[b]))
    return sorted(likely, key=lambda pair: (-pair.score, pair.first.number, pair.second.number))


def compared_people(one: Person, other: Person) -> LikelyPerson | None:
    """Whether the two may be one; None when nothing speaks for it."""
    whys = tuple(sorted(_whys(one, other), key=list(PersonWhy).index))
    return LikelyPerson(one, other, whys) if whys else None


def _whys(one: Person, other: Person) -> Iterator[PersonWhy]:
    if _mail(one) and _mail(one) == _mail(other):
        yield PersonWhy.EMAIL
    mine, theirs = _digits(one), _digits(other)
    if mine and theirs and (mine.endswith(theirs) or theirs.endswith(mine)):
        yield PersonWhy.PHONE
    if set(one.partners) & set(other.partners) and _called(one) & _called(other):
        yield PersonWhy.SAME_PLACE


def person_keys(person: Person) -> Iterator[Hashable]:
    """What two that may be one share at least one of."""
    if mail := _mail(person):
        yield PersonWhy.EMAIL, mail
    if digits := _digits(person):
        yield PersonWhy.PHONE, digits[-TELLING_DIGITS:]
        yield PersonWhy.PHONE, digits[-LEAST_DIGITS:]
    for partner in person.partners:
        for name in _called(person):
            yield partner, name


def _mail(person: Person) -> str:
    return (person.email or "").strip().casefold()


def _digits(person: Person) -> str:
    """Without the signs between and the zeros before; empty when there are too few."""
    digits = re.sub(r"\D", "", unicodedata.normalize("NFKC", person.phone or "")).lstrip("0")
    return digits if len(digits) >= LEAST_DIGITS else ""


def _called(person: Person) -> set[tuple[str, ...]]:
    """The words of each name in alphabetical order, without case and accents."""
    several = (sort_key(name).split() for name in person.names)
    return {tuple(sorted(words)) for words in several if words}
