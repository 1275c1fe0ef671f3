"""Every SELECT about enquiries."""

from collections.abc import Sequence
from datetime import datetime
from functools import cache

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import joinedload

from crm.database import AnySelect
from crm.extensions import db
from crm.models import Change, Enquiry, EnquiryStatus
from crm.models.search import found


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
    )


def search(typed: str) -> ColumnElement[bool] | None:
    return found(Enquiry, typed)


def waits() -> ColumnElement[bool]:
    return Enquiry.status == EnquiryStatus.RECEIVED


def get(enquiry_id: int) -> Enquiry | None:
    """The enquiry with the partner that it became."""
    return db.session.get(Enquiry, enquiry_id, options=(joinedload(Enquiry.partner),))


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


def told_of(enquiry_id: int) -> Sequence[Change]:
    """The lines of the enquiry's history."""
    about = (Change.owner_type == Enquiry.__tablename__, Change.owner_id == enquiry_id)
    return db.session.scalars(select(Change).where(*about)).all()
