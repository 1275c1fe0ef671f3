"""Which contacts nobody has made use of for years: they come up for review.

A contact is used while it is changed, while an agreement names it, and while there is something
with a partner where it has a position: an agreement that has not been over for that long, an entry
of the timeline, a task.
"""

from datetime import date
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Date,
    ScalarSelect,
    and_,
    func,
    literal,
    or_,
    select,
    union_all,
)

from crm.database import AnySelect
from crm.expressions import DaysBefore, Unsought
from crm.extensions import db
from crm.models import (
    Agreement,
    Contact,
    FieldValue,
    Happening,
    Office,
    Party,
    Position,
    Task,
)
from crm.models.life import Stage
from crm.models.office import CONTACT_YEARS

DAYS = 365
"""A year, near enough for years without use."""

MOST = 1000
"""More than so many need not be told apart."""


def years() -> Any:
    """After how many years a contact comes up, as the office has said; as SQL."""
    said = select(Office.contact_years).where(Office.id == 1).scalar_subquery()
    return func.coalesce(said, CONTACT_YEARS)


def is_unused(day: date) -> ColumnElement[bool]:
    """Whether the contact has not been used for so long, on that day."""
    since = DaysBefore(literal(day, Date), years() * DAYS)
    held = select(Position.id).where(
        Position.contact_id == Contact.id,
        Unsought(Position.partner_id).in_(_busy_partners(since)),
    )
    named = select(FieldValue.id).join(Agreement, Agreement.id == FieldValue.agreement_id)
    named = named.where(FieldValue.contact_id == Contact.id, _has_run(since))
    old = Contact.updated_at < since
    return and_(old, ~held.correlate(Contact).exists(), ~named.correlate(Contact).exists())


def is_up(contact_id: int, day: date) -> bool:
    """Whether that contact comes up for review on that day."""
    found = select(Contact.id).where(Contact.id == contact_id, is_unused(day))
    return db.session.scalar(found) is not None


def counted(day: date) -> ScalarSelect[int]:
    """The number of those that come up, `MOST` at most, to be selected."""
    few = select(Contact.id).where(is_unused(day)).limit(MOST).subquery()
    return select(func.count()).select_from(few).scalar_subquery()


def _has_run(since: Any) -> ColumnElement[bool]:
    """Whether the agreement is made, runs, or ended no longer ago than that."""
    goes_on = or_(Agreement.ends_on.is_(None), Agreement.ends_on >= since)
    is_closed = Agreement.stage.in_((Stage.TERMINATED, Stage.SUPERSEDED, Stage.ABANDONED))
    return or_(and_(~is_closed, goes_on), Agreement.closed_on >= since)


def _busy_partners(since: Any) -> AnySelect:
    """The partners with whom there was something since then: found once, not for each contact."""
    unknown = and_(Happening.happened_on.is_(None), Happening.created_at >= since)
    happened = or_(Happening.happened_on >= since, unknown)
    to_do = or_(Task.done_at.is_(None), Task.done_at >= since)
    signed = select(Party.partner_id).join(Agreement, Agreement.id == Party.agreement_id)
    of_paper = select(Party.partner_id).join(
        Happening, Happening.agreement_id == Party.agreement_id
    )
    of_work = select(Party.partner_id).join(Task, Task.agreement_id == Party.agreement_id)
    return select(
        union_all(
            signed.where(_has_run(since)),
            select(Happening.partner_id).where(happened, Happening.partner_id.is_not(None)),
            of_paper.where(happened),
            select(Task.partner_id).where(to_do, Task.partner_id.is_not(None)),
            of_work.where(to_do),
        )
        .subquery()
        .c.partner_id
    )
