"""What can be done to a contact. An action changes the session and never commits."""

from collections.abc import Iterator
from datetime import date

from flask_babel import gettext as _
from flask_babel import ngettext

from crm.contacts import queries
from crm.database import now
from crm.errors import Refused, Values
from crm.extensions import db
from crm.models import Contact, Position, Source, TrashItem
from crm.partners.made_along import (
    NEW_PARTNER,
    make_new_partner,
    names_new_partner,
    new_partner_problems,
)
from crm.trash.actions import move_to_trash

POSITION = {"partner_id": "partner_id", "position": "title", "department": "department"}
"""The main position's fields in the contact's form, and the attributes that they fill."""


def create_contact(values: Values, *, save_anyway: bool = False) -> Contact:
    """A contact with its main position; a partner that is not there yet is made with it."""
    for refusal in problems(values):
        raise refusal
    values = _with_partner(values, save_anyway)
    contact = Contact()
    contact.positions = []
    db.session.add(contact)
    return _fill(contact, values)


def update_contact(values: Values, contact: Contact, *, save_anyway: bool = False) -> Contact:
    """Changes the person and the main position; other positions have actions of their own. Without
    a partner the main position is taken away, and the next one becomes it."""
    for refusal in problems(values, contact):
        raise refusal
    return _fill(contact, _with_partner(values, save_anyway))


def _with_partner(values: Values, save_anyway: bool) -> Values:
    """What is said about the person, with the number of the partner that is made along with it."""
    own = {name: v for name, v in values.items() if name not in NEW_PARTNER}
    if names_new_partner(values):
        own["partner_id"] = make_new_partner(values, save_anyway=save_anyway)
    return own


def _fill(contact: Contact, values: Values) -> Contact:
    contact.assign({name: v for name, v in values.items() if name not in POSITION})
    held = {attribute: values.get(name) for name, attribute in POSITION.items()}
    main = main_position(contact)
    if held["partner_id"] is None:
        if main is not None:
            end_position({}, main, contact)
    elif main is None:
        contact.positions.append(Position(is_main=True).assign(held))
    else:
        main.assign(held)
    return contact


def problems(values: Values, contact: Contact | None = None) -> Iterator[Refused]:
    """What is refused of what is said about a new contact, or about one with its positions, as far
    as that alone tells."""
    if not (values["name_en"] or values["name_zh"]):
        yield Refused(_("Give a name in English or in Chinese."), "name_en")
    if values.get("source") is Source.OTHER and not values.get("source_note"):
        yield Refused(_("Say where it is from."), "source_note")
    yield from _place_problems(values)
    has_position = values.get("position") or values.get("department")
    if values.get("partner_id") is not None or names_new_partner(values):
        return
    if has_position:
        yield Refused(_("Say at which partner this position is."), "partner_id")
    elif contact is None or _is_only(contact, main_position(contact)):
        yield Refused(_needs_partner(), "partner_id")


def position_problems(values: Values) -> Iterator[Refused]:
    """What is refused of what is said about a further position, as far as that alone tells."""
    if values.get("partner_id") is None and not names_new_partner(values):
        yield Refused(_needs_partner(), "partner_id")
    yield from _place_problems(values)


def _place_problems(values: Values) -> Iterator[Refused]:
    if values.get("partner_id") is not None and names_new_partner(values):
        yield Refused(_("Choose a partner, or name a new one: not both."), "partner_id")
    yield from new_partner_problems(values)


def _needs_partner() -> str:
    return _("Say at which partner the person is.")


def _is_only(contact: Contact, position: Position | None) -> bool:
    """Whether it is all that the person has, the former ones included. No constraint can say so of
    a row of another table; and who was kept without any before may stay so."""
    return contact.positions == [position]


def change_contact(values: Values, contact: Contact, position_id: int | None) -> Contact:
    """Changes only what is named, of the person and of that position; without one a partner makes
    one more position."""
    contact.assign({name: v for name, v in values.items() if name not in POSITION})
    if not (contact.name_en or contact.name_zh):
        raise Refused(_("Give a name in English or in Chinese."), "name_en")
    held = {a: values[name] for name, a in POSITION.items() if name in values}
    position = next((p for p in contact.positions if p.id == position_id), None)
    if "partner_id" in held and held["partner_id"] is None:
        raise Refused(_needs_partner(), "partner_id")
    if position is not None:
        position.assign(held)
    elif "partner_id" in held:
        contact.positions.append(Position(is_main=not _has_main(contact)).assign(held))
    elif held:
        raise Refused(_("Say at which partner this position is."), "partner_id")
    return contact


