"""What was probably meant by words that find nothing: mistyped ones, and short names of signs."""

from collections.abc import Callable, Iterable
from functools import partial

from crm.database import Base
from crm.models.prepared import HAN, asked_words, prepared_words
from crm.search import queries
from crm.search.queries import NAMES, OF_LISTS, Names

MOST_WORDS = 4
FEWEST_LETTERS = 4
LONG = 6
"""Letters from which on a word may have two errors; a shorter one may have one."""

SHORT_NAME = range(2, 5)
"""Signs of a Chinese name that is shortened, as 北大 is for 北京大学."""


def corrected(typed: str, names: Names = NAMES, *, shortened: bool = True) -> str | None:
    """The words with those replaced that find nothing; None when there is nothing nearer.

    `shortened` takes a few signs for those of a longer name, as organisations are called.
    """
    words = asked_words(typed)
    if not any(_is_mendable(word, shortened=shortened) for word in words):
        return None
    unknown = queries.unknown(words, names) if len(words) <= MOST_WORDS else []
    latin = [word for word in unknown if _may_be_mistyped(word)]
    known = prepared_words(*queries.names_like(latin, names)) if latin else []
    meant = {word: near for word in latin if (near := nearest(word, known))}
    for word in unknown:
        if shortened and _may_be_short(word):
            meant[word] = " ".join(word)
    return " ".join(meant.get(word, word) for word in words) if meant else None


def _is_mendable(word: str, *, shortened: bool) -> bool:
    return _may_be_mistyped(word) or (shortened and _may_be_short(word))


def _may_be_mistyped(word: str) -> bool:
    return word.isalpha() and len(word) >= FEWEST_LETTERS and not HAN.match(word)


def _may_be_short(word: str) -> bool:
    return HAN.match(word) is not None and len(word) in SHORT_NAME


def among(model: type[Base]) -> Callable[[str], str | None]:
    """The same for a list that shows one kind of record."""
    return partial(corrected, names={model: OF_LISTS[model]}, shortened=False)


def nearest(word: str, known: Iterable[str]) -> str | None:
    """The word, or the beginning of one, with the fewest errors between; None when all are far."""
    most = 2 if len(word) >= LONG else 1
    found = [(distance, other) for other in set(known) if (distance := _apart(word, other)) <= most]
    return min(found)[1] if found else None


def _apart(word: str, other: str) -> int:
    from rapidfuzz.distance import OSA

    if not other.isalpha() or HAN.match(other):
        return len(word)
    whole = OSA.distance(word, other)
    begun = OSA.distance(word, other[: len(word)]) + 1  # a whole word is the better guess
    return min(whole, begun)
