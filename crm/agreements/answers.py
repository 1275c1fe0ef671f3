"""What an agreement answers in the fields of its type: read for its page, kept from its form."""

import json
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import field
from datetime import date
from functools import cache
from operator import itemgetter
from typing import Any

from sqlalchemy import Integer, String, and_, bindparam, cast, func, or_, select
from sqlalchemy.orm import aliased

from crm.agreement_types import queries as type_queries
from crm.database import AnySelect, ExactNumber, now
from crm.expressions import JsonObject, put_together
from crm.extensions import db, fetch
from crm.frozen import Frozen
from crm.models import (
    Agreement,
    AgreementType,
    Contact,
    Content,
    Exchange,
    ExchangeYear,
    FieldKind,
    FieldValue,
    TypeField,
)
from crm.models.field_value import COLUMNS, content_of


class Person(Frozen):
    """What a contact whom an agreement names is called."""

    name_en: str | None
    name_zh: str | None


class Answer(Frozen):
    """A field with what an agreement says in it; `content` is None when it says nothing.

    `is_asked` is false for a field that was taken away, or that belongs to a type which the
    agreement had before.
    """

    field: TypeField
    content: Content | None
    person: Person | None
    is_asked: bool

    @property
    def is_missing(self) -> bool:
        """Whether it has to be answered and is not: it was made required afterwards."""
        return self.is_asked and self.field.is_required and self.content is None


class OwnPart(Frozen):
    """What an agreement says beyond what every agreement does."""

    answers: Sequence[Answer] = ()
    """Each field of the type and each other one that the agreement answers, in their order."""

    years: Mapping[int, Exchange] = field(default_factory=dict)
    """The students of each year, the latest first."""

    @property
    def asked(self) -> list[Answer]:
        return [answer for answer in self.answers if answer.is_asked]

    @property
    def shown(self) -> list[Answer]:
        """What is answered, and what has to be and is not."""
        return [a for a in self.asked if a.content is not None or a.is_missing]

    @property
    def former(self) -> list[Answer]:
        return [answer for answer in self.answers if not answer.is_asked]

    @property
    def students(self) -> Exchange:
        """Over all years."""
        return Exchange.total(self.years.values())


def own_part(type_id: int, agreement_id: int | None) -> OwnPart:
    """What an agreement of that type answers and counts; one not filed yet answers nothing."""
    ((listed,),) = fetch(_own_part(), number=agreement_id or 0, kind=type_id)
    return read_part(listed)


@cache
def _own_part() -> AnySelect:
    """Built once: each form of an agreement asks for it, and building takes longer than asking."""
    number, kind = bindparam("number", type_=Integer), bindparam("kind", type_=Integer)
    return select(listed_part(number, kind))


def listed_part(agreement_id: Any, type_id: Any) -> Any:
    """An agreement's own part as one text, so that it comes with the agreement in one statement."""
    value, years = aliased(FieldValue), aliased(ExchangeYear)
    answered = select(value.field_id).where(value.agreement_id == agreement_id)
    asked = and_(TypeField.type_id == type_id, TypeField.retired_at.is_(None))
    columns = {name: getattr(value, name) for names in COLUMNS.values() for name in names}
    row = JsonObject(
        **{name: getattr(TypeField, name) for name in FIELD},
        options=cast(TypeField.options, String),
        is_asked=asked,
        **columns,
        name_en=Contact.name_en,
        name_zh=Contact.name_zh,
    )
    answers = (
        select(put_together(row, ","))
        .select_from(TypeField)
        .outerjoin(value, (value.field_id == TypeField.id) & (value.agreement_id == agreement_id))
        .outerjoin(Contact, Contact.id == value.contact_id)
        .where(or_(asked, TypeField.id.in_(answered)))
    )
    year = JsonObject(year=years.year, sent=years.sent, received=years.received)
    counted = select(put_together(year, ",")).where(years.agreement_id == agreement_id)
    own = (Agreement, AgreementType)
    parts = (part.correlate(*own).scalar_subquery() for part in (answers, counted))
    fields, students = (func.coalesce(part, "") for part in parts)
    return "[[" + fields + "],[" + students + "]]"


