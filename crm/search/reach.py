"""How what is asked of partners and of agreements reaches what belongs to them.

It is asked of each record that the words find, never the other way round: who belongs to all
partners of a country would be most of the register.
"""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import ColumnElement, Exists, and_, false, or_, select

from crm.database import AnySelect, Base
from crm.models import Agreement, Contact, Document, Happening, Partner, Party, Position, Task
from crm.models.happening import happening_agreement, happening_partner

Clause = ColumnElement[bool]

_OWNERS: Mapping[type[Base], tuple[Any, Any]] = {
    Task: (Task.partner_id, Task.agreement_id),
    Happening: (Happening.partner_id, Happening.agreement_id),
    Document: (Document.partner_id, Document.agreement_id),
}
"""The partner and the agreement that a record is about."""


def of_partners(model: type[Base], chosen: Clause) -> Clause:
    """Whether the record is such a partner, or belongs to one; a contact to where they are now."""
    if model is Partner:
        return chosen
    partner, party = select(Partner.id).where(chosen), _parties(chosen)
    if model is Contact:
        held = select(Position.id).join(Partner, Partner.id == Position.partner_id).where(chosen)
        return _is_any(model, held, Position.contact_id == Contact.id, ~Position.is_past)
    if model is Agreement:
        return _is_any(model, party, Party.agreement_id == Agreement.id)
    its_partner, its_agreement = _OWNERS[model]
    ways: list[Clause] = [
        _is_any(model, partner, Partner.id == its_partner),
        _is_any(model, party, Party.agreement_id == its_agreement),
    ]
    if model is Happening:
        more = happening_partner.c
        linked = select(more.partner_id).join(Partner, Partner.id == more.partner_id).where(chosen)
        ways.append(_is_any(model, linked, more.happening_id == Happening.id))
    return or_(*ways)


def of_agreements(model: type[Base], chosen: Clause) -> Clause:
    """Whether the record is such an agreement, or belongs to one: no partner or contact does."""
    if model is Agreement:
        return chosen
    if model not in _OWNERS:
        return false()
    agreement = select(Agreement.id).where(chosen)
    about: Clause = _is_any(model, agreement, Agreement.id == _OWNERS[model][1])
    if model is not Happening:
        return about
    more = happening_agreement.c
    linked = agreement.join(happening_agreement, more.agreement_id == Agreement.id)
    return or_(about, _is_any(model, linked, more.happening_id == Happening.id))


def with_past_only() -> Clause:
    """Whether a contact has left all places where they were."""
    held = select(Position.id)
    here = Position.contact_id == Contact.id
    return and_(
        _is_any(Contact, held, here),
        ~_is_any(Contact, held, here, ~Position.is_past),
    )


def _parties(chosen: Clause) -> AnySelect:
    return select(Party.id).join(Partner, Partner.id == Party.partner_id).where(chosen)


def _is_any(model: type[Base], rows: AnySelect, *of_the_record: Clause) -> Exists:
    return rows.where(*of_the_record).correlate(model).exists()
