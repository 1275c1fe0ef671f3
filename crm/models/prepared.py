"""The words that records are found by: how any text is prepared, and what else a name is called.

Whatever is kept and whatever is asked for goes through here, for either engine.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cache, lru_cache
from typing import NamedTuple

from crm.models.names import without_accents
from crm.models.signs import readings, simplified, syllables
from crm.pattern import late

MOST_WORDS = 4000
"""Words kept of one record; PostgreSQL counts positions up to 16,383."""

LONGEST_WORD = 60
LONGEST_QUESTION = 200
LONGEST_SPELLING = 24
"""Letters of the pinyin from each sign of a name on; a longer one is asked for in pieces."""

MOST_INITIALS = 12
LONGEST_SPOKEN = 40
"""Words of a name whose readings and initials are kept."""

MOST_WAYS = 16
"""In so many ways a name is read from each of its words on, when signs have several readings."""

MOST_SYLLABLES = 3
"""Of the transcription of a Chinese word; what has more is English."""

FEWEST_DIGITS = 4

BEGINNING = "ˆ"
"""Before a whole name in one word, so that names that begin so are told from those that do not."""

_HAN = r"\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
HAN = late(f"[{_HAN}]")
_RUN = late(rf"(?:(?=\w)[{_HAN}])+|[^\W_{_HAN}]+")  # some signs are yet unknown to Python
_WORD = late(r"[^\W_]+")
_SIGN_OR_WORD = late(rf"(?=\w)[{_HAN}]|[^\W_{_HAN}]+")
_APOSTROPHE = late(r"(?<=[^\W\d_])['’ʼ](?=[^\W\d_])")
_HUMP = late(r"[A-Z]?[a-z]+|[A-Z]+")
_LETTERS = {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i"}
_SMALL_WORD = late("and?|at?|by|d[ei]|de[lrs]|du|et|for|in|l[ae]|o[fn]|the|und|y", re.IGNORECASE)


class Searched(NamedTuple):
    """What a record is found by."""

    names: Iterable[str | None]
    """Found by their readings and initials as well."""

    texts: Iterable[str | None] = ()
    numbers: Iterable[str | None] = ()
    """Telephone numbers and references, found in any grouping."""


def prepared_words(*texts: str | None) -> list[str]:
    """The words of the texts without case, accents and punctuation, in simplified signs, each of
    which is a word."""
    words: list[str] = []
    for given in texts:
        if given:
            words.extend(_words(given))
    return words[:MOST_WORDS]


def asked_words(typed: str) -> list[str]:
    """The words of what somebody looks for; Chinese signs that stand together are one of them."""
    return _RUN.findall(bare(_APOSTROPHE.sub("", typed[:LONGEST_QUESTION])))


def searched_words(searched: Searched) -> list[str]:
    """All words that a record of those texts is found by."""
    words: list[str] = []
    for name in searched.names:
        if name:
            own = _words(name)
            words += own
            words += _other_words(name, own[:LONGEST_SPOKEN])
    for number in searched.numbers:
        if number:
            words += _words(number)
            words += _ends_of_number(number)
    words += prepared_words(*searched.texts)
    return words[:MOST_WORDS]


def as_kept(words: Sequence[str], *, on_sqlite: bool) -> str:
    """The words as the engine is handed them to keep: PostgreSQL as it writes a tsvector, so that
    its own parser never sees them."""
    if on_sqlite:
        return " ".join(words)
    return " ".join(f"'{word}':{place}" for place, word in enumerate(words, 1))


def beginning(words: Sequence[str]) -> str:
    """The word that names bear that begin with those words."""
    return (BEGINNING + "".join(words))[:LONGEST_WORD]


def in_one_word(name: str) -> str:
    """The whole name in one word, as it is kept behind the mark of a beginning."""
    return "".join(_words(name))


def _words(given: str) -> list[str]:
    found = _SIGN_OR_WORD.findall(bare(_without_apostrophes(given)))
    if len(given) > LONGEST_WORD:
        return [word[:LONGEST_WORD] for word in found]
    return found


def _without_apostrophes(given: str) -> str:
    is_without = "'" not in given and (given.isascii() or ("’" not in given and "ʼ" not in given))
    return given if is_without else _APOSTROPHE.sub("", given)


def bare(given: str) -> str:
    """The text without case and accents, in simplified signs."""
    if given.isascii():
        return given.lower()
    return without_accents(given).casefold().translate(_folded())


@cache
def _folded() -> dict[int, str]:
    return {**simplified(), **{ord(sign): plain for sign, plain in _LETTERS.items()}, 0x2C6: " "}


def other_words(name: str) -> list[str]:
    """What a name is called besides its own words: its pinyin and its initials from each sign on,
    its initials as an acronym, and each of them as the beginning of the name."""
    return _other_words(name, _words(name)[:LONGEST_SPOKEN])


def _other_words(name: str, words: Sequence[str]) -> list[str]:
    if not words:
        return []
    whole = ["".join(words)]
    if not name.isascii() and any(map(HAN.match, words)):
        spelled = _from_each([ways_to_read(word) for word in words], LONGEST_SPELLING)
        short = _from_each([_first_letters(word) for word in words], MOST_INITIALS)
        others = [*spelled, *(ways for ways in short if len(ways[0]) > 1)]
        whole += [*spelled[0], *short[0]]
    else:
        others, acronyms = _acronyms(name)
        whole += acronyms
    found = dict.fromkeys(way for ways in others for way in ways)
    found.update(dict.fromkeys(beginning([way]) for way in whole))
    return list(found)


def _from_each(units: Sequence[Sequence[str]], longest: int) -> list[list[str]]:
    """The ways to write the units from each of them on, so many letters of them."""
    ends: list[list[str]] = []
    following = [""]
    for ways in reversed(units):
        if len(ways) == len(following) == 1:
            following = [(ways[0] + following[0])[:longest]]
        else:
            written = dict.fromkeys((way + rest)[:longest] for way in ways for rest in following)
            following = list(written)[:MOST_WAYS]
        ends.append(following)
    return ends[::-1]


def ways_to_read(word: str) -> Sequence[str]:
    """The readings of a simplified sign; a Latin word is read as it stands."""
    return readings().get(word, (word,))


@lru_cache(maxsize=8192)
def _first_letters(word: str) -> Sequence[str]:
    """A Latin word stands for its first letter, or for itself."""
    if HAN.match(word):
        return tuple(dict.fromkeys(way[0] for way in ways_to_read(word)))
    return word[0], word


def _acronyms(name: str) -> tuple[list[list[str]], list[str]]:
    """From each word of a Latin name on, its initials; and what may stand for all of it."""
    plain = without_accents(name).replace(BEGINNING, " ")
    words = [_latin(word) for word in _WORD.findall(_without_apostrophes(plain))[:LONGEST_SPOKEN]]
    telling = [word for word in words if not word.is_small] or words
    ends = _from_each([word.letters for word in telling], MOST_INITIALS)
    every = _from_each([word.first for word in words], MOST_INITIALS)[0]
    parts = [part for word in words for part in word.parts]
    return [*(ways for ways in (*ends, every) if len(ways[0]) > 1), parts], ends[0] + every


class _Latin(NamedTuple):
    """What a Latin word gives to the acronyms of a name."""

    is_small: bool
    letters: Sequence[str]
    first: Sequence[str]
    parts: Sequence[str]


@lru_cache(maxsize=8192)
def _latin(word: str) -> _Latin:
    is_small = _SMALL_WORD.fullmatch(word) is not None
    return _Latin(is_small, letters_of(word), (bare(word)[0],), tuple(_parts(word)))


@lru_cache(maxsize=8192)
def letters_of(word: str) -> Sequence[str]:
    """What a word gives to an acronym: its first letter, those of its humps as in GlaxoSmithKline,
    or those of the Chinese syllables that it is made of as in Tsinghua; a number gives itself."""
    plain = bare(word)
    if plain.isdigit():
        return (plain,)
    found = [plain[0], "".join(hump[0].lower() for hump in _humps(word))]
    if 1 < len(spoken := syllables_of(plain)) <= MOST_SYLLABLES:
        found.append("".join(syllable[0] for syllable in spoken))
    return tuple(dict.fromkeys(letters for letters in found if letters))


def _humps(word: str) -> list[str]:
    humps = _HUMP.findall(word) if word.isascii() and word.isalpha() else []
    return humps if len(humps) > 1 and not word.isupper() else []


def _parts(word: str) -> Iterator[str]:
    humps = _humps(word)
    for start in range(1, len(humps)):
        yield "".join(humps[start:]).lower()


@lru_cache(maxsize=8192)
def syllables_of(word: str) -> tuple[str, ...]:
    """The Chinese syllables that a word is made of, as few as can be; none when it is not."""
    best: list[tuple[str, ...] | None] = [()] + [None] * len(word)
    for end in range(1, len(word) + 1):
        for start in range(max(0, end - 6), end):
            before = best[start]
            if before is None or word[start:end] not in syllables():
                continue
            known = best[end]
            if known is None or len(before) + 1 < len(known):
                best[end] = (*before, word[start:end])
    return best[-1] or ()


def _ends_of_number(number: str) -> Iterator[str]:
    """A number in one word, from each of its digits on when it has nothing else, else from each
    of its groups on."""
    groups = _words(number)
    whole = "".join(groups)[:LONGEST_WORD]
    if whole.isascii() and whole.isdigit():
        starts = list(range(len(whole) - FEWEST_DIGITS + 1))[:20]
    else:
        lengths = [len(group) for group in groups]
        starts = [sum(lengths[:place]) for place in range(len(groups) - 1)]
    for start in starts:
        yield whole[start:]
