"""What agreements answered before and after: a part of the history of the agreement."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from sqlalchemy import inspect, select
from sqlalchemy.orm import Session

from crm.models.agreement import Agreement
from crm.models.contact import Contact
from crm.models.exchange_year import ExchangeYear
from crm.models.field_value import COLUMNS, Content, FieldValue, Money, content_of
from crm.models.names import display_name
from crm.models.type_field import FieldKind, TypeField

Changes = dict[str, dict[str, list[Any]]]
"""`own_fields` by label and `exchange_years` by year, each with what stood before and after."""


def changed_parts(session: Session) -> Mapping[int, Changes]:
    """What a flush changes in the answers and years of agreements, by the agreement's number."""
    records = [*session.new, *session.dirty, *session.deleted]
    values = [r for r in records if isinstance(r, FieldValue)]
    years = [r for r in records if isinstance(r, ExchangeYear)]
    changes: dict[int, Changes] = defaultdict(dict)
    for agreement_id, label, pair in _answers(session, values):
        changes[agreement_id].setdefault("own_fields", {})[label] = pair
    for year in years:
        before, after = _sides(session, year, ("sent", "received"))
        if before != after:
            pair = [list(side.values()) if side else None for side in (before, after)]
            changes[year.agreement_id].setdefault("exchange_years", {})[str(year.year)] = pair
    return changes


def titles(session: Session, numbers: Iterable[int]) -> dict[int, str]:
    """What those agreements are called."""
    named = select(Agreement.id, Agreement.title_en, Agreement.title_zh)
    rows = session.connection().execute(named.where(Agreement.id.in_(list(numbers))))
    return {row.id: row.title_en or row.title_zh or "" for row in rows}


def _sides(
    session: Session, record: Any, names: Iterable[str]
) -> tuple[dict[str, Any] | None, dict[str, Any] | None]:
    """The attributes before and after the flush; None where there is no record."""
    now = {name: getattr(record, name) for name in names}
    attributes = inspect(record).attrs
    gone = {n: h.deleted[0] for n in now if (h := attributes[n].history).deleted}
    before = None if record in session.new else now | gone
    return before, None if record in session.deleted else now


def _answers(session: Session, values: list[FieldValue]) -> Iterable[tuple[int, str, list[Any]]]:
    sides = [(v, _sides(session, v, COLUMNS[v.kind])) for v in values]
    changed = [(v, pair) for v, pair in sides if pair[0] != pair[1]]
    fields = _fields(session, {v.field_id for v, _pair in changed})
    people = {
        side["contact_id"] for v, pair in changed for side in pair if side and "contact_id" in side
    }
    names = _names(session, people)
    for value, pair in changed:
        field = fields[value.field_id]
        contents = [None if side is None else content_of(value.kind, side) for side in pair]
        readable = [None if c is None else _readable(c, field, names) for c in contents]
        yield value.agreement_id, display_name(field, "en"), readable


def _fields(session: Session, numbers: set[int]) -> dict[int, TypeField]:
    if not numbers:
        return {}
    with session.no_autoflush:
        asked = session.scalars(select(TypeField).where(TypeField.id.in_(numbers)))
        return {field.id: field for field in asked}


def _names(session: Session, numbers: set[int]) -> dict[int, str]:
    if not numbers:
        return {}
    named = select(Contact.id, Contact.name_en, Contact.name_zh).where(Contact.id.in_(numbers))
    return {row.id: display_name(row, "en") for row in session.connection().execute(named)}


def _readable(content: Content, field: TypeField, names: Mapping[int, str]) -> Any:
    """The answer as it reads without the register, since the history outlives what it names."""
    if field.kind is FieldKind.CHOICE:
        return display_name(field.choice(str(content)), "en")
    if field.kind is FieldKind.PERSON:
        return names.get(int(str(content)), "")
    if isinstance(content, Money):
        return f"{content.amount.normalize():f} {content.currency}"
    if isinstance(content, Decimal):
        return f"{content.normalize():f}"
    return content if isinstance(content, bool | str) else str(content)