FIELD = (
    *("id", "type_id", "kind", "is_required", "place"),
    *("label_en", "label_zh", "help_en", "help_zh"),
)
"""What is listed of a field as it is kept."""


def read_part(listed: str | None) -> OwnPart:
    """What `listed_part` says."""
    fields, students = json.loads(listed) if listed else ([], [])
    fields.sort(key=itemgetter("type_id", "place", "id"))
    latest_first = sorted(students, key=itemgetter("year"), reverse=True)
    years = {year["year"]: Exchange(year["sent"], year["received"]) for year in latest_first}
    return OwnPart([_answer(row) for row in fields], years)


def _answer(row: dict[str, Any]) -> Answer:
    kind = FieldKind(row["kind"])
    asked = TypeField(**{name: row[name] for name in FIELD} | {"kind": kind})
    asked.options = json.loads(row["options"])
    kept = {name: row[name] for name in COLUMNS[kind] if row[name] is not None}
    columns = {name: READ[name](v) if name in READ else v for name, v in kept.items()}
    named = row["name_en"] or row["name_zh"]
    return Answer(
        asked,
        content_of(kind, columns) if columns else None,
        Person(row["name_en"], row["name_zh"]) if named else None,
        is_asked=bool(row["is_asked"]),
    )


READ: Mapping[str, Callable[[Any], Any]] = {
    "number": ExactNumber.from_kept,
    "day": date.fromisoformat,
    "flag": bool,
}
"""How the columns that JSON has no word for are read."""


def answers_of(numbers: Collection[int]) -> Sequence[tuple[FieldValue, int]]:
    """All that those agreements answer, each with the number of the type that asks it."""
    own = select(FieldValue, TypeField.type_id).join(TypeField, TypeField.id == FieldValue.field_id)
    own = own.where(FieldValue.agreement_id.in_(numbers)).order_by(FieldValue.id)
    return [(value, type_id) for value, type_id in db.session.execute(own)]


def years(agreement_id: int) -> Sequence[ExchangeYear]:
    own = select(ExchangeYear).where(ExchangeYear.agreement_id == agreement_id)
    return db.session.scalars(own.order_by(ExchangeYear.year)).all()


def keep_answers(agreement: Agreement, given: Mapping[int, Content | None]) -> None:
    """Keep what is given by the number of the field; None empties it, and others stay."""
    fields = {asked.id: asked for asked in type_queries.fields_of(agreement.type_id)}
    held = _held(agreement)
    changes = [
        _keep(agreement, fields[number], held.get(number), content)
        for number, content in given.items()
    ]
    if any(changes):
        _touch(agreement)


def _held(agreement: Agreement) -> dict[int, FieldValue]:
    if not agreement.id:
        return {}
    own = select(FieldValue).where(FieldValue.agreement_id == agreement.id)
    return {value.field_id: value for value in db.session.scalars(own)}


def _keep(
    agreement: Agreement, asked: TypeField, value: FieldValue | None, content: Content | None
) -> bool:
    """Whether that changed anything."""
    if content is None:
        if value is not None:
            db.session.delete(value)
        return value is not None
    if value is None:
        fresh = FieldValue(agreement=agreement, field_id=asked.id, kind=asked.kind)
        db.session.add(fresh.assign({"content": content}))
        return True
    changed = value.content != content
    value.content = content
    return changed


def keep_years(agreement: Agreement, given: Mapping[int, Exchange]) -> None:
    """The students of these years, and of no others."""
    held = {year.year: year for year in years(agreement.id)} if agreement.id else {}
    if {number: year.exchange for number, year in held.items()} == given:
        return
    for number in held.keys() - given.keys():
        db.session.delete(held[number])
    for number, exchange in given.items():
        year = held.get(number)
        if year is None:
            year = ExchangeYear(agreement=agreement, year=number)
            db.session.add(year)
        year.assign({"sent": exchange.sent, "received": exchange.received})
    _touch(agreement)


def _touch(agreement: Agreement) -> None:
    """A new version of the agreement: whoever has it open is told, and search reads it anew."""
    agreement.updated_at = now()
