"""No number is given twice: the address of a record that was deleted never becomes another's, and
what lies in the trash finds its place free.

PostgreSQL's sequences see to that. SQLite gives the number after the greatest that is there, so
that of a last record that was deleted would come again.
"""

from collections.abc import Iterable, Sequence
from functools import cache
from typing import Any

from sqlalchemy import (
    BigInteger,
    Connection,
    Integer,
    Select,
    String,
    bindparam,
    event,
    func,
    select,
    text,
)
from sqlalchemy.orm import Mapped, Session, UOWTransaction, mapped_column

from crm.database import Base, Moment, now


class NumberGiven(Base):
    """The greatest number that a table has given, when its row was deleted.

    Of the history, from which nothing is ever deleted: how many lines have been written.
    """

    __tablename__ = "number_given"

    table_name: Mapped[str] = mapped_column(String(30), unique=True)
    number: Mapped[int] = mapped_column(BigInteger().with_variant(Integer, "sqlite"))


_NOTE = text(
    "INSERT INTO number_given (table_name, number, created_at, updated_at, version)"
    " VALUES (:table_name, :number, :at, :at, 1)"
    " ON CONFLICT (table_name) DO UPDATE SET number = excluded.number"
    " WHERE excluded.number > number_given.number"
).bindparams(bindparam("at", type_=Moment()))
_NOTED = text("SELECT table_name, number FROM number_given")

_NEXT = text(
    "SELECT nextval(pg_get_serial_sequence(:name, 'id')) FROM generate_series(1, :several)"
)

_MORE_LINES = text(
    "UPDATE number_given SET number = number + :more, updated_at = :at WHERE table_name = 'change'"
    " RETURNING (SELECT digest FROM change ORDER BY id DESC LIMIT 1)"
).bindparams(bindparam("at", type_=Moment()))
_ALL_LINES = text(
    "INSERT INTO number_given (table_name, number, created_at, updated_at, version)"
    " SELECT 'change', count(*) + :more, :at, :at, 1 FROM change"
    " RETURNING (SELECT digest FROM change ORDER BY id DESC LIMIT 1)"
).bindparams(bindparam("at", type_=Moment()))
_LINES = text("SELECT number FROM number_given WHERE table_name = 'change'")


def count_lines(connection: Connection, more: int) -> str:
    """So many lines of history are about to be written: a chain does not tell that its end was cut
    off. The seal of the last one so far; empty before the first. Whoever calls it holds the end of
    the chain."""
    values = {"more": more, "at": now()}
    counted = connection.execute(_MORE_LINES, values).first()
    if counted is None:
        counted = connection.execute(_ALL_LINES, values).one()
    last: str | None = counted[0]
    return last or ""


def lines_written(connection: Connection) -> int | None:
    """How many lines of history there must be; None as long as nobody has counted."""
    number: int | None = connection.scalar(_LINES)
    return number


@event.listens_for(Session, "after_flush")
def note_numbers(session: Session, _: UOWTransaction) -> None:
    """When the row with the greatest number goes, remember that number."""
    going: dict[type[Base], int] = {}
    for record in session.deleted:
        going[type(record)] = max(record.id, going.get(type(record), 0))
    for model, number in going.items():
        connection = session.connection()
        if number > greatest(connection, model):
            note = {"table_name": model.__tablename__, "number": number, "at": now()}
            connection.execute(_NOTE, note)


@event.listens_for(Session, "before_flush")
def give_numbers(session: Session, _: UOWTransaction, __: Any) -> None:
    """On SQLite, give new records numbers of their own, where it would give an old one again; and
    where there are several, which it then takes together instead of one by one."""
    new = [record for record in session.new if record.id is None]
    if not new:
        return
    connection = session.connection()
    if connection.dialect.name == "sqlite":
        hold_writing(connection)
        noted = {row.table_name: row.number for row in connection.execute(_NOTED)}
        for model, records in _by_model(new).items():
            given = noted.get(model.__tablename__, 0)
            if not given and len(records) == 1:
                continue  # SQLite gives the right one
            last = greatest(connection, model)
            if given > last or len(records) > 1:
                said = (r.id for r in session.new if type(r) is model and r.id is not None)
                _number(records, max(given, last, *said))


def next_numbers(connection: Connection, model: type[Base], several: int) -> Sequence[int]:
    """So many numbers for new records that no session flushes."""
    if connection.dialect.name == "sqlite":
        hold_writing(connection)
        last = connection.execute(_last_given(model)).scalar_one()
        return range(last + 1, last + 1 + several)
    given = connection.execute(_NEXT, {"name": model.__tablename__, "several": several})
    return given.scalars().all()


@cache
def _last_given(model: type[Base]) -> Select[int]:
    """SQLite's greatest number that the table has given, to a row that is there or that went."""
    noted = select(NumberGiven.number).where(NumberGiven.table_name == model.__tablename__)
    there = select(func.max(model.id))
    each = (func.coalesce(found.scalar_subquery(), 0) for found in (noted, there))
    return select(func.max(*each))


def _by_model(records: Iterable[Base]) -> dict[type[Base], list[Base]]:
    found: dict[type[Base], list[Base]] = {}
    for record in records:
        found.setdefault(type(record), []).append(record)
    return found


def greatest(connection: Connection, model: type[Base]) -> int:
    """The greatest number that is there now; 0 without any."""
    return connection.scalar(select(func.max(model.id))) or 0


def hold_writing(connection: Connection) -> None:
    """Take SQLite's write lock, which the next write would take: what is read until then stays
    true."""
    lent = connection.connection.dbapi_connection
    on_sqlite = connection.dialect.name == "sqlite"
    if on_sqlite and lent is not None and not lent.in_transaction:
        connection.exec_driver_sql("BEGIN IMMEDIATE")


def _number(records: Iterable[Base], last: int) -> None:
    for number, record in enumerate(records, last + 1):
        record.id = number
