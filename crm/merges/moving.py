"""All that hangs on a record moves to another. What that is, is read off the foreign keys; the few
places where two rows of both cannot stand side by side have a rule each."""

from collections.abc import Callable, Mapping
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import inspect, select
from sqlalchemy.orm import selectinload

from crm.database import Base
from crm.errors import Refused
from crm.extensions import db
from crm.models import Partner, Party, PartyRole, Position, Suggestion, SuggestionStatus
from crm.seeing import seeing_all
from crm.trash.references import MODELS, Reference, references, table_of

Rule = Callable[[Any, int], None]
"""Moves one row to the record of that number."""


def references_to(model: type[Base]) -> list[Reference]:
    return [reference for reference in references() if reference.to is table_of(model)]


@seeing_all()
def move_all(leaving: Base, staying: Base) -> None:
    """Through the session, row by row: history, search and the versions of records follow."""
    for reference in references_to(type(leaving)):
        if reference.table.name not in MODELS:
            _move_links(reference, leaving, staying)
            continue
        model, attribute = MODELS[reference.table.name], reference.column.name
        hanging = select(model).where(reference.column == leaving.id).order_by(model.id)
        rule = RULES.get(reference.name)
        for row in db.session.scalars(hanging).all():
            if rule is None:
                setattr(row, attribute, staying.id)
            else:
                rule(row, staying.id)
        db.session.flush()


def _move_links(reference: Reference, leaving: Base, staying: Base) -> None:
    """What is linked many to many with the one that leaves is linked with the other, once."""
    table, number = reference.holder
    mapper = inspect(MODELS[table])
    key = next(r.key for r in mapper.relationships if r.secondary is reference.table)
    linked = select(mapper.class_).join(reference.table, number == mapper.class_.id)
    linked = linked.where(reference.column == leaving.id).order_by(mapper.class_.id)
    loads = selectinload(getattr(mapper.class_, key))
    for holder in db.session.scalars(linked.options(loads)).all():
        others = [other for other in getattr(holder, key) if other is not leaving]
        setattr(holder, key, others if staying in others else [*others, staying])


def _to_parent(child: Partner, number: int) -> None:
    """What stays belongs to nothing that leaves; its own parent is chosen afterwards."""
    child.parent_id = None if child.id == number else number


def _to_party(party: Party, number: int) -> None:
    """A partner is party to an agreement once: what either has signed, is signed."""
    there = db.session.scalar(
        select(Party).where(Party.agreement_id == party.agreement_id, Party.partner_id == number)
    )
    if there is None:
        party.partner_id = number
        return
    if party.has_signed:
        there.sign(there.signed_on or party.signed_on)
    if there.role is PartyRole.COUNTERPART:
        there.role = party.role
    there.place = min(there.place, party.place)
    db.session.delete(party)


def _to_partner(position: Position, number: int) -> None:
    """A person holds a position once."""
    held = select(Position).where(
        Position.contact_id == position.contact_id, Position.partner_id == number
    )
    there = next((p for p in db.session.scalars(held) if _is_same(p, position)), None)
    if there is None:
        position.partner_id = number
    else:
        _put_together(position, there)


def _to_person(position: Position, number: int) -> None:
    """A person holds a position once, and has one main position."""
    held = db.session.scalars(select(Position).where(Position.contact_id == number)).all()
    alike = (p for p in held if p.partner_id == position.partner_id and _is_same(p, position))
    there = next(alike, None)
    if there is not None:
        _put_together(position, there)
        return
    if position.is_main and any(p.is_main for p in held):
        position.is_main = False
    position.contact_id = number
    db.session.flush()


def _is_same(one: Position, other: Position) -> bool:
    """Whether neither says anything that the other contradicts."""
    if one.is_past != other.is_past:
        return False
    pairs = ((one.title, other.title), (one.department, other.department))
    return all(not a or not b or a.casefold() == b.casefold() for a, b in pairs)


def _put_together(going: Position, there: Position) -> None:
    there.title = there.title or going.title
    there.department = there.department or going.department
    there.until_on = there.until_on or going.until_on
    db.session.delete(going)
    db.session.flush()  # the unique index must not see two main positions at once
    main = select(Position.id).where(Position.contact_id == there.contact_id, Position.is_main)
    if going.is_main and db.session.scalar(main) is None:
        there.is_main = True
        db.session.flush()


def _to_suggested(suggestion: Suggestion, number: int) -> None:
    """Of one link, one suggestion about a person waits at a time."""
    waiting = select(Suggestion.id).where(
        Suggestion.link_id == suggestion.link_id,
        Suggestion.contact_id == number,
        Suggestion.status == SuggestionStatus.PENDING,
    )
    if suggestion.is_pending and db.session.scalar(waiting) is not None:
        raise Refused(
            _("The partner suggests changes of both people. Accept or decline those first.")
        )
    suggestion.contact_id = number


RULES: Mapping[tuple[str, str], Rule] = {
    ("partner", "parent_id"): _to_parent,
    ("agreement_party", "partner_id"): _to_party,
    ("contact_position", "partner_id"): _to_partner,
    ("contact_position", "contact_id"): _to_person,
    ("suggestion", "contact_id"): _to_suggested,
}
"""By the table and the column of the reference; all others just point to the one that stays."""
