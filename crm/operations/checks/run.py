"""What a check is, and how it is run."""

from collections.abc import Callable, Iterator

from sqlalchemy.exc import DBAPIError

from crm.extensions import db
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

    def found(self, run: Run) -> list[str]:
        """All that is wrong. What breaks the look off, as a damaged database does, is one of
        them: the other checks look at other things."""
        found: list[str] = []
        try:
            found.extend(self.problems(run))
        except DBAPIError as error:
            db.session.rollback()
            found.append(f"It cannot be looked at: {str(error.orig).partition(chr(10))[0]}.")
        return found
