"""Takes a single change back, where nothing later contradicts it: the rule and the act."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import Column, LargeBinary, inspect, select

from crm.database import AnyRow, Base
from crm.errors import Refused, Values
from crm.extensions import db
from crm.history.values import read_value
from crm.history.words import field_label
from crm.models import Act, User
from crm.models.change import HIDDEN
from crm.models.history_fields import plain
from crm.models.kept_records import KEPT

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
    "withdrawn_at",
    "used_at",
    "factor_for",
}
"""Attributes that move by steps of their own, which have to be taken back as steps."""

ON_THEIR_OWN_PAGES = {User}
"""Whose changes ask for the password and end sessions: here they would do neither."""


def revert(_values: Values, line: AnyRow) -> Base:
    """Set each field of that line back to what it said before, and return the record.

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
    for name, (before, _after) in line.fields.items():
        value = read_value(columns[name], before)
        if value is not None and not _is_there(columns[name], value):
            raise Refused(_("What it referred to is gone: restore that from the trash first."))
        setattr(record, name, value)
    return record


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
    return all(
        name in columns
        and name not in BY_STEPS
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
