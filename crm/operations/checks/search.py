"""Does search find each record by the words that it has now?"""

from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import Connection, bindparam, column, func, select, table, text
from sqlalchemy.orm import Session

from crm.database import Base
from crm.extensions import db
from crm.models.search import AT_ONCE, SEARCHED, kept_form, words_of, words_of_all
from crm.operations.checks.run import Run

# The names of the tables are ours.
_SAME_ON_POSTGRESQL = (
    "SELECT given.id FROM unnest(CAST(:ids AS bigint[]), CAST(:words AS text[]))"
    " AS given(id, words) JOIN {table} AS kept ON kept.rowid = given.id"
    " WHERE kept.words = CAST(given.words AS tsvector)"
)
_KEPT_ON_SQLITE = "SELECT rowid, words FROM {table} WHERE rowid IN :ids"


def search(run: Run) -> Iterator[str]:
    """Each record has its words in the index, and the index nothing else.

    Mending writes the words of all records of a kind anew, when some of them are wrong.
    """
    for model in SEARCHED:
        wrong = _wrong(model, run)
        if wrong and run.mends:
            _rebuild(model, run)
        elif wrong:
            what = "entry" if wrong == 1 else "entries"
            yield f"{wrong} {what} about {model.__tablename__}. `crm check --fix` writes them anew."


def _wrong(model: type[Base], run: Run) -> int:
    """How many entries are missing, left over, or say something else than the record."""
    kept = table(f"{model.__tablename__}_search", column("rowid"))
    with db.engine.connect() as connection, Session(bind=connection) as session:
        number = session.scalar(select(func.count()).select_from(model)) or 0
        left_over = select(func.count()).select_from(kept)
        left_over = left_over.where(kept.c.rowid.not_in(select(model.id)))
        wrong = session.scalar(left_over) or 0
        records = session.scalars(select(model).execution_options(yield_per=AT_ONCE))
        portions = -(-number // AT_ONCE)
        for portion in run.watch(model.__tablename__, records.partitions(), portions):
            wrong += len(portion) - _right(connection, model, portion)
    return wrong


def _right(connection: Connection, model: type[Base], records: Sequence[Any]) -> int:
    """Of how many of those records the index says what it should."""
    name = f"{model.__tablename__}_search"
    wanted = {
        number: kept_form(connection, words)
        for number, words in words_of(connection, records).items()
    }
    if connection.dialect.name == "sqlite":
        statement = text(_KEPT_ON_SQLITE.format(table=name))
        statement = statement.bindparams(bindparam("ids", expanding=True))
        found = connection.execute(statement, {"ids": list(wanted)})
        return sum(wanted[number] == words for number, words in found)
    given = {"ids": list(wanted), "words": list(wanted.values())}
    found = connection.execute(text(_SAME_ON_POSTGRESQL.format(table=name)), given)
    return len(found.all())


def _rebuild(model: type[Base], run: Run) -> None:
    with db.engine.begin() as connection:
        number = connection.scalar(select(func.count()).select_from(model)) or 0
        written = words_of_all(connection, model)
        for _portion in run.watch(model.__tablename__, written, -(-number // AT_ONCE)):
            continue
