"""How agreements hang together, and how an amendment moves the end of what it amends."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from sqlalchemy import event, inspect, select
from sqlalchemy.orm import Session, UOWTransaction

from crm.models.agreement import Agreement, Link
from crm.models.life import Stage

AMENDING = (Link.AMENDS, Link.ANNEX)
NOT_YET = 2**62
"""In place of the number that a record gets when it is saved."""

_MOVING = (
    "expires_on",
    "is_open_ended",
    "renewed_to",
    "stage",
    "link",
    "parent_id",
    "signed_on",
    "effective_on",
    "reviewed_on",
    "review_years",
)
"""The attributes of an agreement whose change can move an end, its own or its parent's."""


def paper_of_the_end(own: Agreement, amendments: Iterable[Agreement]) -> Agreement:
    """The paper that says when it ends: the latest signed amendment that speaks of it, or itself.

    Amendments follow each other by the day they take effect, or were signed, or were filed.
    """
    speaking = [a for a in amendments if a.stage is Stage.SIGNED and (a.ends_on or a.is_endless)]
    return max(speaking, key=_order, default=own)


def _order(amendment: Agreement) -> tuple[date, int]:
    day = amendment.effective_on or amendment.signed_on or date.min
    return day, amendment.id or NOT_YET


@event.listens_for(Session, "before_flush")
def keep_ends(session: Session, _: UOWTransaction, __: Any) -> None:
    """Write the effective end of each agreement whose paper or amendments a session changes."""
    touched = [record for record in session.new if isinstance(record, Agreement)]
    touched += [r for r in session.dirty if isinstance(r, Agreement) and _has_moved(r)]
    leaving = [r for r in session.deleted if isinstance(r, Agreement) and r.link in AMENDING]
    if not touched and not leaving:
        return
    with session.no_autoflush:
        for agreement in touched:
            _keep_end(session, agreement)
        for above in {a for record in (*touched, *leaving) for a in _all_above(session, record)}:
            _keep_upwards(session, above)


def keep_above(session: Session, agreement: Agreement) -> None:
    """Write the ends of those that it stands under anew, when it has come back."""
    if agreement.link in AMENDING:
        for above in _all_above(session, agreement):
            _keep_upwards(session, above)


def _has_moved(agreement: Agreement) -> bool:
    attributes = inspect(agreement).attrs
    return any(attributes[name].history.has_changes() for name in _MOVING)


def _above(session: Session, agreement: Agreement) -> Agreement | None:
    """The one that it stands under, which may be as new as itself and have no number yet."""
    if agreement.parent_id is not None:
        return session.get(Agreement, agreement.parent_id)
    above: Agreement | None = vars(agreement).get("parent")
    return above


def _all_above(session: Session, agreement: Agreement) -> Iterable[Agreement]:
    """The agreement above, and the one that it stood under until now."""
    before = inspect(agreement).attrs.parent_id.history.deleted
    found = [_above(session, agreement), *(session.get(Agreement, n) for n in before if n)]
    return [above for above in found if above is not None]


def _keep_upwards(session: Session, agreement: Agreement) -> None:
    seen: set[Agreement] = set()
    above: Agreement | None = agreement
    while above is not None and above not in seen:
        seen.add(above)
        _keep_end(session, above)
        above = _above(session, above)


def _keep_end(session: Session, agreement: Agreement) -> None:
    paper = paper_of_the_end(agreement, _amendments(session, agreement))
    if paper is agreement:
        ends_on, is_endless = agreement.expires_on, bool(agreement.is_open_ended)
    else:
        ends_on, is_endless = paper.ends_on, paper.is_endless
    if _is_said_anew(agreement, paper):
        agreement.renewed_to = None
    renewed_to = agreement.renewed_to
    if ends_on is not None and renewed_to is not None and renewed_to > ends_on:
        ends_on = renewed_to
    source = None if paper is agreement else paper
    agreement.set_end(ends_on, is_endless=is_endless, source=source)
    agreement.keep_review_day()


def _is_said_anew(agreement: Agreement, paper: Agreement) -> bool:
    """Whether a session changes which paper says when it ends, or what that paper says: it has
    renewed by itself after an end that does not hold any more."""
    state = inspect(agreement)
    if not state.persistent or state.attrs.renewed_to.history.has_changes():
        return False
    is_own = paper is agreement
    is_other = agreement.end_from_id != (None if is_own else paper.id or NOT_YET)
    words = ("expires_on", "is_open_ended") if is_own else ("ends_on", "is_endless")
    said = inspect(paper).attrs
    return is_other or any(said[name].history.has_changes() for name in words)


def _amendments(session: Session, agreement: Agreement) -> list[Agreement]:
    stored: Sequence[Agreement] = ()
    if inspect(agreement).persistent:
        under = Agreement.parent_id == agreement.id
        statement = select(Agreement).where(under, Agreement.link.in_(AMENDING))
        stored = session.scalars(statement).all()
    unstored = [r for r in session.new if isinstance(r, Agreement)]
    candidates = [a for a in {*stored, *unstored} - set(session.deleted) if a.link in AMENDING]
    return [a for a in candidates if _above(session, a) is agreement]
