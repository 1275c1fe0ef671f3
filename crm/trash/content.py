"""The rows of an item as JSON, and back: each value as its column has it."""

import base64
from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import Column, LargeBinary, RowMapping, Table

from crm.database import Word
from crm.history.values import read_value


def kept_row(row: RowMapping) -> dict[str, Any]:
    """A row of a table as JSON can keep it."""
    return {str(name): _kept(value) for name, value in row.items()}


def read_row(table: Table, kept: Mapping[str, Any]) -> dict[str, Any]:
    """The row as it is to be inserted; what the database works out by itself is left out, and so
    is a column that is no longer there."""
    return {
        column.name: _read(column, kept[column.name])
        for column in table.columns
        if column.computed is None and column.name in kept
    }


def _kept(value: Any) -> Any:
    if isinstance(value, date | datetime):
        return value.isoformat()
    if isinstance(value, Decimal):
        return f"{value:f}"
    if isinstance(value, bytes):
        return base64.b64encode(value).decode("ascii")
    return value.value if isinstance(value, Word) else value


def _read(column: Column[Any], kept: Any) -> Any:
    if kept is not None and isinstance(column.type, LargeBinary):
        return base64.b64decode(kept)
    return read_value(column, kept)
