"""The model base, and the kinds of columns and indexes that models have. Knows no model."""

import enum
import gc
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any, Self

from sqlalchemy import (
    JSON,
    BigInteger,
    Date,
    DateTime,
    Enum,
    Index,
    Integer,
    MetaData,
    Row,
    Select,
    String,
    Text,
    event,
    inspect,
    text,
)
from sqlalchemy.engine import Dialect
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, registry
from sqlalchemy.types import TypeDecorator

from crm.errors import Values

CONSTRAINT_NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


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


def where_filled(name: str, first: str, *rest: str, unique: bool = False) -> Index:
    """An index of the rows that say something in its first column: a save that says nothing there
    does not write to it."""
    return Index(name, first, *rest, unique=unique, info={"where": f"{first} IS NOT NULL"})


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
