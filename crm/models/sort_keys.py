"""What a list sorts by though another record holds it, kept in the row so that an index has it.

A contact keeps its main position and the partner there, an agreement its first partner, that
one's category, the place of its type and the name of who is responsible; the partner as readers of
either language see it. The keys are worked out by the database, in the transaction of the change.
"""

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import (
    Connection,
    Select,
    Update,
    bindparam,
    column,
    event,
    inspect,
    select,
    table,
    update,
)
from sqlalchemy.orm import Session, UOWTransaction

from crm.database import Base
from crm.models.agreement import Agreement
from crm.models.agreement_type import AgreementType
from crm.models.contact import Position
from crm.models.partner import Partner
from crm.models.party import Party
from crm.models.user import User

# Bare tables: keeping a key is no change of the record, whose time and version stay.
_CONTACT = table(
    "contact",
    column("id"),
    column("partner_sort"),
    column("partner_sort_zh"),
    column("position_sort"),
)
_AGREEMENT = table(
    "agreement",
    column("id"),
    column("type_id"),
    column("owner_id"),
    column("partner_sort"),
    column("partner_sort_zh"),
    column("partner_category"),
    column("type_place"),
    column("owner_sort"),
)


def _main(key: Any) -> Select[Any]:
    held = select(key).select_from(Position).join(Partner, Partner.id == Position.partner_id)
    return held.where(Position.contact_id == _CONTACT.c.id, Position.is_main)


def _first(key: Any) -> Select[Any]:
    named = select(key).select_from(Party).join(Partner, Partner.id == Party.partner_id)
    named = named.where(Party.agreement_id == _AGREEMENT.c.id)
    return named.order_by(Party.place, Party.id).limit(1)


KEEP_CONTACTS: Update = update(_CONTACT).values(
    partner_sort=_main(Partner.name_sort).scalar_subquery(),
    partner_sort_zh=_main(Partner.name_sort_zh).scalar_subquery(),
    position_sort=_main(Position.title_sort).scalar_subquery(),
)
KEEP_AGREEMENTS: Update = update(_AGREEMENT).values(
    partner_sort=_first(Partner.name_sort).scalar_subquery(),
    partner_sort_zh=_first(Partner.name_sort_zh).scalar_subquery(),
    partner_category=_first(Partner.category).scalar_subquery(),
    type_place=select(AgreementType.place)
    .where(AgreementType.id == _AGREEMENT.c.type_id)
    .scalar_subquery(),
    owner_sort=select(User.name_sort).where(User.id == _AGREEMENT.c.owner_id).scalar_subquery(),
)
"""The keys of all contacts and of all agreements anew."""

_NUMBER: Any = bindparam("number")
_ONE_CONTACT = KEEP_CONTACTS.where(_CONTACT.c.id == _NUMBER)
_AT_PARTNER = KEEP_CONTACTS.where(
    _CONTACT.c.id.in_(select(Position.contact_id).where(Position.partner_id == _NUMBER))
)
_ONE_AGREEMENT = KEEP_AGREEMENTS.where(_AGREEMENT.c.id == _NUMBER)
_WITH_PARTNER = KEEP_AGREEMENTS.where(
    _AGREEMENT.c.id.in_(select(Party.agreement_id).where(Party.partner_id == _NUMBER))
)
_OF_TYPE = KEEP_AGREEMENTS.where(_AGREEMENT.c.type_id == _NUMBER)
_OF_PERSON = KEEP_AGREEMENTS.where(_AGREEMENT.c.owner_id == _NUMBER)


@event.listens_for(Session, "after_flush")
def keep_sort_keys(session: Session, _: UOWTransaction) -> None:
    """Renew the keys that hang on what a session flushes, whoever it is that changes it."""
    added, deleted = list(session.new), list(session.deleted)
    changed = [record for record in session.dirty if inspect(record).modified]
    held = [r for r in (*added, *changed, *deleted) if isinstance(r, Position)]
    parties = [r for r in (*added, *changed, *deleted) if isinstance(r, Party)]
    agreements = [r for r in changed if isinstance(r, Agreement) and _is_moved(r)]
    agreements += [r for r in added if isinstance(r, Agreement)]
    partners = [r for r in changed if isinstance(r, Partner)]
    renamed = [r.id for r in partners if _is_renamed(r)]
    resorted = [r.id for r in partners if _is_renamed(r) or _has_new(r, "category")]
    moved = [r.id for r in changed if isinstance(r, AgreementType) and _has_new(r, "place")]
    people = [r.id for r in changed if isinstance(r, User) and _has_new(r, "name_sort")]
    for statement, numbers in (
        (_ONE_CONTACT, _all_of(held, "contact_id")),
        (_AT_PARTNER, renamed),
        (_ONE_AGREEMENT, {a.id for a in agreements} | _all_of(parties, "agreement_id")),
        (_WITH_PARTNER, resorted),
        (_OF_TYPE, moved),
        (_OF_PERSON, people),
    ):
        if numbers:
            session.connection().execute(statement, [{"number": n} for n in sorted(numbers)])


def renew_keys(connection: Connection, contacts: Sequence[int], agreements: Sequence[int]) -> None:
    """The keys of those contacts and agreements anew."""
    for statement, numbers in ((_ONE_CONTACT, contacts), (_ONE_AGREEMENT, agreements)):
        if numbers:
            connection.execute(statement, [{"number": number} for number in numbers])


def _is_renamed(partner: Partner) -> bool:
    return _has_new(partner, "name_sort") or _has_new(partner, "name_sort_zh")


def _is_moved(agreement: Agreement) -> bool:
    return _has_new(agreement, "type_id") or _has_new(agreement, "owner_id")


def _has_new(record: Base, attribute: str) -> bool:
    return inspect(record).attrs[attribute].history.has_changes()


def _all_of(records: Iterable[Base], attribute: str) -> set[int]:
    """The records that these belong to, and those that they belonged to before the flush."""
    histories = (inspect(record).attrs[attribute].history for record in records)
    return {number for history in histories for number in history.sum() if number is not None}
