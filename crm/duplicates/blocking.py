"""Tells which records are worth comparing: those that share a key that few have."""

from collections.abc import Hashable, Iterable, Iterator

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

    def pairs(self) -> Iterator[tuple[int, int]]:
        """Each two that share a key, once, the smaller number first."""
        return iter(
            {
                (min(first, second), max(first, second))
                for numbers in self._several.values()
                if len(numbers) <= MOST_ALIKE
                for place, first in enumerate(numbers)
                for second in numbers[place + 1 :]
            }
        )
