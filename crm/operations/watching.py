"""How somebody watches work that takes a while."""

from collections.abc import Iterable
from typing import Any, Protocol


class Watch(Protocol):
    """Goes through what there is, of which there is so much, and shows how far it has come."""

    def __call__(self, label: str, items: Iterable[Any], number: int, /) -> Iterable[Any]: ...


def unwatched(_label: str, items: Iterable[Any], _number: int) -> Iterable[Any]:
    """For work that nobody looks at."""
    return items
