"""Every SELECT about contacts and their positions."""

from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import ColumnElement, bindparam, func, or_, select
from sqlalchemy.orm import joinedload, selectinload

from crm.database import AnyRow, AnySelect
from crm.extensions import db, fetch
from crm.models import Contact, FieldValue, Happening, Partner, Position
from crm.models.finding import found, matching_numbers
from crm.models.happening import happening_contact
from crm.models.names import sort_key
from crm.models.prepared import asked_words

_PERSON = (Contact.name_en, Contact.name_zh, Contact.honorific, Contact.email, Contact.phone)


def main_position(column: Any) -> Any:
    """That column of a contact's main position, as a scalar."""
    held = select(column).where(Position.contact_id == Contact.id, Position.is_main)
    return held.correlate(Contact).scalar_subquery()


def main_partner(column: Any) -> Any:
    """That column of the partner of a contact's main position, as a scalar."""
    held = select(column).join(Position, Position.partner_id == Partner.id)
    held = held.where(Position.contact_id == Contact.id, Position.is_main)
    return held.correlate(Contact).scalar_subquery()


@cache
def rows() -> AnySelect:
    """What the list of contacts shows; a position of several is the main one."""
    return (
        select(
            Contact.id,
            Contact.version,
            *_PERSON,
            Position.title,
            Position.department,
            Partner.id.label("partner_id"),
            Partner.name_en.label("partner_en"),
            Partner.name_zh.label("partner_zh"),
        )
        .outerjoin(Position, (Position.contact_id == Contact.id) & Position.is_main)
        .outerjoin(Partner, Partner.id == Position.partner_id)
    )


def at_partner(partner_id: int) -> ColumnElement[bool]:
    """Whether the contact holds any position there."""
    return Contact.id.in_(select(Position.contact_id).where(Position.partner_id == partner_id))


def search(typed: str) -> ColumnElement[bool] | None:
    """By the contact's own words, or by the name of a partner where the contact works."""
    own = found(Contact, typed)
    if own is None:
        return None
    partners = matching_numbers(Partner, asked_words(typed))
    there = select(Position.contact_id).where(Position.partner_id.in_(partners))
    return or_(own, Contact.id.in_(there))


def get(contact_id: int) -> Contact | None:
    """The contact with all positions and their partners, the main one first."""
    loads = selectinload(Contact.positions).joinedload(Position.partner)
    return db.session.get(Contact, contact_id, options=[loads])


def called_or_numbered(
    names: Iterable[str], addresses: Iterable[str], numbers: Iterable[int]
) -> Sequence[Contact]:
    """The contacts of those names in either language, e-mail addresses and numbers, with their
    positions; case and accents of a name do not count."""
    several = list(names)
    wanted = or_(
        Contact.name_sort.in_({sort_key(name) for name in several}),
        Contact.name_zh.in_(several),
        Contact.email.in_(list(addresses)),
        Contact.id.in_(list(numbers)),
    )
    asked = select(Contact).where(wanted).options(selectinload(Contact.positions))
    return db.session.scalars(asked.order_by(Contact.id)).all()


def to_change(numbers: Iterable[int]) -> dict[int, Contact]:
    """Those contacts by number, with their positions."""
    asked = select(Contact).where(Contact.id.in_(list(numbers)))
    asked = asked.options(selectinload(Contact.positions))
    return {contact.id: contact for contact in db.session.scalars(asked)}


def get_position(contact_id: int, position_id: int) -> Position | None:
    held = select(Position).where(Position.id == position_id, Position.contact_id == contact_id)
    return db.session.scalar(held.options(joinedload(Position.partner)))


def positions_at(partner_id: int, language: str = "en") -> Sequence[AnyRow]:
    """At most fifty who are or were at that partner, with what each is there and when something
    happened with each last; who is there still comes first, the last met before the others, and
    those never met in the order of their names, as who reads that language sees them."""
    return fetch(_positions_at(language), partner=partner_id)


@cache
def _positions_at(language: str) -> AnySelect:
    met = (
        select(func.max(Happening.happened_on))
        .join(happening_contact, happening_contact.c.happening_id == Happening.id)
        .where(happening_contact.c.contact_id == Position.contact_id)
        .correlate(Position)
        .scalar_subquery()
        .label("met_on")
    )
    held = select(
        Position.contact_id,
        Position.title,
        Position.department,
        Position.is_past,
        Position.until_on,
        met,
        *_PERSON,
    ).join(Contact, Contact.id == Position.contact_id)
    held = held.where(Position.partner_id == bindparam("partner"))
    name = Contact.name_sort_zh if language == "zh" else Contact.name_sort
    order = (Position.is_past, met.desc().nulls_last(), name, Position.id)
    return held.order_by(*order).limit(50)


def cards(clauses: Iterable[ColumnElement[bool]]) -> AnySelect:
    """A row for each position of those contacts, the main one first, for their vCards."""
    held = select(
        Contact.id,
        *_PERSON,
        Position.title,
        Position.department,
        Partner.name_en.label("partner_en"),
        Partner.name_zh.label("partner_zh"),
    )
    is_held = (Position.contact_id == Contact.id) & Position.is_past.is_(False)
    held = held.outerjoin(Position, is_held)
    held = held.outerjoin(Partner, Partner.id == Position.partner_id).where(*clauses)
    return held.order_by(Contact.name_sort, Contact.id, Position.is_main.desc(), Position.id)


def picks(typed: str, limit: int = 8) -> Sequence[AnyRow]:
    """The contacts who are called so, or work at a partner that is, for the picker."""
    clause = search(typed)
    if clause is None:
        return []
    order = (func.length(Contact.name_sort), Contact.name_sort, Contact.id)
    return db.session.execute(rows().where(clause).order_by(*order).limit(limit)).all()


def named(numbers: Iterable[int]) -> Sequence[AnyRow]:
    chosen = rows().where(Contact.id.in_(list(numbers)))
    return db.session.execute(chosen.order_by(Contact.id)).all()


def held_elsewhere(contact_ids: Sequence[int], partner_id: int) -> Mapping[int, str]:
    """Which of those contacts hold another position at that partner already, and that they do."""
    held = select(Position.contact_id).where(
        Position.contact_id.in_(contact_ids),
        Position.partner_id == partner_id,
        Position.is_main.is_(False),
    )
    reason = _("There is another position at this partner already.")
    return dict.fromkeys(db.session.scalars(held), reason)


def naming_agreements(contact_id: int) -> int:
    """How many agreements name the contact in a field of their type."""
    naming = select(FieldValue.agreement_id).where(FieldValue.contact_id == contact_id).distinct()
    return db.session.scalar(select(func.count()).select_from(naming.subquery())) or 0
