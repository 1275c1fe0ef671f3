"""Every SELECT about enquiries."""

from collections.abc import Sequence
from datetime import datetime
from functools import cache

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import joinedload

from crm.database import AnySelect, Base
from crm.extensions import db
from crm.models import Change, Enquiry, EnquiryStatus, Happening, Letter
from crm.models.finding import found


@cache
def rows() -> AnySelect:
    """What the queue shows."""
    return select(
        Enquiry.id,
        Enquiry.organisation,
        Enquiry.country,
        Enquiry.category,
        Enquiry.name,
        Enquiry.email,
        Enquiry.status,
        Enquiry.confirmed_at,
        Enquiry.created_at,
        Enquiry.version,
    )


def search(typed: str) -> ColumnElement[bool] | None:
    return found(Enquiry, typed)


def waits() -> ColumnElement[bool]:
    return Enquiry.status == EnquiryStatus.RECEIVED


def get(enquiry_id: int) -> Enquiry | None:
    """The enquiry with the partner that it became."""
    return db.session.get(Enquiry, enquiry_id, options=(joinedload(Enquiry.partner),))


def taken_up(numbers: Sequence[int]) -> Sequence[int]:
    """Which of them have been taken up."""
    is_taken = Enquiry.status == EnquiryStatus.TAKEN_UP
    return db.session.scalars(select(Enquiry.id).where(Enquiry.id.in_(numbers), is_taken)).all()


def sent_since(sender_digest: str, moment: datetime) -> int:
    """How many came from that network since then."""
    counted = select(func.count()).where(
        Enquiry.sender_digest == sender_digest, Enquiry.created_at >= moment
    )
    return db.session.scalar(counted) or 0


def wrote_since(email: str, moment: datetime) -> bool:
    """Whether that address has been given in an enquiry since then."""
    found = select(Enquiry.id).where(Enquiry.email == email, Enquiry.created_at >= moment)
    return db.session.scalar(found.limit(1)) is not None


def told_of(record: Base) -> Sequence[Change]:
    """The lines of the record's history."""
    about = (Change.owner_type == record.__tablename__, Change.owner_id == record.id)
    return db.session.scalars(select(Change).where(*about)).all()


def entries_of(enquiry: Enquiry) -> Sequence[Happening]:
    """The entries of the partner's timeline that keep its message as it came."""
    its = (Happening.partner_id == enquiry.partner_id, Happening.body == enquiry.message)
    return db.session.scalars(select(Happening).where(*its)).all()


def letters_to(enquiry: Enquiry) -> Sequence[Letter]:
    """What was written to the sender, who has no account."""
    its = (Letter.recipient == enquiry.email, Letter.user_id.is_(None))
    return db.session.scalars(select(Letter).where(*its)).all()
