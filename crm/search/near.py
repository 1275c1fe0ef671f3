"""What was probably meant by words that find nothing: mistyped ones, and short names of signs."""

from collections.abc import Callable, Iterable
from functools import partial

from crm.database import Base
from crm.models.prepared import HAN, asked_words, prepared_words, ways_to_read
from crm.pattern import late
from crm.search import queries
from crm.search.queries import NAMES, OF_LISTS, Names

MOST_WORDS = 4
FEWEST_LETTERS = 4
LONG = 6
"""Letters from which on a word may have two errors; a shorter one may have one."""

SHORT_NAME = range(2, 13)
"""Signs of a Chinese name that leaves some out, as 北大 does of 北京大学, or has them in another
order."""

_NEEDLESS = late(
    "a|an|and|at|by|for|in|of|the|prof|professor|dr|mr|mrs|ms|教授|老师|博士|先生|女士"
)
_TITLE = late("(?<=.)(教授|老师|博士|医生|先生|女士|主任|院长|校长)$")
"""How a person is addressed, behind the name."""


_SEVERAL = late("ies$")


def corrected(typed: str, names: Names = NAMES, *, shortened: bool = True) -> str | None:
    """The words with those replaced that find nothing; None when there is nothing nearer.

    `shortened` takes a few signs for those of a longer name, as organisations are called.
    """
    asked = asked_words(typed)
    words = [word for word in asked if not _NEEDLESS.fullmatch(word)] or asked
    if words == asked and not any(_is_mendable(word, shortened=shortened) for word in words):
        return None
    unknown = queries.unknown(words, names) if len(words) <= MOST_WORDS else []
    meant = _latin_meant([word for word in unknown if _may_be_mistyped(word)], names)
    if shortened:
        meant |= _chinese_meant([word for word in unknown if _may_be_short(word)], names)
    nearer = [meant.get(word, word) for word in words]
    return None if nearer == asked else " ".join(nearer)


def _latin_meant(words: list[str], names: Names) -> dict[str, str]:
    known = prepared_words(*queries.names_like(words, names)) if words else []
    return {word: near for word in words if (near := nearest(word, known))}


def _chinese_meant(words: list[str], names: Names) -> dict[str, str]:
    """The signs in any order, without what somebody is called besides the name; where there are
    none such, what sounds alike."""
    bare = {word: " ".join(_TITLE.sub("", word)) for word in words}
    nowhere = queries.unknown(list(bare.values()), names) if words else []
    return {word: _sound(word) if said in nowhere else said for word, said in bare.items()}


def _sound(word: str) -> str:
    return "".join(ways_to_read(sign)[0] for sign in word)


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
    one = _SEVERAL.sub("y", word)
    found = [
        (distance, other)
        for other in set(known)
        if (distance := min(_apart(word, other), _apart(one, other))) <= most
    ]
    return min(found)[1] if found else None


def _apart(word: str, other: str) -> int:
    from rapidfuzz.distance import OSA

    if not other.isalpha() or HAN.match(other):
        return len(word)
    whole = OSA.distance(word, other)
    begun = OSA.distance(word, other[: len(word)]) + 1  # a whole word is the better guess
    return min(whole, begun)
