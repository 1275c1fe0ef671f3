"""What an agreement gives to a draft: plain texts and lists, in the language of the template."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from flask_babel import force_locale
from flask_babel import gettext as _

from crm.drafting.wording import LOCALES, long_day, money, one_line, term
from crm.frozen import Frozen
from crm.models import Agreement, FieldKind, FieldValue, Office, Party, display_name, other_name
from crm.models.field_value import Money
from crm.models.type_field import TypeField
from crm.web.agreement_words import PARTY_ROLES
from crm.web.locale import country_names
from crm.web.numbers import plain_number

Texts = dict[str, Any]


class Source(Frozen):
    """What a draft is made from: an agreement with all its parts, who we are, what it answers in
    the fields of its type, and all fields that types have."""

    agreement: Agreement
    office: Office
    answers: Sequence[FieldValue]
    own_fields: Sequence[TypeField]


def context_of(source: Source, language: str, day: date) -> Texts:
    """Everything that `fields.py` names. What is unknown is an empty text."""
    agreement = source.agreement
    with force_locale(LOCALES[language]):
        partners = [_partner(party, agreement, language) for party in agreement.parties]
        return {
            **_own(agreement, language),
            "today": long_day(day, language),
            "school": _school(source.office, agreement, language),
            "partners": partners,
            "partner": partners[0] if partners else {},
            "partner_names": one_line([partner["name"] for partner in partners], language),
            "fields": _answers(source.answers, source.own_fields, language),
        }


def _own(agreement: Agreement, language: str) -> Texts:
    units = [display_name(unit, language) for unit in agreement.units]
    amount, currency = agreement.value_amount, agreement.value_currency
    umbrella, owner = agreement.parent, agreement.owner
    return {
        "title": display_name(agreement, language),
        "other_title": other_name(agreement, language) or "",
        "type": display_name(agreement.type, language),
        "reference": agreement.reference or "",
        "signed_on": long_day(agreement.signed_on, language),
        "effective_on": long_day(agreement.effective_on, language),
        "expires_on": long_day(agreement.ends_on, language),
        "is_open_ended": _("yes") if agreement.is_endless else "",
        "term": term(agreement.effective_on, agreement.ends_on, language),
        "notice_days": str(agreement.notice_days),
        "areas": agreement.areas or "",
        "purpose": agreement.purpose or "",
        "value": money(amount, currency, language) if amount is not None and currency else "",
        "lead": agreement.lead_name or "",
        "responsible": owner.name if owner is not None else "",
        "umbrella": display_name(umbrella, language) if umbrella is not None else "",
        "units": units,
        "unit_names": one_line(units, language),
    }


def _partner(party: Party, agreement: Agreement, language: str) -> Texts:
    partner = party.partner
    signatories = _signatories(agreement, partner.id)
    return {
        "name": display_name(partner, language),
        "other_name": other_name(partner, language) or "",
        "short_name": partner.short_name or "",
        "country": country_names(language).get(partner.country or "", ""),
        "city": partner.city or "",
        "role": str(PARTY_ROLES[party.role]),
        "signed_on": long_day(party.signed_on, language),
        "signatories": signatories,
        "signatory": signatories[0]["name"] if signatories else "",
        "position": signatories[0]["position"] if signatories else "",
    }


def _school(office: Office, agreement: Agreement, language: str) -> Texts:
    """Who signs for us stands on the agreement, else with the office."""
    own, other = ("zh", "en") if language == "zh" else ("en", "zh")

    def say(what: str) -> str:
        return getattr(office, f"{what}_{own}") or getattr(office, f"{what}_{other}") or ""

    ours = _signatories(agreement, None)
    return {
        "name": say("name"),
        "other_name": getattr(office, f"name_{other}") or "",
        "address": say("address"),
        "city": say("city"),
        "signatory": ours[0]["name"] if ours else say("signatory"),
        "position": ours[0]["position"] if ours else say("position"),
    }


def _signatories(agreement: Agreement, partner_id: int | None) -> list[Texts]:
    return [
        {"name": person.name, "position": person.position or ""}
        for person in agreement.signatories
        if person.partner_id == partner_id
    ]


def key_of(field: TypeField) -> str:
    """How a template calls a field of a type: those that the office has made have no key."""
    return field.key or f"field_{field.id}"


def _answers(
    answers: Sequence[FieldValue], own_fields: Sequence[TypeField], language: str
) -> dict[str, str]:
    """Each field of any type by its key; empty where this agreement says nothing."""
    said = {key_of(answer.field): _said(answer, language) for answer in answers}
    return dict.fromkeys(map(key_of, own_fields), "") | said


def _said(answer: FieldValue, language: str) -> str:
    if answer.kind is FieldKind.PERSON:
        return display_name(answer.contact, language) if answer.contact is not None else ""
    write = _WRITTEN.get(answer.kind)
    return write(answer.content, answer, language) if write else str(answer.content)


def _choice(key: str, answer: FieldValue, language: str) -> str:
    choice = next((c for c in answer.field.choices if c.key == key), None)
    return display_name(choice, language) if choice is not None else key


def _number(number: Decimal, _answer: FieldValue, _language: str) -> str:
    return plain_number(number)


def _money(said: Money, _answer: FieldValue, language: str) -> str:
    return money(said.amount, said.currency, language)


def _day(day: date, _answer: FieldValue, language: str) -> str:
    return long_day(day, language)


def _yes_no(said: bool, _answer: FieldValue, _language: str) -> str:
    return _("yes") if said else _("no")


_WRITTEN: Mapping[FieldKind, Callable[[Any, FieldValue, str], str]] = {
    FieldKind.CHOICE: _choice,
    FieldKind.NUMBER: _number,
    FieldKind.MONEY: _money,
    FieldKind.DATE: _day,
    FieldKind.YES_NO: _yes_no,
}
