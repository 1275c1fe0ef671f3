"""The words by which a person is found in texts, and how they are taken out of them."""

import json
import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Any
from urllib.parse import quote_plus

from crm.models.change import HIDDEN

LEAST = 4
"""A single word in Latin letters that is shorter stands in too many texts."""

AROUND = 60
"""Signs before and after that show where a text names the person."""

TELLING = ("name_en", "name_zh", "email", "phone")
"""What a contact says by which a text can name it."""


def usable(said: Iterable[str | None]) -> tuple[str, ...]:
    """The different words of those that tell one person from others, the longest first."""
    found = {" ".join(word.split()) for word in said if word and word != HIDDEN}
    telling = {word for word in found if len(word) >= (LEAST if word.isascii() else 2)}
    return tuple(sorted(telling, key=lambda word: (-len(word), word)))


def in_json(words: Sequence[str]) -> list[str]:
    """The words as the database holds them in JSON."""
    return [json.dumps(word)[1:-1] for word in words]


def in_address(words: Sequence[str]) -> list[str]:
    """The words as they stand in an address."""
    return [quote_plus(word) for word in words]


def names(value: Any, words: Sequence[str]) -> bool:
    """Whether a value, of whatever kind JSON has, names the person."""
    if isinstance(value, dict | list):
        parts = value.values() if isinstance(value, dict) else value
        return any(names(part, words) for part in parts)
    return isinstance(value, str) and _pattern(words).search(value) is not None


def naming(value: Any, words: Sequence[str]) -> str:
    """The first text in the value that names the person; empty when there is none."""
    if isinstance(value, dict | list):
        parts = value.values() if isinstance(value, dict) else value
        return next((text for part in parts if (text := naming(part, words))), "")
    return value if isinstance(value, str) and names(value, words) else ""


def without(value: Any, words: Sequence[str]) -> Any:
    """The value with a sign in the place of each of the words."""
    if isinstance(value, dict):
        return {name: without(part, words) for name, part in value.items()}
    if isinstance(value, list):
        return [without(part, words) for part in value]
    return _pattern(words).sub(HIDDEN, value) if isinstance(value, str) else value


def around(text: str, words: Sequence[str]) -> str:
    """The part of the text that names the person."""
    found = _pattern(words).search(text)
    start = max(0, found.start() - AROUND) if found else 0
    end = (found.end() if found else 0) + AROUND
    part = " ".join(text[start:end].split())
    return f"{'… ' if start else ''}{part}{' …' if end < len(text) else ''}"


@lru_cache(maxsize=8)
def _pattern(words: Sequence[str]) -> re.Pattern[str]:
    """Blanks may be of any kind and number; without words nothing is found."""
    forms = [*words, *(quote_plus(word) for word in words)]
    spaced = [r"\s+".join(map(re.escape, word.split())) for word in forms]
    return re.compile("|".join(spaced) or r"(?!)", re.IGNORECASE)
