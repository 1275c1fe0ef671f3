"""A value that was kept as JSON, as its attribute holds it."""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import Boolean, Column, Date, Enum

from crm.database import ExactNumber, Moment

_READ: Mapping[type[Any], Callable[[Any], Any]] = {
    Moment: datetime.fromisoformat,
    Date: date.fromisoformat,
    ExactNumber: Decimal,
    Boolean: bool,
}


def read_value(column: Column[Any], kept: Any) -> Any:
    """What `models/history.py` and the trash have kept of that column."""
    if kept is None:
        return None
    if isinstance(column.type, Enum) and column.type.enum_class is not None:
        return column.type.enum_class(kept)
    read = next((read for kind, read in _READ.items() if isinstance(column.type, kind)), None)
    return kept if read is None else read(kept)
