"""What an agreement answered before and after, as it reads without the register."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from sqlalchemy import inspect, select
from sqlalchemy.orm import Session

from crm.models.contact import Contact
from crm.models.field_value import COLUMNS, Content, FieldValue, Money, content_of
from crm.models.names import display_name
from crm.models.type_field import FieldKind, TypeField

Columns = Mapping[str, Any]


def readable_answers(
    session: Session, values: Iterable[FieldValue]
) -> dict[FieldValue, list[str | bool | None]]:
    """Each answer that a flush changes, before and after; None where there is no answer.

    The names of choices and people stand in it, since the history outlives what it names.
    """
    sides = {value: _sides(session, value) for value in values}
    if not sides:
        return {}
    with session.no_autoflush:
        wanted = TypeField.id.in_({value.field_id for value in sides})
        fields = {field.id: field for field in session.scalars(select(TypeField).where(wanted))}
    people = {
        side["contact_id"]
        for pair in sides.values()
        for side in pair
        if side and "contact_id" in side
    }
    names = _names(session, people)
    return {
        value: [
            None
            if side is None
            else _readable(content_of(value.kind, side), fields[value.field_id], names)
            for side in pair
        ]
        for value, pair in sides.items()
    }


def _sides(session: Session, value: FieldValue) -> tuple[Columns | None, Columns | None]:
    now = {name: getattr(value, name) for name in COLUMNS[value.kind]}
    attributes = inspect(value).attrs
    gone = {n: h.deleted[0] for n in now if (h := attributes[n].history).deleted}
    before = None if value in session.new else now | gone
    return before, None if value in session.deleted else now


def _names(session: Session, numbers: set[int]) -> dict[int, str]:
    if not numbers:
        return {}
    named = select(Contact.id, Contact.name_en, Contact.name_zh).where(Contact.id.in_(numbers))
    return {row.id: display_name(row, "en") for row in session.connection().execute(named)}


def _readable(content: Content, field: TypeField, names: Mapping[int, str]) -> str | bool:
    if field.kind is FieldKind.CHOICE:
        return display_name(field.choice(str(content)), "en")
    if field.kind is FieldKind.PERSON:
        return names.get(int(str(content)), "")
    if isinstance(content, Money):
        return f"{content.amount.normalize():f} {content.currency}"
    if isinstance(content, Decimal):
        return f"{content.normalize():f}"
    return content if isinstance(content, bool) else str(content)
