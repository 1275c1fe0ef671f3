"""What one line of the history has changed, set back: fields, links, and records that are gone."""

import re
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


@cache
def stands_once(model: type[Base]) -> frozenset[str]:
    """The attributes whose values, or whose truth, no two rows may share; references are not
    among them, since what they refer to has to be there first."""
    table = Base.metadata.tables[model.__tablename__]
    unique = [index for index in table.indexes if index.unique]
    named = {column.name for index in unique for column in index.columns}
    named |= {word for i in unique for word in re.findall(r"\w+", str(i.info.get("where", "")))}
    return frozenset(c.name for c in table.columns if c.name in named and not c.foreign_keys)


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
