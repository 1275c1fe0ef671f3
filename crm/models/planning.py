"""Notes which agreements have to be planned anew: one listener on every flush, so that no room
can forget it. `crm/playbooks/schedule.py` plans them."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import Date, bindparam, column, event, inspect, table, update
from sqlalchemy.orm import Session, UOWTransaction

from crm.models.agreement import Agreement
from crm.models.life import Stage

UNPLANNED = date.min
"""`Agreement.planned_until` of one that has to be planned anew: a day that has always passed."""

_NOTED = "unplanned"
_PLANNED = (
    "type_id",
    "stage",
    "link",
    "signed_on",
    "effective_on",
    "ends_on",
    "is_endless",
    "closed_on",
    "notice_days",
    "preparation_days",
    "review_on",
    "postponed_to",
    "decision",
    "owner_id",
)
"""The attributes that the tasks of an agreement hang on."""

# A bare table: noting it is no change of the agreement, whose time and version stay.
_AGREEMENT = table("agreement", column("id"), column("planned_until", Date()))
_NOTE = (
    update(_AGREEMENT)
    .where(_AGREEMENT.c.id == bindparam("number"))
    .values(planned_until=bindparam("unplanned", UNPLANNED))
)


@event.listens_for(Session, "after_flush")
def note_unplanned(session: Session, _: UOWTransaction) -> None:
    """After the ends were kept: an amendment or a renewal moves those of others as well."""
    signed = (r for r in session.new if isinstance(r, Agreement) and r.stage is Stage.SIGNED)
    moved = (r for r in session.dirty if isinstance(r, Agreement) and _has_moved(r))
    if numbers := sorted({agreement.id for agreement in (*signed, *moved)}):
        session.connection().execute(_NOTE, [{"number": number} for number in numbers])
        session.info.setdefault(_NOTED, set()).update(numbers)


def _has_moved(agreement: Agreement) -> bool:
    attributes = inspect(agreement).attrs
    return any(attributes[name].history.has_changes() for name in _PLANNED)


def take_noted(session: Session) -> Sequence[int]:
    """The numbers of the agreements that this session has noted since it was asked last."""
    noted: set[int] = session.info.pop(_NOTED, set())
    return sorted(noted)
