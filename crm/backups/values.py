"""A row as a line of JSON that either engine, of this version or an older one, can take back."""

import base64
from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import Boolean, Column, Date, DateTime, LargeBinary
from sqlalchemy.types import TypeDecorator

from crm.database import ExactNumber, Moment

Convert = Callable[[Any], Any]


def to_json(column: Column[Any]) -> Convert:
    """How a value of that column, as this version reads it, is written."""
    kind = column.type
    if isinstance(kind, Moment):
        return lambda moment: moment.astimezone(UTC).isoformat()
    if isinstance(kind, Date):
        return lambda day: day.isoformat()
    if isinstance(kind, ExactNumber):
        return lambda number: int(Decimal(number).scaleb(ExactNumber.PLACES))
    if isinstance(kind, LargeBinary):
        return lambda octets: base64.b64encode(octets).decode("ascii")
    return _as_it_is


def from_json(column: Column[Any]) -> Convert:
    """How a value is handed to that column, which was read off a database: of whatever version."""
    kind = column.type.impl if isinstance(column.type, TypeDecorator) else column.type
    if isinstance(kind, DateTime):
        return datetime.fromisoformat
    if isinstance(kind, Date):
        return date.fromisoformat
    if isinstance(kind, LargeBinary):
        return base64.b64decode
    if isinstance(kind, Boolean):
        return bool
    return _as_it_is


def _as_it_is(value: Any) -> Any:
    return value
