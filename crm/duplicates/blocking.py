"""Tells which records are worth comparing: those that share a key that few have."""

from collections.abc import Callable, Hashable, Iterable
from itertools import combinations
from typing import TypeVar

Made = TypeVar("Made")

MOST_ALIKE = 20
"""So many records under one key are told apart by it; what more share is nothing rare."""


class Blocks:
    """The numbers of records under their keys, of which only the hashes are kept: two that meet
    by chance are told apart when they are compared, and texts would take ten times the memory."""

    def __init__(self) -> None:
        self._alone: dict[int, int] = {}
        self._several: dict[int, list[int]] = {}

    def add(self, number: int, keys: Iterable[Hashable]) -> None:
        for key in {hash(key) for key in keys}:
            if (numbers := self._several.get(key)) is not None:
                numbers.append(number)
            elif (first := self._alone.get(key)) is not None:
                self._several[key] = [first, number]
            else:
                self._alone[key] = number

    def under(self, key: Hashable) -> Iterable[int]:
        """Those that have that key, unless too many have it."""
        hashed = hash(key)
        if (numbers := self._several.get(hashed)) is not None:
            return numbers if len(numbers) <= MOST_ALIKE else ()
        alone = self._alone.get(hashed)
        return () if alone is None else (alone,)

    def compared(self, compare: Callable[[int, int], Made | None]) -> list[Made]:
        """What comes of comparing each two that share a key, the smaller number first.

        Those of one key are compared one after the other, while what was reckoned of them is at
        hand; two that share several may be compared again. Nothing is kept of two that are not
        alike, of whom there may be millions.
        """
        found: dict[tuple[int, int], Made] = {}
        for numbers in self._several.values():
            if len(numbers) > MOST_ALIKE:
                continue
            for pair in combinations(sorted(numbers), 2):
                if pair not in found and (made := compare(*pair)) is not None:
                    found[pair] = made
        return list(found.values())