def correct_contact(values: Values, contact: Contact, partner_id: int) -> Contact:
    """Changes only what is named; `position` is what the person is at that partner now."""
    contact.assign({name: v for name, v in values.items() if name != "position"})
    if not (contact.name_en or contact.name_zh):
        raise Refused(_("Give a name in English or in Chinese."))
    if "position" in values:
        there = [p for p in contact.positions if p.partner_id == partner_id and not p.is_past]
        min(there, key=lambda position: position.id).title = values["position"]
    return contact


def add_position(values: Values, contact: Contact, *, save_anyway: bool = False) -> Position:
    """One more position; the first one that a person holds is the main one."""
    for refusal in position_problems(values):
        raise refusal
    values = _with_partner(values, save_anyway)
    position = Position(is_main=not _has_main(contact))
    position.assign({a: values.get(name) for name, a in POSITION.items()})
    contact.positions.append(position)
    return position


def move_contact(values: Values, contact: Contact) -> Contact:
    """Move the main position to that partner, or begin one there; what it is called stays."""
    main = main_position(contact)
    if main is None:
        contact.positions.append(Position(is_main=True).assign(values))
    else:
        main.assign(values)
    return contact


def main_position(contact: Contact) -> Position | None:
    return next((position for position in contact.positions if position.is_main), None)


def _has_main(contact: Contact) -> bool:
    return main_position(contact) is not None


def make_main(_values: Values, position: Position, contact: Contact) -> Position:
    """The other positions stop being the main one first: the database allows one at a time.
    Raises Refused for a former one."""
    if position.is_past:
        raise Refused(_("A former position cannot be the main one."))
    for other in contact.positions:
        other.is_main = False
    db.session.flush()  # the unique index must not see two at once
    position.is_main = True
    return position


def end_position(_values: Values, position: Position, contact: Contact) -> Position:
    """Takes the position away; when it was the main one, the next one becomes it. Raises Refused
    for the only one."""
    if _is_only(contact, position):
        raise Refused(
            _(
                "This is the only position. Add the other one first; when the person has left, "
                "choose “Has left”."
            )
        )
    contact.positions.remove(position)
    db.session.flush()  # the unique index must not see two at once
    if position.is_main:
        _give_main(contact, position)
    return position


def leave_position(values: Values, position: Position, contact: Contact) -> Position:
    """Keeps it as one that the person held once, until a day that may be unknown; when it was the
    main one, the next one that is held becomes it."""
    was_main = position.is_main
    position.assign({"is_past": True, "is_main": False, "until_on": values["until_on"]})
    if was_main:
        db.session.flush()  # the unique index must not see two at once
        _give_main(contact, position)
    return position


def take_up_position(_values: Values, position: Position, contact: Contact) -> Position:
    """The person holds it still, or again."""
    position.assign({"is_past": False, "until_on": None, "is_main": not _has_main(contact)})
    return position


def _give_main(contact: Contact, leaving: Position) -> None:
    held = (p for p in contact.positions if p is not leaving and not p.is_past)
    if (heir := next(held, None)) is not None:
        heir.is_main = True


def keep_contact(_values: Values, contact: Contact, day: date) -> Contact:
    """Notes that somebody looked and that the person is needed still: it counts as a use."""
    contact.kept_on = day
    contact.updated_at = now()  # also for whom somebody kept on the same day before
    return contact


def delete_contact(_values: Values, contact: Contact) -> TrashItem:
    """Raises Refused while agreements name the person in a field of their type."""
    if number := queries.naming_agreements(contact.id):
        message = ngettext(
            "%(num)d agreement names this person. Name somebody else there first.",
            "%(num)d agreements name this person. Name somebody else there first.",
            number,
        )
        raise Refused(message)
    return move_to_trash({}, contact)
