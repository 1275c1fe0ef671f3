"""What the fields of a type add to the list of agreements: filters, and columns of the exports."""

from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import ColumnElement, func, select

from crm.agreement_types import queries as type_queries
from crm.models import (
    Agreement,
    Contact,
    ExchangeYear,
    FieldKind,
    FieldValue,
    TypeField,
    display_name,
)
from crm.models.finding import matching_numbers
from crm.models.prepared import asked_words
from crm.web.columns import Column
from crm.web.filters import Args, Chosen, Filter, Typed, is_number
from crm.web.locale import Reader
from crm.web.numbers import parse_number

Clause = ColumnElement[bool]


def filters_of_type(args: Args, reader: Reader) -> tuple[Filter, ...]:
    """The filters by the fields of the type that the list is narrowed to; none without a type."""
    type_id = _chosen_type(args)
    fields = [f for f in type_queries.fields_of(type_id) if f.is_asked] if type_id else []
    if not fields:
        return ()
    own = [item for field in fields for item in _filters(field, reader)]
    names = [(str(field.id), display_name(field, reader.language)) for field in fields]
    lacks = Chosen("lacks", _("Not answered"), list(names), lambda key: ~_answers(int(key)))
    return (*own, lacks)


def _chosen_type(args: Args) -> int | None:
    typed = args.get("type", "")
    return int(typed) if is_number(typed) else None


def _filters(field: TypeField, reader: Reader) -> Iterator[Filter]:
    name, label, number = f"field_{field.id}", display_name(field, reader.language), field.id
    if field.kind is FieldKind.CHOICE:
        offered = [(c.key, display_name(c, reader.language)) for c in field.choices]
        yield Chosen(name, label, list(offered), lambda k: _answers(number, FieldValue.text == k))
    elif field.kind is FieldKind.YES_NO:
        answers = [("yes", _("Yes")), ("no", _("No"))]
        is_yes = {"yes": FieldValue.flag.is_(True), "no": FieldValue.flag.is_(False)}
        yield Chosen(name, label, list(answers), lambda key: _answers(number, is_yes[key]))
    elif field.kind in SPANS:
        column, read, kind = SPANS[field.kind]
        least, most = _("%(label)s from", label=label), _("%(label)s to", label=label)
        yield Typed(f"{name}_from", least, _bound(number, column.__ge__, read), kind)
        yield Typed(f"{name}_to", most, _bound(number, column.__le__, read), kind)
    else:
        yield Typed(name, label, _containing(field.kind, number))


def _bound(
    number: int, compare: Callable[[Any], Clause], read: Callable[[str], Any]
) -> Callable[[str], Clause | None]:
    def clause(typed: str) -> Clause | None:
        try:
            bound = read(typed)
        except ValueError:
            return None
        return _answers(number, compare(bound))

    return clause


SPANS: dict[FieldKind, tuple[Any, Callable[[str], date | Decimal], str]] = {
    FieldKind.NUMBER: (FieldValue.number, parse_number, "text"),
    FieldKind.MONEY: (FieldValue.number, parse_number, "text"),
    FieldKind.DATE: (FieldValue.day, date.fromisoformat, "date"),
}
"""Kinds that are filtered from and to: where they are kept, how they are typed."""


def _containing(kind: FieldKind, number: int) -> Callable[[str], Clause | None]:
    """Whether the answer has what was typed in it; a person is found as anywhere."""

    def clause(typed: str) -> Clause | None:
        if kind is FieldKind.PERSON:
            words = asked_words(typed)
            people = matching_numbers(Contact, words) if words else None
            return None if people is None else _answers(number, FieldValue.contact_id.in_(people))
        column = FieldValue.long_text if kind is FieldKind.LONG_TEXT else FieldValue.text
        # No database keeps a NUL, so that nothing can contain one.
        return (
            None
            if "\0" in typed
            else _answers(number, column.icontains(typed[:200].strip(), autoescape=True))
        )

    return clause


def _answers(number: int, *clauses: Clause) -> Clause:
    own = select(FieldValue.agreement_id).where(FieldValue.field_id == number, *clauses)
    return Agreement.id.in_(own)


def columns_of_types(args: Args, reader: Reader) -> tuple[Column, ...]:
    """The fields of the type that the list is narrowed to, as columns of the exports.

    Without a type, those that some agreement answers, each after the name of its type.
    """
    if type_id := _chosen_type(args):
        answered = type_queries.answers(type_id)
        wanted = [f for f in type_queries.fields_of(type_id) if f.is_asked or f.id in answered]
        named = [(field, display_name(field, reader.language)) for field in wanted]
        counts = type_queries.counts_students(type_id)
    else:
        named = [
            (f, f"{display_name(kind, reader.language)}: {display_name(f, reader.language)}")
            for f, kind in type_queries.answered_fields()
        ]
        counts = type_queries.counts_students()
    columns = [column for field, label in named for column in _columns(field, label, reader)]
    return (*columns, *(_student_columns() if counts else ()))


def _columns(field: TypeField, label: str, reader: Reader) -> Iterator[Column]:
    number, key = field.id, f"field_{field.id}"
    if field.kind is FieldKind.PERSON:
        yield Column(label, lambda reader: _person(number, reader), width=24, key=key)
    elif field.kind is FieldKind.YES_NO:
        words = {True: _("Yes"), False: _("No")}
        flag = FieldValue.flag
        yield Column(label, lambda _: _cell(number, flag), lambda _: words, width=10, key=key)
    elif field.kind is FieldKind.CHOICE:
        names = {c.key: display_name(c, reader.language) for c in field.choices}
        yield Column(label, lambda _: _cell(number, FieldValue.text), lambda _: names, key=key)
    elif field.kind in (FieldKind.NUMBER, FieldKind.MONEY):
        yield Column(label, lambda _: _cell(number, FieldValue.number), is_exact=True, key=key)
        if field.kind is FieldKind.MONEY:
            heading = _("%(label)s: currency", label=label)
            currency, its = FieldValue.currency, f"{key}_currency"
            yield Column(heading, lambda _: _cell(number, currency), width=8, key=its)
    elif field.kind is FieldKind.DATE:
        yield Column(label, lambda _: _cell(number, FieldValue.day), is_date=True, key=key)
    else:
        column = FieldValue.long_text if field.kind is FieldKind.LONG_TEXT else FieldValue.text
        yield Column(label, lambda _: _cell(number, column), width=30, key=key)


def _cell(number: int, column: Any) -> Any:
    own = select(column).where(
        FieldValue.agreement_id == Agreement.id, FieldValue.field_id == number
    )
    return own.correlate(Agreement).scalar_subquery()


def _person(number: int, reader: Reader) -> Any:
    names = (Contact.name_en, Contact.name_zh)
    first, second = reversed(names) if reader.language == "zh" else names
    own = select(func.coalesce(first, second)).join(FieldValue, FieldValue.contact_id == Contact.id)
    own = own.where(FieldValue.agreement_id == Agreement.id, FieldValue.field_id == number)
    return own.correlate(Agreement).scalar_subquery()


def _student_columns() -> Iterator[Column]:
    sent, received = ExchangeYear.sent, ExchangeYear.received
    yield Column(_("Students sent"), lambda _: _students(sent), width=10, key="sent")
    yield Column(_("Students received"), lambda _: _students(received), width=10, key="received")
    yield Column(_("Balance"), lambda _: _students(sent - received), width=10, key="balance")


def _students(column: Any) -> Any:
    """Over all years; nothing for an agreement that has none."""
    own = select(func.sum(column)).where(ExchangeYear.agreement_id == Agreement.id)
    return own.correlate(Agreement).scalar_subquery()
