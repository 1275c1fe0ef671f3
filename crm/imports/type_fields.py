"""The fields of agreement types as columns of a file: how each kind is read, kept and compared."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

from flask_babel import LazyString
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from crm.agreement_types import queries as type_queries
from crm.agreements import answers
from crm.errors import Refused
from crm.imports import days, look_ups, values
from crm.imports.fields import Field
from crm.imports.found import Found, Wanted
from crm.imports.values import Read, Reading, Wrong, plain_key
from crm.models import Agreement, AgreementType, FieldKind, TypeField
from crm.models.field_value import Money
from crm.models.listed import listed
from crm.models.names import TwoNames
from crm.web.locale import name_of
from crm.web.numbers import parse_number, plain_number

PREFIX, AMOUNT, CURRENCY = "field_", "_amount", "_currency"
YES, NO = _l("Yes"), _l("No")


def own_fields() -> tuple[Field, ...]:
    """The fields that types ask, and those that some agreement has answered before."""
    asked = type_queries.fields_with_types()
    return tuple(item for own, kind in asked for item in _fields(own, kind))


def _fields(own: TypeField, kind: AgreementType) -> list[Field]:
    label, of = _names(own), _names(kind)
    heading = LazyString(lambda: f"{name_of(of)}: {name_of(label)}")
    said = [name for name in (label.name_en, label.name_zh) if name]
    types = [name for name in (of.name_en, of.name_zh) if name]
    aliases = (*said, *(f"{one}: {name}" for one in types for name in said))
    name, suits = f"{PREFIX}{kind.id}_{own.id}", ("type_id", kind.id)
    if own.kind is FieldKind.PERSON:
        return [Field(name, heading, None, aliases, reference=look_ups.CONTACT, suits=suits)]
    if own.kind is FieldKind.CHOICE:
        return [_choice(own, Field(name, heading, None, aliases, suits=suits))]
    read, more = READ[own.kind]
    if own.kind is not FieldKind.MONEY:
        return [Field(name, heading, read, aliases, suits=suits, **more)]
    ours = LazyString(lambda: _("%(label)s: currency", label=heading))
    also = tuple(f"{alias}: {word}" for alias in aliases for word in ("currency", "币种"))
    return [
        Field(f"{name}{AMOUNT}", heading, read, aliases, suits=suits, **more),
        Field(f"{name}{CURRENCY}", ours, values.currency, also, suits=suits),
    ]


def _names(named: TwoNames) -> Any:
    """The names alone, which stay when the session has ended."""
    return SimpleNamespace(name_en=named.name_en, name_zh=named.name_zh)


def _choice(own: TypeField, item: Field) -> Field:
    """A choice by its name in either language; one that is offered no longer may stand there."""
    names = {choice.key: _names(choice) for choice in own.choices}
    known = {
        plain_key(said): key
        for key, named in names.items()
        for said in (named.name_en, named.name_zh, key)
        if said
    }

    def read(cell: str, _reading: Reading) -> str:
        if (key := known.get(plain_key(cell))) is None:
            offered = listed(name_of(named) for named in names.values())
            message = _("“%(cell)s” is none of: %(offered)s.", cell=cell[:60], offered=offered)
            raise Wrong(message)
        return key

    return replace(item, read=read, said=lambda key: name_of(names[key]))


def _number(cell: str, _reading: Reading) -> Decimal:
    try:
        return parse_number(cell)
    except ValueError as error:
        message = _("Write a number such as 1234.50 or 1,234.50, with at most four decimals.")
        raise Wrong(message) from error


def _said_number(value: Any) -> str:
    return plain_number(Decimal(value))


def _said_yes_or_no(value: Any) -> str:
    return str(YES if value else NO)


READ: Mapping[FieldKind, tuple[Read, dict[str, Any]]] = {
    FieldKind.TEXT: (values.text(300), {}),
    FieldKind.LONG_TEXT: (values.text(20_000), {}),
    FieldKind.NUMBER: (_number, {"kept": Decimal, "said": _said_number}),
    FieldKind.MONEY: (_number, {"kept": Decimal, "said": _said_number}),
    FieldKind.DATE: (days.day, {"kept": days.day_kept, "said": days.day_said}),
    FieldKind.YES_NO: (values.yes_no({}, NO, YES), {"said": _said_yes_or_no}),
}


class WithAnswers:
    """Finds agreements, together with what they answer in the fields of their types."""

    def __init__(self, find: Callable[[Sequence[Wanted]], Sequence[Sequence[Found]]]) -> None:
        self.find = find
        self.names = {item.name: item.suits for item in own_fields()}

    def __call__(self, rows: Sequence[Wanted]) -> Sequence[Sequence[Found]]:
        found = self.find(rows)
        numbers = {one.number for several in found for one in several}
        said = _said(numbers)
        return [[self._with(one, said.get(one.number, {})) for one in several] for several in found]

    def _with(self, found: Found, said: Mapping[str, Any]) -> Found:
        kept = {name: said.get(name) for name in self.names}
        type_id = found.values["type_id"]
        others = {
            name: _("Agreements of its type do not ask this.")
            for name, suits in self.names.items()
            if suits is not None and suits[1] != type_id
        }
        return replace(found, values={**found.values, **kept}, fixed={**others, **found.fixed})


def _said(numbers: Collection[int]) -> Mapping[int, Mapping[str, Any]]:
    said: dict[int, dict[str, Any]] = {}
    for value, type_id in answers.answers_of(numbers) if numbers else ():
        name, content = f"{PREFIX}{type_id}_{value.field_id}", value.content
        own = said.setdefault(value.agreement_id, {})
        if isinstance(content, Money):
            own |= {name + AMOUNT: content.amount, name + CURRENCY: content.currency}
        else:
            own[name] = content
    return said


def refusal_of_money(given: Mapping[str, Any]) -> str | None:
    """Why an answer in money cannot be: nobody knows in which currency, or how much it is."""
    money = {_field(name) for name in given if name.endswith((AMOUNT, CURRENCY))} - {""}
    if any((given.get(n + AMOUNT) is None) != (given.get(n + CURRENCY) is None) for n in money):
        return _("A value needs an amount and a currency.")
    return None


def _field(name: str) -> str:
    """The field that a column is of; empty when it is of none."""
    own = name.removesuffix(AMOUNT).removesuffix(CURRENCY)
    return own if own.startswith(PREFIX) else ""


def taken_together(given: Mapping[str, Any], agreement: Agreement | None) -> dict[str, Any]:
    """The values with the answers in one, as a form gives them. Raises Refused for the answer to
    what the agreement's type does not ask."""
    own = {name: value for name, value in given.items() if name.startswith(PREFIX)}
    rest = {name: value for name, value in given.items() if name not in own}
    if agreement is None:
        own = {name: value for name, value in own.items() if value is not None}
    held = _said([agreement.id]).get(agreement.id, {}) if agreement is not None and own else {}
    type_id = rest["type_id"] if agreement is None else agreement.type_id
    contents: dict[int, Any] = {}
    for name in dict.fromkeys(map(_field, own)):
        of, number = map(int, name.removeprefix(PREFIX).split("_"))
        if of != type_id:
            raise Refused(_("Agreements of its type do not ask this."))
        amount, currency = (own.get(n, held.get(n)) for n in (name + AMOUNT, name + CURRENCY))
        if amount is not None and currency is not None:
            contents[number] = Money(Decimal(amount), str(currency))
        else:
            contents[number] = own.get(name)
    return {**rest, "own_fields": contents} if contents else rest
