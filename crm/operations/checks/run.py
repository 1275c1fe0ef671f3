"""What a check is, and how it is run."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Protocol


class Watch(Protocol):
    """Goes through what there is, of which there is so much, and shows how far it has come."""

    def __call__(self, label: str, items: Iterable[Any], number: int) -> Iterable[Any]: ...


@dataclass(frozen=True)
class Run:
    """How the checks are to be run."""

    mends: bool
    watch: Watch


@dataclass(frozen=True)
class Check:
    """What is looked at, and the sentences that say what is found wrong with it.

    One that can put it right does so when the run mends, and yields only what is left.
    """

    title: str
    problems: Callable[[Run], Iterator[str]]
