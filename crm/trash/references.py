"""What hangs on a record, read off the foreign keys of all tables.

A reference says by itself what becomes of a row when what it refers to goes: `CASCADE` goes with
it, `SET NULL` lets go. One that says nothing is in the way, but for those that are named here.
"""

from collections.abc import Iterator, Mapping
from functools import cache, cached_property
from typing import Any

from sqlalchemy import Column, ColumnElement, Table, and_, or_, select, true

from crm.database import Base
from crm.frozen import Frozen
from crm.models.kept_records import KEPT, NOT_KEPT

LETS_GO = {
    ("task", "obligation_id"),
    ("task", "review_id"),
    ("task", "happening_id"),
    ("document", "happening_id"),
}
"""A task that somebody has done or changed outlives what it was made for, and so does a paper."""

KEPT_BY_A_RULE = {("agreement", "end_from_id")}
"""Moved by `models/chain.py` when an amendment goes."""

KINDS = (
    "partner",
    "contact",
    "agreement",
    "task",
    "happening",
    "document",
    "obligation",
    "signatory",
    "unit",
    "agreement_type",
    "type_field",
    "playbook_step",
    "saved_view",
)
"""What people delete, by the name of its table."""

USERS = "user_account"
"""People are never deleted; what they did stays theirs."""


MODELS: Mapping[str, type[Base]] = {model.__tablename__: model for model in (*KEPT, *NOT_KEPT)}
"""By the name of the table; one that only links two others has none."""


class Reference(Frozen):
    """A column of a table whose rows hang on rows of another."""

    column: Column[Any]
    to: Table
    ondelete: str | None

    @property
    def table(self) -> Table:
        return self.column.table

    @property
    def name(self) -> tuple[str, str]:
        return self.table.name, self.column.name

    @property
    def holder(self) -> tuple[str, Column[Any]]:
        """The record that has it, as people know that: the agreement of a party, or of a unit. Its
        table, and the column of its number."""
        if self.table.name not in MODELS:
            (other,) = (r for r in references() if r.table is self.table and r.to is not self.to)
            return other.to.name, other.column
        part = KEPT.get(MODELS[self.table.name])
        if part is None:
            return self.table.name, self.table.c.id
        return part.model.__tablename__, self.table.c[part.attribute]

    @property
    def lets_go(self) -> bool:
        return self.ondelete == "SET NULL" or self.name in LETS_GO


def table_of(model: type[Base]) -> Table:
    return Base.metadata.tables[model.__tablename__]


@cache
def tables_in_order() -> tuple[Table, ...]:
    """Every table; what is referred to comes first."""
    return tuple(Base.metadata.sorted_tables)


@cache
def references() -> tuple[Reference, ...]:
    """All references but those to people. Read once: many records may go at a time."""
    return tuple(
        Reference(column, key.column.table, key.ondelete)
        for table in tables_in_order()
        for column in table.columns
        for key in column.foreign_keys
        if key.column.name == "id"
        and key.column.table.name != USERS
        and (table.name, column.name) not in KEPT_BY_A_RULE
    )


def _goes_as_well(reference: Reference) -> ColumnElement[bool] | None:
    """Which rows go though they could let go: an open task that nobody has changed since it was
    made is of no use without the obligation."""
    if reference.name != ("task", "obligation_id"):
        return None
    columns = reference.table.c
    return and_(
        columns.done_at.is_(None), columns.due_on.is_not_distinct_from(columns.obligation_due_on)
    )


class Piece(Frozen):
    """A record with all that goes with it, as conditions on the tables that have some of it."""

    root: Table
    number: int

    @cached_property
    def tables(self) -> Mapping[Table, ColumnElement[bool]]:
        """Each table that may have rows of it, and which; what is referred to comes first."""
        which: dict[Table, ColumnElement[bool]] = {self.root: self.root.c.id == self.number}
        for table in tables_in_order():
            ways = [
                way
                for reference in references()
                if reference.table is table
                and reference.to in which
                and reference.to is not table
                and (way := _goes_by(reference, which[reference.to])) is not None
            ]
            if table is not self.root and ways:
                which[table] = or_(*ways)
        return which

    def referring(self) -> Iterator[tuple[Reference, ColumnElement[bool]]]:
        """The references from outside into the piece, with the condition that a row has one."""
        for reference in references():
            if reference.to in self.tables and reference.ondelete != "CASCADE":
                inside = select(reference.to.c.id).where(self.tables[reference.to])
                refers = reference.column.in_(inside)
                stays = self.tables.get(reference.table)
                # Not merely `NOT`: of an empty reference the database cannot say where it leads.
                yield reference, refers if stays is None else and_(refers, stays.is_not(true()))


def _goes_by(reference: Reference, which: ColumnElement[bool]) -> ColumnElement[bool] | None:
    hangs = reference.column.in_(select(reference.to.c.id).where(which))
    if reference.ondelete == "CASCADE":
        return hangs
    condition = _goes_as_well(reference)
    return None if condition is None else and_(hangs, condition)
