"""What a check is, and how it is run."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from crm.operations.watching import Watch


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
