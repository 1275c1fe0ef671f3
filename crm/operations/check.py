"""Is everything as it should be? One table of checks; `crm check` runs them all."""

from collections.abc import Iterator

from crm.history.chain import first_broken
from crm.operations.checks import accounts, database, documents, surroundings
from crm.operations.checks.run import Check, Run
from crm.operations.checks.search import search


def _history(_run: Run) -> Iterator[str]:
    if (broken := first_broken()) is not None:
        yield broken


CHECKS = (
    Check("the database is whole", database.whole),
    Check("what is referred to is there", database.references),
    Check("the tables are those of this version", database.tables),
    Check("the history is as it was written", _history),
    Check("search finds each record by its words", search),
    Check("each document has its file, unchanged", documents.files),
    Check("each file belongs to a document", documents.strays),
    Check("the secret is the one that was in use", accounts.second_factors),
    Check("the settings can be used", surroundings.settings),
    Check("the logs can be written", surroundings.logs),
    Check("there is room on the disk", surroundings.disk),
    Check("the clock is right", surroundings.clock),
)
