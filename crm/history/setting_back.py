"""What one line of the history has changed, set back: fields, links, and records that are gone."""

import re
from collections.abc import Collection
from functools import cache
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import inspect, select
from sqlalchemy.orm import selectinload

from crm.database import AnyRow, Base
from crm.errors import Refused
from crm.extensions import db
from crm.history.reverting import is_as_left
from crm.history.values import read_value
from crm.models.change import HIDDEN


def stands_once(model: type[Base], changed: Collection[str]) -> set[str]:
    """Of those attributes the ones whose values, or whose truth, no two rows may share; references
    are not among them, since what they refer to has to be there first, and neither is what no two
    rows of one record may share while the row goes back to another, as a main position does."""
    columns = model.__table__.columns
    found: set[str] = set()
    for together in _unique(model):
        references = {name for name in together if columns[name].foreign_keys}
        if references.isdisjoint(changed):
            found |= together - references
    return found.intersection(changed)


@cache
def _unique(model: type[Base]) -> tuple[frozenset[str], ...]:
    """The columns of each unique index, and those by which it says of which rows it is."""
    table = Base.metadata.tables[model.__tablename__]
    indexes = [index for index in table.indexes if index.unique]
    where = [re.findall(r"\w+", str(index.info.get("where", ""))) for index in indexes]
    named = [{*index.columns.keys(), *words} for index, words in zip(indexes, where, strict=True)]
    return tuple(frozenset(names.intersection(table.columns.keys())) for names in named)


def goes_along(record: Base | None, name: str, after: Any) -> bool:
    """Whether the attribute can be set back before all references are there: what was changed with
    what can stand once may have to fit it, as the stage of a review and the day of its end."""
    if record is None:
        return False
    columns = inspect(type(record)).columns
    return (
        name in columns
        and not columns[name].foreign_keys
        and is_as_left(getattr(record, name), after)
    )


def made_again(model: type[Base], line: AnyRow) -> Base:
    columns = inspect(model).columns
    kept = {name: pair[0] for name, pair in line.fields.items() if name in columns}
    if HIDDEN in kept.values():
        raise Refused(_("“%(name)s” cannot be brought back.", name=line.name))
    values = {name: read_value(columns[name], v) for name, v in kept.items()}
    return model(id=line.record_id, **values)


def link_again(record: Base, name: str, before: Any, after: Any) -> bool:
    """Set a many-to-many link back to the records of those numbers, unless it leads to others than
    `after` by now; whether it was."""
    model = type(record)
    reading = select(model).where(model.id == record.id)
    reading = reading.options(selectinload(getattr(model, name)))
    db.session.flush()
    db.session.scalars(reading.execution_options(populate_existing=True)).one()
    if sorted(other.id for other in getattr(record, name)) != after:
        return False
    other = inspect(model).relationships[name].mapper.class_
    linked = db.session.scalars(select(other).where(other.id.in_(before))).all()
    setattr(record, name, list(linked))
    return True
