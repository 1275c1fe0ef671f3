"""Which contact a row means: the one of its number, its e-mail, or its name at its partner."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask_babel import gettext as _

from crm.contacts import queries
from crm.contacts.actions import change_contact
from crm.imports.fields import Moment
from crm.imports.found import Found, Wanted
from crm.models import Contact, Position, Source
from crm.models.names import sort_key
from crm.web.locale import name_of

OWN = ("name_en", "name_zh", "email", "phone", "notes", "purpose", "source", "source_note")


def find(rows: Sequence[Wanted]) -> Sequence[Sequence[Found]]:
    """What each row may mean. Somebody of that name elsewhere, or with another e-mail, may be
    meant; namesakes at other partners are not."""
    known = queries.called_or_numbered(
        sorted({name for row in rows for name in _names(row)}),
        sorted({way for row in rows for way in _addresses(row)}),
        sorted({row.number for row in rows if row.number is not None}),
    )
    by_number = {contact.id: contact for contact in known}
    by_key: dict[str, dict[int, Contact]] = {}
    for contact in known:
        names = filter(None, (contact.name_en, contact.name_zh))
        keys = {f"name {contact.name_sort}", *(f"name {sort_key(name)}" for name in names)}
        for key in {*keys, f"mail {(contact.email or '').lower()}"}:
            by_key.setdefault(key, {})[contact.id] = contact
    return [_meant(row, by_number, by_key) for row in rows]


def _meant(
    row: Wanted, by_number: Mapping[int, Contact], by_key: Mapping[str, Mapping[int, Contact]]
) -> list[Found]:
    if row.number is not None:
        contact = by_number.get(row.number)
        return [] if contact is None else [_found(contact, row, is_sure=True)]
    if (email := row.values.get("email")) and (same := by_key.get(f"mail {email.lower()}")):
        return [_found(contact, row, is_sure=True) for contact in same.values()]
    called: dict[int, Contact] = {}
    for name in _names(row):
        called |= by_key.get(f"name {sort_key(name)}", {})
    near = [contact for contact in called.values() if _is_near(contact, row)]
    return [_found(contact, row, is_sure=_is_there(contact, row)) for contact in near]


def _is_near(contact: Contact, row: Wanted) -> bool:
    """Whether both are at one partner, as far as both are at any."""
    asked, held = row.numbers_of("partner_id"), {p.partner_id for p in contact.positions}
    return not asked or not held or bool(asked & held)


def _is_there(contact: Contact, row: Wanted) -> bool:
    """Whether nothing speaks against it: the same partner, or none in both, and no other e-mail."""
    asked, held = row.numbers_of("partner_id"), {p.partner_id for p in contact.positions}
    email = row.values.get("email")
    is_other = bool(email and contact.email and email.lower() != contact.email.lower())
    return (bool(asked & held) or not (asked or held)) and not is_other


def _found(contact: Contact, row: Wanted, *, is_sure: bool) -> Found:
    position = _position(contact, row)
    held = {
        "partner_id": position.partner_id if position else None,
        "position": position.title if position else None,
        "department": position.department if position else None,
    }
    kept = {name: getattr(contact, name) for name in OWN} | held
    part = position.id if position else None
    number, version = contact.id, contact.version
    return Found(number, version, name_of(contact), kept, part=part, is_sure=is_sure)


def _position(contact: Contact, row: Wanted) -> Position | None:
    """The position that a row is about: the one at its partner. A row with the number of a
    contact, or without a partner, is about the main one; another partner is one more position."""
    asked = row.numbers_of("partner_id")
    main = next((held for held in contact.positions if held.is_main), None)
    there = [held for held in contact.positions if held.partner_id in asked]
    if main in there or not asked:
        return main
    return there[0] if there else main if row.number is not None else None


def _names(row: Wanted) -> list[str]:
    return [name for name in (row.values.get("name_en"), row.values.get("name_zh")) if name]


def _addresses(row: Wanted) -> set[str]:
    """The e-mail as it stands there, and in small letters."""
    email = row.values.get("email")
    return {email, email.lower()} if email else set()


def refusal(values: Mapping[str, Any]) -> str | None:
    if not (values.get("name_en") or values.get("name_zh")):
        return _("Give a name in English or in Chinese.")
    if (values.get("position") or values.get("department")) and not values.get("partner_id"):
        return _("Say at which partner this position is.")
    if values.get("source") is Source.OTHER and not values.get("source_note"):
        return _("Say where it is from.")
    return None


def keys(values: Mapping[str, Any]) -> list[str]:
    if email := values.get("email"):
        return [f"mail {email.lower()}"]
    partner = values.get("partner_id")
    numbers = partner.numbers if partner else ()
    names = {sort_key(name) for name in (values.get("name_en"), values.get("name_zh")) if name}
    return [f"{name}|{numbers}" for name in sorted(names)]


def update(values: Mapping[str, Any], contact: Contact, part: int | None, _at: Moment) -> Contact:
    return change_contact(values, contact, part)
