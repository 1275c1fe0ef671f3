"""Which contact a row means: the one of its number, its e-mail, or its name at its partner, else
those that may be the same."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from flask_babel import gettext as _

from crm.contacts import queries
from crm.contacts.actions import change_contact
from crm.duplicates.blocking import Blocks
from crm.duplicates.people import Person, compared_people, person_keys
from crm.duplicates.queries import people_by_keys
from crm.imports.fields import Moment
from crm.imports.found import (
    MOST_COMPARED,
    MOST_LIKELY,
    Found,
    Wanted,
    another_row,
    or_likely,
)
from crm.models import Contact, Position, Source
from crm.models.names import name_key
from crm.web.locale import name_of

OWN = (
    "name_en",
    "name_zh",
    "honorific",
    "email",
    "phone",
    "notes",
    "tags",
    "purpose",
    "source",
    "source_note",
)


class Finder:
    """What each row may mean. Somebody of that name elsewhere, or with another e-mail, may be
    meant; namesakes at other partners are not. A row that means nobody so may be somebody with the
    same phone, or with the same names in another order at the partner: then a person chooses."""

    def __init__(self) -> None:
        self.by_keys: Blocks | None = None
        self.rows: dict[int, Person] = {}
        self.rows_by_keys = Blocks()

    def __call__(self, rows: Sequence[Wanted]) -> list[list[Found]]:
        known = queries.called_or_numbered(
            sorted({name for row in rows for name in row.names}),
            sorted({way for row in rows for way in _addresses(row)}),
            sorted({row.number for row in rows if row.number is not None}),
        )
        by_number = {contact.id: contact for contact in known}
        by_key = _under_keys(known)
        meant = [_meant(row, by_number, by_key) for row in rows]
        return or_likely(rows, meant, self._likely, self._among)

    def _likely(self, rows: Sequence[Wanted]) -> list[list[Found]]:
        """The contacts that each of those rows may be, with the reasons, the likeliest first."""
        if not rows:
            return []
        if self.by_keys is None:
            self.by_keys = people_by_keys()
        asked = [_as_person(row) for row in rows]
        near = [
            sorted({number for key in person_keys(one) for number in self.by_keys.under(key)})
            for one in asked
        ]
        contacts = queries.to_change(sorted({number for numbers in near for number in numbers}))
        return [
            _likely_found(row, one, [contacts[n] for n in numbers if n in contacts])
            for row, one, numbers in zip(rows, asked, near, strict=True)
        ]

    def _among(self, row: Wanted) -> list[Found]:
        """The rows above that may bring the same person."""
        if len(self.rows) >= MOST_COMPARED:
            return []
        asked, keys = _as_person(row), {*person_keys(_as_person(row))}
        near = sorted({number for key in keys for number in self.rows_by_keys.under(key)})
        found = [pair for n in near if (pair := compared_people(asked, self.rows[n])) is not None]
        found.sort(key=lambda pair: (-pair.score, -pair.second.number))
        self.rows[asked.number] = asked
        self.rows_by_keys.add(asked.number, keys)
        return [
            another_row(pair.second.number, pair.second.names[0], pair.whys)
            for pair in found[:MOST_LIKELY]
        ]


def _as_person(row: Wanted) -> Person:
    email, phone = row.values.get("email"), row.values.get("phone")
    return Person(-row.row, tuple(row.names), email, phone, sorted(row.numbers_of("partner_id")))


def _known_person(contact: Contact) -> Person:
    names = tuple(name for name in (contact.name_en, contact.name_zh) if name)
    partners = [position.partner_id for position in contact.positions]
    return Person(contact.id, names, contact.email, contact.phone, partners)


def _likely_found(row: Wanted, asked: Person, contacts: Sequence[Contact]) -> list[Found]:
    compared = ((compared_people(asked, _known_person(contact)), contact) for contact in contacts)
    likely = [(pair, contact) for pair, contact in compared if pair is not None]
    likely.sort(key=lambda both: (-both[0].score, both[1].id))
    return [
        replace(_found(contact, row, is_sure=False), whys=pair.whys)
        for pair, contact in likely[:MOST_LIKELY]
    ]


def _under_keys(known: Sequence[Contact]) -> Mapping[str, Mapping[int, Contact]]:
    by_key: dict[str, dict[int, Contact]] = {}
    for contact in known:
        names = filter(None, (contact.name_en, contact.name_zh))
        keys = {f"name {name_key(name)}" for name in names}
        for key in {*keys, f"mail {(contact.email or '').lower()}"}:
            by_key.setdefault(key, {})[contact.id] = contact
    return by_key


def _meant(
    row: Wanted, by_number: Mapping[int, Contact], by_key: Mapping[str, Mapping[int, Contact]]
) -> list[Found]:
    if row.number is not None:
        contact = by_number.get(row.number)
        return [] if contact is None else [_found(contact, row, is_sure=True)]
    if (email := row.values.get("email")) and (same := by_key.get(f"mail {email.lower()}")):
        return [_found(contact, row, is_sure=True) for contact in same.values()]
    called: dict[int, Contact] = {}
    for name in row.names:
        called |= by_key.get(f"name {name_key(name)}", {})
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
    names = {name_key(name) for name in (values.get("name_en"), values.get("name_zh")) if name}
    return [f"{name}|{numbers}" for name in sorted(names)]


def update(values: Mapping[str, Any], contact: Contact, part: int | None, _at: Moment) -> Contact:
    return change_contact(values, contact, part)
