"""What a check is, and how it is run."""

from collections.abc import Callable, Iterator

from crm.frozen import Frozen
from crm.operations.watching import Watch


class Run(Frozen):
    """How the checks are to be run."""

    mends: bool
    watch: Watch


class Check(Frozen):
    """What is looked at, and the sentences that say what is found wrong with it.

    One that can put it right does so when the run mends, and yields only what is left.
    """

    title: str
    problems: Callable[[Run], Iterator[str]]
