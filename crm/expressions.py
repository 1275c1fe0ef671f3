"""What is said to both engines in one way, each in its own SQL. Knows no model."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Date,
    Subquery,
    Text,
    func,
    literal,
    literal_column,
    select,
)
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement


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
