"""The model base and the set-up of the engine. Knows no model."""

import enum
import gc
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any, Self

from sqlalchemy import (
    JSON,
    BigInteger,
    ColumnElement,
    Connection,
    Date,
    DateTime,
    Engine,
    Enum,
    Index,
    Integer,
    MetaData,
    Row,
    Select,
    String,
    Subquery,
    Text,
    event,
    func,
    inspect,
    literal,
    literal_column,
    select,
    text,
)
from sqlalchemy.engine import Dialect
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, registry
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement
from sqlalchemy.types import TypeDecorator

from crm.errors import Values
from crm.seeing import let_pass

CONSTRAINT_NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


PAGES_KEPT = 4000
"""Kilobytes of the database that each connection to SQLite holds."""

PATIENCE = 10_000
"""So many milliseconds a writer waits for another one."""

AnySelect = Select[*tuple[Any, ...]]
"""A select of columns whose types nobody lists."""

AnyRow = Row[*tuple[Any, ...]]


class Word(enum.StrEnum):
    """An enumeration that is stored as its words, in a plain text column."""


class Moment(TypeDecorator[datetime]):
    """An instant: aware in Python, UTC in the database of either engine."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def bind_processor(self, dialect: Dialect) -> Any:
        """As usual, but that the rows of a large import bear one and the same moment, which is
        written out once."""
        written_out = super().bind_processor(dialect)
        if written_out is None:
            return None
        last: tuple[datetime | None, Any] = (None, None)

        def bound(value: datetime | None) -> Any:
            nonlocal last
            known, written = last
            if value is not known:
                written = written_out(value)
                last = (value, written)
            return written

        return bound

    def process_bind_param(self, value: datetime | None, _: Dialect) -> datetime | None:
        return value.astimezone(UTC) if value else None

    def process_result_value(self, value: datetime | None, _: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value


class ExactNumber(TypeDecorator[Decimal]):
    """A decimal with up to four places, exact on either engine: kept as whole ten-thousandths.

    SQLite has no decimals of its own and would keep a float. Comparing, sorting and adding up in
    SQL are right as they stand; a sum comes back as a Decimal too.
    """

    impl = BigInteger
    cache_ok = True
    PLACES = 4
    MOST = Decimal("99999999999999.9999")
    """The greatest number; the least is its opposite."""

    def process_bind_param(self, value: Decimal | int | None, _: Dialect) -> int | None:
        """Raises ValueError for a number that could only be kept rounded, TypeError for a float."""
        if value is None:
            return None
        if isinstance(value, float):
            raise TypeError(f"{value!r} is a float: it has been rounded already")
        number = Decimal(value)
        fits = number.is_finite() and abs(number) <= self.MOST
        if not fits or number != round(number, self.PLACES):
            raise ValueError(f"{value!r} has more digits than can be kept")
        return int(number.scaleb(self.PLACES))

    def process_result_value(self, value: int | Decimal | None, _: Dialect) -> Decimal | None:
        return None if value is None else self.from_kept(value)

    @classmethod
    def from_kept(cls, kept: int | Decimal) -> Decimal:
        """The number that is kept as so many ten-thousandths."""
        return Decimal(kept).scaleb(-cls.PLACES)


def words(kind: type[Word]) -> Enum:
    """The column type of an enumeration of words."""
    return Enum(
        kind,
        native_enum=False,
        length=20,
        name=kind.__name__.lower(),
        create_constraint=True,
        values_callable=lambda k: [item.value for item in k],
    )


IS_SECRET: dict[Any, Any] = {"is_secret": True}
"""Marks a column that opens a door: its content stands in no record of changes."""

SortKey = String(200).with_variant(String(200, collation="C"), "postgresql")
"""Text compared by code point on both engines, so that both give one order."""


def on_postgresql(name: str, *parts: str, **info: str) -> Index:
    """An index that only PostgreSQL needs; `where` tells of which rows."""
    return Index(name, *(text(part) for part in parts), info={"engine": "postgresql", **info})


def downwards(name: str, first: str, *rest: str) -> Index:
    """An index from the last value to the first, with the empty ones at the end.

    PostgreSQL reads an index backwards only with the empty ones in front; SQLite either way.
    """
    following = (f"{part} DESC" for part in (*rest, "id"))
    return on_postgresql(name, f"{first} DESC NULLS LAST", *following)


def now() -> datetime:
    """This instant, aware, in UTC."""
    return datetime.now(UTC)


class Base(DeclarativeBase):
    """What each record has: a number, its times, and a version that counts its changes."""

    registry = registry(
        metadata=MetaData(naming_convention=CONSTRAINT_NAMES),
        type_annotation_map={
            datetime: Moment(),
            date: Date(),
            Decimal: ExactNumber(),
            dict[str, Any]: JSON(),
            str: Text(),
        },
    )
    __abstract__ = True

    id: Mapped[int] = mapped_column(
        BigInteger().with_variant(Integer, "sqlite"), primary_key=True, sort_order=-3
    )
    created_at: Mapped[datetime] = mapped_column(default=now, sort_order=90)
    updated_at: Mapped[datetime] = mapped_column(default=now, onupdate=now, sort_order=91)
    version: Mapped[int] = mapped_column(sort_order=92)

    __mapper_args__ = {"version_id_col": version}

    def assign(self, values: Values) -> Self:
        """Set the attributes that are named; raises AttributeError for one that is not mapped."""
        mapper, held = type(self).__mapper__, vars(self)
        attributes, columns = mapper.attrs, mapper.column_attrs
        is_new = not inspect(self).has_identity
        for name, value in values.items():
            if name not in attributes and not hasattr(type(self), name):
                raise AttributeError(f"{type(self).__name__} has no {name!r}")
            if is_new and name in columns and name not in held:
                if value is not None:  # None it says already
                    setattr(self, name, value)
            elif getattr(self, name) != value:
                setattr(self, name, value)
        return self


@event.listens_for(Base.registry, "before_configured")
def _look_for_no_garbage(_: registry) -> None:
    """Models are fitted to each other by who first needs one whole: no start waits for it, nor for
    the page to log in. What they are made of stays, so to look through it would find no garbage and
    take twice the time."""
    gc.disable()


@event.listens_for(Base.registry, "after_configured")
def _set_aside(_: registry) -> None:
    gc.freeze()
    gc.enable()


class DaysBefore(FunctionElement[date]):
    """`DaysBefore(day, number, ...)`: the day so many days before, as SQL of either engine."""

    type = Date()
    inherit_cache = True


@compiles(DaysBefore, "sqlite")
def _days_before_sqlite(element: DaysBefore, compiler: SQLCompiler, **kw: Any) -> str:
    day, *numbers = (compiler.process(clause, **kw) for clause in element.clauses)
    return f"date({day}, '-' || ({' + '.join(numbers)}) || ' days')"


@compiles(DaysBefore, "postgresql")
def _days_before_postgresql(element: DaysBefore, compiler: SQLCompiler, **kw: Any) -> str:
    day, *numbers = (compiler.process(clause, **kw) for clause in element.clauses)
    return f"{day} - ({' + '.join(numbers)})"


def one_of(column: Any, values: Iterable[Any]) -> ColumnElement[bool]:
    """Whether the column is one of a few values that never change. They are a part of the
    statement: those of `in_` are put into it anew whenever it is sent."""
    found: ColumnElement[bool] = column.in_([literal(value, column.type) for value in values])
    return found


class Unsought(FunctionElement[Any]):
    """`Unsought(column)`: the column's value, for which SQLite opens no index.

    It takes whatever equals something for rare, and would rather sort all that it finds so than
    walk along the order that is wanted. PostgreSQL knows better, and is left to choose.
    """

    inherit_cache = True

    def __init__(self, column: Any) -> None:
        super().__init__(column)
        self.type = column.type


@compiles(Unsought, "sqlite")
def _unsought_sqlite(element: Unsought, compiler: SQLCompiler, **kw: Any) -> str:
    return f"+{compiler.process(element.clauses, **kw)}"


@compiles(Unsought, "postgresql")
def _unsought_postgresql(element: Unsought, compiler: SQLCompiler, **kw: Any) -> str:
    return compiler.process(element.clauses, **kw)


class JsonObject(FunctionElement[str]):
    """`JsonObject(name=value, ...)`: the values of a row as one JSON text, on either engine."""

    type = Text()
    inherit_cache = True

    def __init__(self, **values: Any) -> None:
        names = [literal_column(f"'{name}'", Text()) for name in values]
        pairs = zip(names, values.values(), strict=True)
        super().__init__(*(part for pair in pairs for part in pair))


@compiles(JsonObject, "sqlite")
def _json_object_sqlite(element: JsonObject, compiler: SQLCompiler, **kw: Any) -> str:
    return f"json_object({compiler.process(element.clauses, **kw)})"


@compiles(JsonObject, "postgresql")
def _json_object_postgresql(element: JsonObject, compiler: SQLCompiler, **kw: Any) -> str:
    return f"CAST(json_build_object({compiler.process(element.clauses, **kw)}) AS TEXT)"


def put_together(texts: Any, between: str) -> ColumnElement[str]:
    """The texts of all rows in one, with that between them, which is part of the statement: one
    that is handed over would be put into it anew whenever it is sent."""
    said = between.replace("'", "''")
    together: Any = func.aggregate_strings
    found: ColumnElement[str] = together(texts, literal_column(f"'{said}'", Text()))
    return found


def json_list(rows: Subquery) -> ColumnElement[str]:
    """The rows in their order as one JSON text, so that they come with a record in one statement.

    A day is a text of its ISO form in it, and a truth may be a number.
    """
    row = JsonObject(**{str(column.name): column for column in rows.columns})
    listed = select(put_together(row, ",")).scalar_subquery()
    return literal("[", Text()) + func.coalesce(listed, "") + "]"


def set_up_engine(engine: Engine) -> None:
    """Wait ten seconds for a lock; let SQLite guard references, and read while one writes. No
    statement goes past the rule of what is confidential."""
    let_pass(engine)
    if engine.dialect.name == "postgresql":
        _set_up_postgresql(engine)
        return

    @event.listens_for(engine, "connect")
    def _configure(connection: DBAPIConnection, _: object) -> None:
        cursor = connection.cursor()
        cursor.execute("PRAGMA foreign_keys = ON")
        cursor.execute("PRAGMA journal_mode = WAL")
        cursor.execute("PRAGMA synchronous = FULL")
        cursor.execute(f"PRAGMA busy_timeout = {PATIENCE}")
        cursor.execute(f"PRAGMA cache_size = -{PAGES_KEPT}")
        cursor.close()


@contextmanager
def without_waiting(connection: Connection) -> Iterator[None]:
    """In the block a lock of another writer is an error at once, on SQLite, which has but one."""
    if connection.dialect.name == "postgresql":
        yield
        return
    connection.exec_driver_sql("PRAGMA busy_timeout = 0")
    try:
        yield
    finally:
        connection.exec_driver_sql(f"PRAGMA busy_timeout = {PATIENCE}")


def _set_up_postgresql(engine: Engine) -> None:
    @event.listens_for(engine, "connect")
    def _configure(connection: DBAPIConnection, _: object) -> None:
        cursor = connection.cursor()
        cursor.execute("SET lock_timeout = '10s'")
        cursor.execute("SET jit = off")  # what is asked here is done before it were compiled
        cursor.close()
        connection.commit()
