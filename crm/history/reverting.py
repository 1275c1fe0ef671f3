"""Takes a single change back, where nothing later contradicts it: the rule and the act."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import Column, LargeBinary, inspect, select

from crm.database import AnyRow, AnySelect, Base
from crm.errors import Refused, Values
from crm.extensions import db
from crm.history.values import read_value
from crm.history.words import field_label
from crm.models import Act, Obligation, Task, User
from crm.models.change import HIDDEN
from crm.models.history_fields import plain
from crm.models.kept_records import KEPT
from crm.obligations import queries as obligation_queries
from crm.obligations.actions import follow_task, update_obligation
from crm.seeing import seeing_all

MODELS: Mapping[str, type[Base]] = {model.__tablename__: model for model in KEPT}

BY_STEPS = {
    "stage",
    "decision",
    "decided_on",
    "status",
    "latest",
    "renewed_to",
    "successor_id",
    "ends_on",
    "is_endless",
    "ended_on",
    "withdrawn_at",
    "used_at",
    "factor_for",
}
"""Attributes that move by steps of their own, which have to be taken back as steps."""

ENDS = {"ends_on", "is_endless"}
SAY_THE_END = {"expires_on", "is_open_ended"}
"""What a paper says moves what holds: with it that goes back as well, and not by a step."""

ON_THEIR_OWN_PAGES = {User}
"""Whose changes ask for the password and end sessions: here they would do neither."""


def revert(_values: Values, line: AnyRow, day: date) -> Base:
    """Set each field of that line back to what it said before, and return the record. What follows
    from it is looked at on that day.

    Raises Refused when the line is no change of fields, the record is gone, or a field says
    something else by now.
    """
    record = _record(line)
    for name, (_before, after) in line.fields.items():
        if not is_as_left(getattr(record, name), after):
            label = field_label(line.record_type, name)
            raise Refused(
                _("“%(field)s” was changed again since: take that back first.", field=label)
            )
    columns = _columns(type(record))
    values = {name: read_value(columns[name], pair[0]) for name, pair in line.fields.items()}
    for name, value in values.items():
        if value is not None and not _is_there(columns[name], value):
            raise Refused(_("What it referred to is gone: restore that from the trash first."))
        if value is not None and leads_back(record, columns[name], value):
            label = field_label(line.record_type, name)
            raise Refused(_("“%(field)s” would lead in a circle by now.", field=label))
    _set_back(record, values, day)
    return record


def _set_back(record: Base, values: Values, day: date) -> None:
    """Tasks follow what was promised, and what is due next follows the tasks."""
    if isinstance(record, Obligation) and (whole := obligation_queries.get(record.id)) is not None:
        update_obligation(values, whole, day)
        return
    for name, value in values.items():
        setattr(record, name, value)
    if isinstance(record, Task):
        follow_task(record.obligation_id, day)


@seeing_all()
def leads_back(record: Base, column: Column[Any], number: int) -> bool:
    """Whether a reference to another of its kind would lead from there back to the record, over
    what is hidden from the reader too."""
    if not any(key.column.table is column.table for key in column.foreign_keys):
        return False
    own = column.table.alias()
    start: AnySelect = select(column.table.c.id, column).where(column.table.c.id == number)
    above = start.cte("above", recursive=True)
    further = select(own.c.id, own.c[column.name])
    above = above.union(further.where(own.c.id == above.c[column.name]))
    return db.session.scalar(select(above.c.id).where(above.c.id == record.id)) is not None


def _is_there(column: Column[Any], value: Any) -> bool:
    """Whether what a reference leads to can be found; a column that is none leads to itself."""
    for key in column.foreign_keys:
        if db.session.scalar(select(key.column).where(key.column == value)) is None:
            return False
    return True


def can_be_reverted(line: AnyRow) -> bool:
    """Whether the line is of a kind that can be taken back at all."""
    model = MODELS.get(line.record_type)
    if model is None or model in ON_THEIR_OWN_PAGES:
        return False
    if line.act is not Act.CHANGED or not line.fields:
        return False
    columns = _columns(model)
    by_steps = BY_STEPS - ENDS if line.fields.keys() & SAY_THE_END else BY_STEPS
    return all(
        name in columns
        and name not in by_steps
        and HIDDEN not in pair
        and not isinstance(columns[name].type, LargeBinary)
        for name, pair in line.fields.items()
    )


def _record(line: AnyRow) -> Base:
    if not can_be_reverted(line):
        raise Refused(_("This change cannot be taken back here: use the record's own page."))
    record = db.session.get(MODELS[line.record_type], line.record_id)
    if record is None:
        raise Refused(_("The record is no longer there."))
    return record


def _columns(model: type[Base]) -> Mapping[str, Column[Any]]:
    found = inspect(model).column_attrs
    return {a.key: a.columns[0] for a in found if isinstance(a.columns[0], Column)}


def is_as_left(value: Any, after: Any) -> bool:
    """Whether the attribute still says what the line has left in it."""
    if isinstance(value, Decimal) and after is not None:
        return value == Decimal(str(after))
    return bool(plain(value) == after)
