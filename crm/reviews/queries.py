"""Every SELECT about reviews."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from functools import cache

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import joinedload

from crm.agreements import queries as agreement_queries
from crm.database import AnySelect
from crm.extensions import db
from crm.models import (
    Agreement,
    AgreementType,
    Decision,
    Party,
    Review,
    ReviewLink,
    Task,
    User,
)
from crm.renewals.queries import renews_anyway


@cache
def rows() -> AnySelect:
    """What the list of reviews shows, with what each is about."""
    return (
        select(
            Review.id,
            Review.version,
            Review.stage,
            Review.started_on,
            Review.recommendation,
            Review.recommended_by,
            Review.decision,
            Review.decided_on,
            Review.successor_id,
            Review.renewed_to,
            Review.closed_on,
            Review.agreement_id,
            Agreement.title_en.label("name_en"),
            Agreement.title_zh.label("name_zh"),
            Agreement.renewal,
            AgreementType.name_en.label("type_en"),
            AgreementType.name_zh.label("type_zh"),
            User.name.label("owner"),
        )
        .join(Agreement, Agreement.id == Review.agreement_id)
        .join(AgreementType, AgreementType.id == Agreement.type_id)
        .outerjoin(User, User.id == Agreement.owner_id)
    )


def search(typed: str) -> ColumnElement[bool] | None:
    """By what the agreement is called, or by its partners."""
    found = agreement_queries.search(typed)
    return None if found is None else about(found)


def about(agreements: ColumnElement[bool]) -> ColumnElement[bool]:
    """Whether the review is about one of those agreements."""
    return Review.agreement_id.in_(select(Agreement.id).where(agreements))


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


def decided(numbers: Iterable[int]) -> Sequence[int]:
    """Those of the reviews about which nobody has to say anything any more."""
    is_decided = Review.closed_on.is_not(None) | Review.decision.is_not(None)
    chosen = select(Review.id).where(Review.id.in_(list(numbers)), is_decided)
    return db.session.scalars(chosen).all()


def renewing_anyway(numbers: Iterable[int], day: date) -> Sequence[int]:
    """Those of the reviews for whose agreement a no on that day comes too late."""
    chosen = select(Review.id).join(Agreement, Agreement.id == Review.agreement_id)
    chosen = chosen.where(Review.id.in_(list(numbers)), renews_anyway(day))
    return db.session.scalars(chosen).all()


def open_review(agreement_id: int) -> Review | None:
    """The agreement's open review with the agreement; None while there is none."""
    is_its = (Review.agreement_id == agreement_id, Review.closed_on.is_(None))
    return db.session.scalar(select(Review).where(*is_its).options(joinedload(Review.agreement)))


def open_reviews(numbers: Iterable[int]) -> Mapping[int, Review]:
    """The open reviews of those agreements, each with its agreement, by the agreement's number."""
    is_theirs = (Review.agreement_id.in_(list(numbers)), Review.closed_on.is_(None))
    found = db.session.scalars(
        select(Review).where(*is_theirs).options(joinedload(Review.agreement))
    )
    return {review.agreement_id: review for review in found}


def with_open_review(numbers: Iterable[int]) -> Sequence[int]:
    """Those of the agreements whose review is under way."""
    is_open = select(Review.agreement_id).where(Review.closed_on.is_(None))
    return db.session.scalars(is_open.where(Review.agreement_id.in_(list(numbers)))).all()


def latest(agreement_id: int) -> Review | None:
    """The agreement's review that was begun last, with the agreement and the successor."""
    its = select(Review).where(Review.agreement_id == agreement_id)
    its = its.options(joinedload(Review.agreement), joinedload(Review.successor))
    return db.session.scalar(its.order_by(Review.id.desc()).limit(1))


def renewed_before(review: Review) -> date | None:
    """The day on which an earlier review let the same agreement go on; None when none has."""
    earlier = select(Review.decided_on).where(
        Review.agreement_id == review.agreement_id,
        Review.id < review.id,
        Review.decision == Decision.RENEW,
    )
    return db.session.scalar(earlier.order_by(Review.id.desc()).limit(1))


def touched_by(agreement: Agreement) -> Sequence[Review]:
    """The open reviews that may have to follow a change of that agreement: its own, that of the
    one before it, that of the one above it, and the one that it came of."""
    numbers = (agreement.id, agreement.predecessor_id, agreement.parent_id)
    theirs = Review.agreement_id.in_([number for number in numbers if number is not None])
    statement = select(Review).where(
        Review.closed_on.is_(None), or_(theirs, Review.successor_id == agreement.id)
    )
    return db.session.scalars(
        statement.options(joinedload(Review.agreement)).order_by(Review.id)
    ).all()


def successor_of(agreement_id: int) -> int | None:
    """The number of the agreement that followed it last."""
    following = select(Agreement.id).where(Agreement.predecessor_id == agreement_id)
    return db.session.scalar(following.order_by(Agreement.id.desc()).limit(1))


def closing_tasks(review_id: int) -> Sequence[Task]:
    """What was planned when it was let end, the soonest first."""
    its = select(Task).where(Task.review_id == review_id).options(joinedload(Task.assignee))
    return db.session.scalars(its.order_by(Task.due_on.asc().nulls_last(), Task.id)).all()


def links(review_id: int) -> Sequence[ReviewLink]:
    """The links that were given out, the latest first."""
    its = select(ReviewLink).where(ReviewLink.review_id == review_id)
    loads = (joinedload(ReviewLink.made_by), joinedload(ReviewLink.review))
    return db.session.scalars(its.options(*loads).order_by(ReviewLink.id.desc())).all()


def get_link(link_id: int) -> ReviewLink | None:
    return db.session.get(ReviewLink, link_id, options=(joinedload(ReviewLink.review),))


def link_with_key(key: str) -> ReviewLink | None:
    """The link with all that its page shows."""
    agreement = joinedload(ReviewLink.review).joinedload(Review.agreement)
    statement = select(ReviewLink).where(ReviewLink.key == key)
    loads = (
        agreement.joinedload(Agreement.parties).joinedload(Party.partner),
        joinedload(ReviewLink.made_by),
    )
    return db.session.scalars(statement.options(*loads)).unique().one_or_none()
