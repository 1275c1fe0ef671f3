"""Rows for any schema of ours, made up from its tables alone: what their constraints allow.

Two rows a table: the first has something in every column that may have it, the second only what it
must. A row refers to the row of the same number, but for one of its own table.
"""

import re
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from datetime import UTC, date, datetime
from itertools import product
from typing import Any

from sqlalchemy import JSON, CheckConstraint, Column, ForeignKey, MetaData, Table

from crm.models.change import SEALED, seal

FULL, BARE = 1001, 1002
"""The numbers of the two rows."""

Row = dict[str, Any]
Rows = Mapping[str, Sequence[Row]]

_WORD = re.compile(r"'([^']+)'")
_NOT_OURS = re.compile("_search|^alembic_version$|^sqlite_")


def tables_of_ours(tables: MetaData) -> list[Table]:
    """Those with records: not those that search and the migrations keep for themselves."""
    return [table for table in tables.sorted_tables if not _NOT_OURS.search(table.name)]


def made_up(tables: Iterable[Table]) -> Rows:
    """By the name of the table. Raises ValueError for a constraint that nothing satisfies."""
    rows: dict[str, list[Row]] = {}
    with closing(sqlite3.connect(":memory:")) as judge:
        for table in tables:
            made = [_Maker(table, number, rows, judge).row() for number in (FULL, BARE)]
            is_only_one = made[0].get("id", FULL) == made[1].get("id", BARE)
            rows[table.name] = made[:1] if is_only_one else made
    if "digest" in rows["change"][0]:
        _seal(rows["change"])
    return rows


def _seal(lines: Iterable[Row]) -> None:
    """The one thing that no constraint says: lines of history are chained."""
    before = ""
    for line in lines:
        if "taken_out" in line:
            line["taken_out"] = None  # no value of it is gone
        before = line["digest"] = seal(
            before, line["at"], dict.fromkeys((*SEALED, "batch_id")) | line
        )


class _Maker:
    """Makes the row of that number; `rows` are those of the tables that it refers to."""

    def __init__(
        self,
        table: Table,
        number: int,
        rows: Mapping[str, Sequence[Row]],
        judge: sqlite3.Connection,
    ) -> None:
        self.table, self.number, self.rows, self.judge = table, number, rows, judge
        found = (c for c in table.constraints if isinstance(c, CheckConstraint))
        self.checks = sorted(str(check.sqltext) for check in found)
        self.choices = {c.name: self._choices(c) for c in table.columns if c.computed is None}

    def row(self) -> Row:
        row = {name: choices[0] for name, choices in self.choices.items()}
        for place, check in enumerate(self.checks, start=1):
            settled = self.checks[:place]
            if not self._holds(settled, row):
                fitting = (r for r in self._others(check, row) if self._holds(settled, r))
                found = next(fitting, None)
                if found is None:
                    raise ValueError(f"nothing satisfies {check!r} of {self.table.name}")
                row = found
        return row

    def _others(self, check: str, row: Row) -> Iterator[Row]:
        """The row with other values in the columns that the check names."""
        named = [name for name in self.choices if re.search(rf"\b{name}\b", check)]
        for values in product(*(self.choices[name] for name in named)):
            yield row | dict(zip(named, values, strict=True))

    def _holds(self, checks: Iterable[str], row: Row) -> bool:
        """Whether no check is false, as SQLite sees it; what is unknown is not false."""
        given = ", ".join(f':{name} AS "{name}"' for name in row)
        asked = ", ".join(f"({check})" for check in checks)
        plain = {name: _plain(value) for name, value in row.items()}
        found = self.judge.execute(f"SELECT {asked} FROM (SELECT {given})", plain)  # noqa: S608 - of our own tables
        return 0 not in found.fetchone()

    def _choices(self, column: Column[Any]) -> list[Any]:
        """What may stand there, the preferred first."""
        values = self._values(column)
        if not column.nullable:
            return values
        return [*values, None] if self.number == FULL else [None, *values]

    def _values(self, column: Column[Any]) -> list[Any]:
        for key in column.foreign_keys:
            return [self._referred(key)]
        if column.name == "id":
            return [self.number, 1]
        place = self.number - FULL
        kind = dict if isinstance(column.type, JSON) else column.type.python_type
        if kind is str:
            return self._texts(column)
        return {
            int: [11 + place, 2001 + place, 1 + place],
            bool: [place == 0, place == 1],
            date: [date(2026 + years, 3, 1 + place) for years in (0, 1)],
            datetime: [datetime(2026, 3, 1, 4, 5, 6, 789, tzinfo=UTC)],
            dict: [{"city": [None, "Oslo"]}],
            bytes: [b"\x00\xff"],
        }[kind]

    def _texts(self, column: Column[Any]) -> list[Any]:
        about = (c for c in self.checks if re.search(rf"\b{column.name} IN \(", c))
        words = [word for check in about for word in _WORD.findall(check)]
        length = getattr(column.type, "length", None)
        return words or [f"{self.number} {column.name}".ljust(length or 0, "x")[:length]]

    def _referred(self, key: ForeignKey) -> Any:
        other = key.column.table
        if other is self.table:
            return BARE
        made = self.rows.get(other.name)
        if made is None:  # tables that refer to each other in a circle
            return self.number
        row = made[min(self.number - FULL, len(made) - 1)]
        return row[key.column.name]


def _plain(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    return str(value) if isinstance(value, dict) else value
