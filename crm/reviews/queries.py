"""Every SELECT about reviews."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from crm.extensions import db
from crm.models import Agreement, Party, Review


def get(review_id: int) -> Review | None:
    """The review with its agreement as its pages show it, its successor, and who did what."""
    agreement = joinedload(Review.agreement)
    loads = (
        agreement.joinedload(Agreement.type),
        agreement.joinedload(Agreement.owner),
        agreement.joinedload(Agreement.end_from),
        agreement.joinedload(Agreement.parties).joinedload(Party.partner),
        joinedload(Review.successor),
        joinedload(Review.started_by),
        joinedload(Review.decided_by),
    )
    return db.session.get(Review, review_id, options=loads)


def open_review(agreement_id: int) -> Review | None:
    """The agreement's open review with the agreement; None while there is none."""
    is_its = (Review.agreement_id == agreement_id, Review.closed_on.is_(None))
    return db.session.scalar(select(Review).where(*is_its).options(joinedload(Review.agreement)))


def going_with_agreement(agreement_id: int) -> Sequence[Review]:
    """The reviews that are deleted together with the agreement."""
    its = select(Review).where(Review.agreement_id == agreement_id)
    return db.session.scalars(its.options(joinedload(Review.agreement)).order_by(Review.id)).all()
