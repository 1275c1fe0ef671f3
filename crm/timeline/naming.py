"""Whom or what `@` and `#` in a line name, among those who may be meant."""

import re
from collections.abc import Iterable, Sequence

from crm.frozen import Frozen
from crm.models.names import sort_key
from crm.pattern import late

SIGN = late(r"(?<![A-Za-z0-9._%+/@#-])(?P<sign>[@＠#＃])(?=[^\s@＠#＃])")
"""Where a name begins. What stands in an address of e-mail is none."""

_WORD = late(r"[\w.'’-]+")
_HAN = late(r"[㐀-鿿]")
_LONGEST = 60


class Candidate(Frozen):
    """Somebody or something that may be meant: what kind of record, its number, all that it is
    called, and what it is called where the reader sees it. `hint` tells it from its namesakes."""

    kind: str
    number: int
    names: tuple[str, ...]
    shown: str
    hint: str = ""

    @property
    def told_apart(self) -> str:
        """How it is called where somebody else is called so too: `Wang Fang (Dean)`."""
        return f"{self.shown} ({self.hint})" if self.hint else self.shown


class Match(Frozen):
    """Who may be meant by the first `length` signs of a text; several when it is not clear who."""

    found: Sequence[Candidate]
    length: int


def match(text: str, among: Iterable[Candidate]) -> Match | None:
    """By the longest whole name with which the text begins; else by its first word, which is a
    word of a name, or begins one. None when nobody is called so."""
    several = list(among)
    return _by_name(text, several) or _by_word(text, several)


def words_of(text: str) -> list[str]:
    """What to look for in the whole office: the first three words, the first two, the first."""
    head = re.split(r"[,，;；:：。!！?？()（）]", text[:_LONGEST])[0]
    words = head.split()[:3]
    return [" ".join(words[:number]) for number in range(len(words), 0, -1)]


def _by_name(text: str, among: Iterable[Candidate]) -> Match | None:
    lengths: dict[int, list[Candidate]] = {}
    for candidate in among:
        names = (*candidate.names, candidate.told_apart)
        whole = [len(name) for name in names if name and _begins(text, name)]
        if whole:
            lengths.setdefault(max(whole), []).append(candidate)
    if not lengths:
        return None
    longest = max(lengths)
    return Match(_once(lengths[longest]), longest)


def _begins(text: str, name: str) -> bool:
    rest = text[len(name) : len(name) + 1]
    if text[: len(name)].casefold() != name.casefold():
        return False
    return not (rest.isalnum() and rest.isascii() and name[-1].isascii())


def _by_word(text: str, among: Sequence[Candidate]) -> Match | None:
    word = _WORD.match(text)
    if word is None:
        return None
    said = word[0].rstrip(".")
    if _HAN.match(said):
        return _by_signs(said, among)
    latin = re.match(r"[^㐀-鿿]+", said)
    said = latin[0] if latin else said
    wanted = sort_key(said)
    keys = {candidate: _keys(candidate) for candidate in among}
    whole = [c for c, own in keys.items() if wanted in own]
    found = whole or [c for c, own in keys.items() if any(key.startswith(wanted) for key in own)]
    return Match(_once(found), len(said)) if wanted and found else None


def _keys(candidate: Candidate) -> set[str]:
    """The words of all names without case and accents."""
    keys = [sort_key(name) for name in candidate.names if name]
    return {part for key in keys for part in (key, key.replace(" ", ""), *key.split())}


def _by_signs(said: str, among: Sequence[Candidate]) -> Match | None:
    """Chinese has no blanks: by the longest beginning that stands in somebody's name."""
    for length in range(min(len(said), 20), 0, -1):
        found = [c for c in among if any(said[:length] in name for name in c.names if name)]
        if found:
            return Match(_once(found), length)
    return None


def _once(found: Iterable[Candidate]) -> list[Candidate]:
    return list({(one.kind, one.number): one for one in found}.values())
