"""What can be done to a contact. An action changes the session and never commits."""

from collections.abc import Iterator
from datetime import date

from flask_babel import gettext as _
from flask_babel import ngettext

from crm.contacts import queries
from crm.database import now
from crm.errors import Doubtful, Refused, Twin, Values
from crm.extensions import db
from crm.models import Contact, Position, Source, TrashItem
from crm.partners import queries as partner_queries
from crm.trash.actions import move_to_trash

POSITION = {"partner_id": "partner_id", "position": "title", "department": "department"}
"""The main position's fields in the contact's form, and the attributes that they fill."""


def create_contact(values: Values, *, save_anyway: bool = True) -> Contact:
    """A contact with its main position, when a partner is given. Raises Doubtful when none is and
    the e-mail lies at the domain of one, unless it is to be saved anyway."""
    if not (save_anyway or values.get("partner_id")):
        _refuse_without_partner(values.get("email"))
    contact = Contact()
    contact.positions = []
    db.session.add(contact)
    return update_contact(values, contact)


def _refuse_without_partner(email: str | None) -> None:
    if email and (known := partner_queries.at_address(email)):
        twins = [Twin(partner.name_en, partner.name_zh, partner.id) for partner in known]
        message = _("The e-mail is at the domain of a partner, and no partner is chosen.")
        raise Doubtful(message, twins)


def update_contact(values: Values, contact: Contact) -> Contact:
    """Changes the person and the main position; other positions have actions of their own."""
    for refusal in problems(values):
        raise refusal
    contact.assign({name: v for name, v in values.items() if name not in POSITION})
    held = {attribute: values.get(name) for name, attribute in POSITION.items()}
    main = next((position for position in contact.positions if position.is_main), None)
    if held["partner_id"] is None:
        if main is not None:
            contact.positions.remove(main)
    elif main is None:
        contact.positions.append(Position(is_main=True).assign(held))
    else:
        main.assign(held)
    return contact


def problems(values: Values) -> Iterator[Refused]:
    """What is refused of what is said about a person, as far as that alone tells."""
    if not (values["name_en"] or values["name_zh"]):
        yield Refused(_("Give a name in English or in Chinese."), "name_en")
    if values.get("source") is Source.OTHER and not values.get("source_note"):
        yield Refused(_("Say where it is from."), "source_note")
    has_position = values.get("position") or values.get("department")
    if has_position and values.get("partner_id") is None:
        yield Refused(_("Say at which partner this position is."), "partner_id")


def change_contact(values: Values, contact: Contact, position_id: int | None) -> Contact:
    """Changes only what is named, of the person and of that position. Without one a partner makes
    one more position; a partner that is None takes the position away."""
    contact.assign({name: v for name, v in values.items() if name not in POSITION})
    if not (contact.name_en or contact.name_zh):
        raise Refused(_("Give a name in English or in Chinese."), "name_en")
    held = {a: values[name] for name, a in POSITION.items() if name in values}
    position = next((p for p in contact.positions if p.id == position_id), None)
    if "partner_id" in held and held["partner_id"] is None:
        if position is not None:
            end_position({}, position, contact)
    elif position is not None:
        position.assign(held)
    elif "partner_id" in held:
        contact.positions.append(Position(is_main=not _has_main(contact)).assign(held))
    elif held:
        raise Refused(_("Say at which partner this position is."), "partner_id")
    return contact


def correct_contact(values: Values, contact: Contact, partner_id: int) -> Contact:
    """Changes only what is named; `position` is what the person is at that partner."""
    contact.assign({name: v for name, v in values.items() if name != "position"})
    if not (contact.name_en or contact.name_zh):
        raise Refused(_("Give a name in English or in Chinese."))
    if "position" in values:
        there = [p for p in contact.positions if p.partner_id == partner_id]
        min(there, key=lambda position: position.id).title = values["position"]
    return contact


def add_position(values: Values, contact: Contact) -> Position:
    """One more position; the first one that a person holds is the main one."""
    position = Position(is_main=not _has_main(contact))
    position.assign({a: values.get(name) for name, a in POSITION.items()})
    contact.positions.append(position)
    return position


def move_contact(values: Values, contact: Contact) -> Contact:
    """Move the main position to that partner, or begin one there; what it is called stays."""
    main = next((position for position in contact.positions if position.is_main), None)
    if main is None:
        contact.positions.append(Position(is_main=True).assign(values))
    else:
        main.assign(values)
    return contact


def _has_main(contact: Contact) -> bool:
    return any(position.is_main for position in contact.positions)


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
    """Takes the position away; when it was the main one, the next one becomes it."""
    db.session.delete(position)
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
