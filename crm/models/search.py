"""The text that search looks through: how it is kept. `finding.py` asks for it.

One table a kind of record holds the prepared words under the record's number: an FTS5 table on
SQLite, a tsvector with a GIN index on PostgreSQL. Both hold the same words and answer alike.
"""

import os
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from typing import Any

from sqlalchemy import (
    Connection,
    TextClause,
    event,
    inspect,
    select,
    text,
)
from sqlalchemy.orm import Session, UOWTransaction

from crm.database import Base
from crm.models.agreement import Agreement
from crm.models.contact import Contact
from crm.models.document import Document, DocumentPassage
from crm.models.enquiry import Enquiry
from crm.models.field_value import answered_texts
from crm.models.happening import Happening
from crm.models.obligation import Obligation
from crm.models.partner import Partner
from crm.models.prepared import Searched, as_kept, searched_words
from crm.models.proposal import Proposal
from crm.models.task import Task
from crm.models.words_beside import Beside, remembering

SEARCHED: tuple[type[Base], ...] = (
    Partner,
    Contact,
    Agreement,
    Task,
    Obligation,
    Happening,
    Document,
    DocumentPassage,
    Proposal,
    Enquiry,
)

AT_ONCE = 500
"""Records whose words are read and written together."""

MANY = 5000
"""New records from which on a second process for their words is worth its start."""

_BESIDE = "words_beside"

KEPT_SINCE = "0029"
"""The revision from which on these words are kept; an older database gets them written anew."""


@event.listens_for(Session, "after_flush")
def keep_search_index(session: Session, _: UOWTransaction) -> None:
    """Write the words of all records that a session flushes, in the same transaction."""
    added = [r for r in session.new if isinstance(r, SEARCHED)]
    changed = [r for r in session.dirty if isinstance(r, SEARCHED) and inspect(r).modified]
    deleted = [r for r in session.deleted if isinstance(r, SEARCHED)]
    if not (added or changed or deleted):
        return
    connection = session.connection()
    beside: Beside | None = session.info.get(_BESIDE)
    if beside is not None:
        beside.write(connection)
        if not (changed or deleted):
            beside.begin({name: _asked(connection, s) for name, s in _by_table(added).items()})
            return
        beside.wait()
    _forget(connection, [*changed, *deleted])
    keep_words(connection, [*changed, *added])


def keep_words_of_added(session: Session, records: Sequence[Any]) -> None:
    """Write the words of new records of one kind, which are in the database already."""
    connection = session.connection()
    beside: Beside | None = session.info.get(_BESIDE)
    if beside is None:
        keep_words(connection, records)
        return
    beside.write(connection)
    beside.begin({records[0].__tablename__: _asked(connection, records)})


@contextmanager
def words_beside(session: Session, records: int) -> Iterator[None]:
    """Within it so many records are added, whose words a second process prepares if there are
    many; by its end they are written."""
    if records < MANY or os.cpu_count() == 1:
        yield
        return
    with Beside(on_sqlite=_is_sqlite(session.connection())) as beside:
        session.info[_BESIDE] = beside
        try:
            yield
            session.flush()
            _write_all_prepared(session)
        finally:
            del session.info[_BESIDE]


def _write_all_prepared(session: Session) -> None:
    beside: Beside | None = session.info.get(_BESIDE)
    if beside is not None:
        beside.write(session.connection())
        beside.wait()


def rewrite_words(session: Session, records: Sequence[Base]) -> None:
    """Read their words anew, because something that they refer to is called otherwise."""
    _write_all_prepared(session)
    connection = session.connection()
    _forget(connection, records)
    keep_words(connection, records)


def words_of_all(connection: Connection, model: type[Base]) -> Iterator[int]:
    """Write the words of all records of that kind anew, on a connection of one's own; yields how
    many more have been written."""
    connection.execute(text(f"DELETE FROM {model.__tablename__}_search"))  # table names are ours
    with Session(bind=connection) as session:
        every = session.scalars(select(model).execution_options(yield_per=AT_ONCE))
        for records in every.partitions():
            keep_words(connection, records)
            yield len(records)


def words_of(connection: Connection, records: Sequence[Any]) -> dict[int, list[str]]:
    """The words that search finds those records by, which are all of one kind, by number."""
    return {number: searched_words(searched) for number, searched in _asked(connection, records)}


def _asked(connection: Connection, records: Sequence[Any]) -> list[tuple[int, Searched]]:
    elsewhere: dict[int, list[str | None]] = {}
    if records and isinstance(records[0], Agreement):
        elsewhere = answered_texts(connection, [record.id for record in records])
    return [(r.id, _searched(r, elsewhere.get(r.id, ()))) for r in records]


def _searched(record: Any, elsewhere: Iterable[str | None]) -> Searched:
    names, texts, numbers = record.search_text()
    return Searched(tuple(names), (*texts, *elsewhere), tuple(numbers))


def kept_form(connection: Connection, words: list[str]) -> str:
    """The words as the engine is handed them to keep."""
    return as_kept(words, on_sqlite=_is_sqlite(connection))


def _is_sqlite(connection: Connection) -> bool:
    return connection.dialect.name == "sqlite"


def _forget(connection: Connection, records: Sequence[Base]) -> None:
    for table_name, same in _by_table(records).items():
        connection.execute(_forgetting(table_name), [{"id": record.id} for record in same])


def keep_words(connection: Connection, records: Sequence[Base]) -> None:
    """Write the words of new records that no session flushes."""
    on_sqlite = _is_sqlite(connection)
    for table_name, same in _by_table(records).items():
        rows = [
            {"id": number, "words": kept_form(connection, words)}
            for number, words in words_of(connection, same).items()
        ]
        connection.execute(remembering(table_name, on_sqlite=on_sqlite), rows)


def _by_table(records: Iterable[Base]) -> dict[str, list[Base]]:
    found: dict[str, list[Base]] = {}
    for record in records:
        found.setdefault(record.__tablename__, []).append(record)
    return found


@cache
def _forgetting(searched: str) -> TextClause:
    return text(f"DELETE FROM {searched}_search WHERE rowid = :id")  # table names are ours


def forget_for_good(connection: Connection, models: Iterable[type[Base]]) -> None:
    """Leave nothing of what those kinds of records said before. SQLite's index only marks words
    that are gone, and drops them when it is put in order."""
    if connection.dialect.name == "sqlite":
        for model in models:
            index = f"{model.__tablename__}_search"  # table names are ours
            connection.execute(text(f"INSERT INTO {index} ({index}) VALUES ('optimize')"))
