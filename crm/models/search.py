"""The text that search looks through: how it is kept and asked for.

One table a kind of record holds the prepared words under the record's number: an FTS5 table on
SQLite, a tsvector with a GIN index on PostgreSQL. Both hold the same words and answer alike.
"""

import os
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import (
    CTE,
    ColumnElement,
    Connection,
    Select,
    Subquery,
    Text,
    TextClause,
    bindparam,
    column,
    event,
    func,
    inspect,
    literal,
    select,
    table,
    text,
    union,
)
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.orm import Session, UOWTransaction
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement
from sqlalchemy.types import NULLTYPE

from crm.database import Base
from crm.models.agreement import Agreement
from crm.models.asked import Part, fts5, parts_of, tsquery
from crm.models.contact import Contact
from crm.models.document import Document, DocumentPassage
from crm.models.enquiry import Enquiry
from crm.models.field_value import answered_texts
from crm.models.happening import Happening
from crm.models.obligation import Obligation
from crm.models.partner import Partner
from crm.models.prepared import Searched, as_kept, asked_words, searched_words
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

WALKED, FURTHER, SIGNS = 600, 4800, 6
"""Records among which PostgreSQL looks first for what many have; among how many more, when so many
of the first have it that the others have it often enough."""

KEPT_SINCE = "0029"
"""The revision from which on these words are kept; an older database gets them written anew."""


class TextMatch(FunctionElement[Any]):
    """`TextMatch(words column, FTS5 query, tsquery)`: whether the prepared words match."""

    type = NULLTYPE
    inherit_cache = True


@compiles(TextMatch, "sqlite")
def _match_sqlite(element: TextMatch, compiler: SQLCompiler, **kw: Any) -> str:
    words, query, _ = element.clauses
    return f"{compiler.process(words, **kw)} MATCH {compiler.process(query, **kw)}"


@compiles(TextMatch, "postgresql")
def _match_postgresql(element: TextMatch, compiler: SQLCompiler, **kw: Any) -> str:
    words, _, query = element.clauses
    return f"{compiler.process(words, **kw)} @@ CAST({compiler.process(query, **kw)} AS tsquery)"


def found(model: type[Base], typed: str) -> ColumnElement[bool] | None:
    """Whether a record of the model matches all that was typed; None when nothing was.

    Latin words match by their beginning, a run of Chinese signs anywhere as it stands; names also
    by their pinyin and their initials, numbers in any grouping.
    """
    words = asked_words(typed)
    if not words:
        return None
    return model.id.in_(matching_numbers(model, words))


def matching_numbers(model: type[Base], words: list[str]) -> Select[int]:
    return numbers_meeting(model, Question.of(parts_of(words)))


def numbers_meeting(model: type[Base], question: "Question") -> Select[int]:
    index = table(f"{model.__tablename__}_search", column("rowid"), column("words"))
    return select(index.c.rowid).where(_matches(index.c.words, question))


class Question(NamedTuple):
    """What an index is asked, as either engine wants to hear it."""

    fts: ColumnElement[str]
    tsquery: ColumnElement[str]

    @classmethod
    def of(cls, parts: Sequence[Part]) -> "Question":
        return cls(literal(fts5(parts)), literal(tsquery(parts)))

    @classmethod
    def named(cls, name: str) -> "Question":
        """A question that is handed over when the statement is sent, by `told(name, parts)`."""
        return cls(bindparam(f"{name}_fts", type_=Text), bindparam(f"{name}_ts", type_=Text))


def told(name: str, parts: Sequence[Part]) -> dict[str, str]:
    return {f"{name}_fts": fts5(parts), f"{name}_ts": tsquery(parts)}


def first_numbers(
    model: type[Base], question: Question, most: int, dialect: str, name: str
) -> Select[int]:
    """The lowest numbers that match, so many at most, in no time however many do; `name` tells
    this question from the others of the same statement."""
    index = table(f"{model.__tablename__}_search", column("rowid"), column("words"))
    if dialect == "sqlite":  # walks along the numbers by itself
        return select(index.c.rowid).where(_matches(index.c.words, question)).limit(most)
    # PostgreSQL collects all that match before it gives the first. When they are many, they are
    # found among the first records already, and it need not.
    number, words = index.c.rowid, index.c.words
    first = select(index).order_by(number).limit(WALKED).subquery()
    near = _kept(_some(first, question, most), f"near_{name}")
    found = select(func.count()).select_from(near).scalar_subquery()
    further = select(index).where(found >= SIGNS, found < most).order_by(number)
    further = further.offset(WALKED).limit(FURTHER)
    beyond = _kept(_some(further.subquery(), question, most), f"beyond_{name}")
    more = select(func.count()).select_from(beyond).scalar_subquery()
    rest = select(number).where(found + more < most, _matches(words, question))
    every = _kept(rest, f"every_{name}")
    either = union(*(select(some.c.rowid) for some in (near, beyond, every))).subquery()
    return select(either.c.rowid).order_by(either.c.rowid).limit(most)


def _some(rows: Subquery, question: Question, most: int) -> Select[int]:
    return select(rows.c.rowid).where(_matches(rows.c.words, question)).limit(most)


def _kept(numbers: Select[int], name: str) -> CTE:
    """Found once, however often it is read."""
    return numbers.cte(name).prefix_with("MATERIALIZED")


def _matches(words: Any, question: Question) -> ColumnElement[bool]:
    return TextMatch(words, question.fts, question.tsquery)


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
