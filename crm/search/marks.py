"""What of a text was meant by what somebody typed, so that it can be marked."""

from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache

from crm.models.prepared import HAN, bare, in_one_word, letters_of, ways_to_read
from crm.pattern import late

Piece = tuple[str, bool]
"""A stretch of the text, and whether it was asked for."""

Unit = tuple[str, int, int]
"""A Chinese sign or a Latin word, with its place."""

Ways = Callable[[str], Sequence[str]]

_UNIT = late(rf"{HAN.pattern}|[^\W_{HAN.pattern[1:-1]}]+(?:['’ʼ][^\W\d_]+)*")
_APOSTROPHES = "'’ʼ"
AROUND = 60
"""Characters shown before and after the place in a long text."""


def marked(text: str, words: Sequence[str], *, spoken: bool = False) -> list[Piece]:
    """The text in pieces; those are marked that the words mean, in a name by its sound too."""
    units = [(found[0], found.start(), found.end()) for found in _UNIT.finditer(text)]
    places: set[int] = set()
    for word in words:
        places.update(_literal(word, units))
        if spoken and not HAN.match(word):
            places.update(_spoken(word, units))
    return list(_pieces(text, sorted(places)))


def around(text: str, words: Sequence[str]) -> list[Piece] | None:
    """The first place in a long text that the words mean, with what stands beside it; None when
    there is none."""
    pieces = marked(text, words)
    place = 0
    for piece, is_meant in pieces:
        if is_meant:
            start, end = max(0, place - AROUND), place + len(piece) + AROUND
            short = " ".join(text[start:end].split())
            before, after = "… " if start else "", " …" if end < len(text) else ""
            return marked(before + short + after, words)
        place += len(piece)
    return None


def means(text: str, words: Sequence[str]) -> bool:
    """Whether all of the words stand in the text as they were typed."""
    said = plain(text)
    return all(word in said for word in _standing(tuple(words)))


def begins_with(name: str, words: Sequence[str]) -> bool:
    """Whether the name begins with the words, as if they and it were one."""
    return _in_one(name).startswith("".join(words))


@lru_cache(maxsize=4096)  # who types on is shown the same names again
def plain(text: str) -> str:
    """The text without case and accents, in simplified signs, behind a blank."""
    return " " + bare(text)


@lru_cache(maxsize=4096)
def _in_one(name: str) -> str:
    return in_one_word(name)


@lru_cache(maxsize=64)
def _standing(words: tuple[str, ...]) -> Sequence[str]:
    """As the words stand in a text: signs anywhere, others behind a blank."""
    return [word if HAN.match(word) else f" {word}" for word in words]


def _literal(word: str, units: Sequence[Unit]) -> Iterator[int]:
    """The places of the characters of words that begin so, or of signs that stand so."""
    if not HAN.match(word):
        for unit, start, end in units:
            if _plain(unit).startswith(word):
                yield from range(start, min(end, start + _length(unit, len(word))))
        return
    for first in range(len(units) - len(word) + 1):
        run = units[first : first + len(word)]
        if all(bare(unit) == sign for (unit, _, _), sign in zip(run, word, strict=True)):
            for _unit, start, end in run:
                yield from range(start, end)


def _length(unit: str, letters: int) -> int:
    """How many characters of it so many letters are, with the apostrophes between them."""
    places = [place for place, sign in enumerate(unit, 1) if sign not in _APOSTROPHES]
    return places[letters - 1] if letters <= len(places) else len(unit)


@lru_cache(maxsize=8192)
def _plain(unit: str) -> str:
    return bare("".join(sign for sign in unit if sign not in _APOSTROPHES))


def _spoken(word: str, units: Sequence[Unit]) -> Iterator[int]:
    """The places of what is read so, or has these initials; the longest from any unit on."""
    for first, (begun, _, _) in enumerate(units):
        if word[0] not in _first_letters(begun):
            continue
        for ways in (_readings, _initials):
            if count := _consumed(word, units, first, ways):
                for _unit, start, end in units[first : first + count]:
                    yield from range(
                        start, end if ways is _readings or end - start == 1 else start + 1
                    )
                return


@lru_cache(maxsize=8192)
def _first_letters(unit: str) -> frozenset[str]:
    """With which something must begin that it is read as, or whose initials begin with it."""
    return frozenset(way[0] for ways in (_readings, _initials) for way in ways(unit))


def _readings(unit: str) -> Sequence[str]:
    return ways_to_read(bare(unit)) if HAN.match(unit) else ()


def _initials(unit: str) -> Sequence[str]:
    if HAN.match(unit):
        return [way[0] for way in _readings(unit)]
    return letters_of(unit)


def _consumed(word: str, units: Sequence[Unit], first: int, ways: Ways) -> int:
    """How many units from there on the word stands for; none when it does not."""
    rest = {word}
    for count, (unit, _start, _end) in enumerate(units[first:], 1):
        written = ways(unit)
        if any(way.startswith(left) for left in rest for way in written):
            return count
        rest = {left[len(way) :] for left in rest for way in written if left.startswith(way)}
        if not rest:
            return 0
    return 0


def _pieces(text: str, places: Sequence[int]) -> Iterator[Piece]:
    marked_at = set(places)
    start = 0
    for place in range(1, len(text) + 1):
        if place == len(text) or (place in marked_at) != (start in marked_at):
            yield text[start:place], start in marked_at
            start = place
