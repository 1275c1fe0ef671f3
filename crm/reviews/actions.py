"""What can be done to a review until its decision. An action never commits."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta

from flask_babel import gettext as _

from crm.errors import Refused, Values
from crm.extensions import db
from crm.models import Agreement, Recommendation, Review, ReviewLink, ReviewStage
from crm.models.token import new_token
from crm.reviews import queries

VALID_FOR = timedelta(days=30)
"""How long the academic lead has for an answer."""


def start_review(_values: Values, agreement: Agreement, by_id: int, day: date) -> Review:
    """Raises Refused when one is open, or when nothing has to be decided about the agreement.

    Two people at once: the database lets one of them in.
    """
    return next(start_reviews([agreement], by_id, day))


def start_reviews(agreements: Sequence[Agreement], by_id: int, day: date) -> Iterator[Review]:
    """The same for many, whose open reviews are looked for once; each is begun as it is taken."""
    open_ones = queries.open_reviews(agreement.id for agreement in agreements)
    for agreement in agreements:
        if agreement.id in open_ones:
            raise Refused(_is_open())
        yield begin_review(agreement, by_id, day)


def begin_review(agreement: Agreement, by_id: int, day: date) -> Review:
    """A review of an agreement that has no open one."""
    if not agreement.needs_decision:
        raise Refused(_("Nothing has to be decided about this agreement now."))
    review = Review(agreement=agreement, started_on=day, started_by_id=by_id)
    db.session.add(review)
    return review


def why_not_started(numbers: Iterable[int]) -> Mapping[int, str]:
    """For which of those agreements no review can be started, and why."""
    return dict.fromkeys(queries.with_open_review(numbers), _is_open())


def evaluate(values: Values, review: Review, day: date, *, is_finished: bool) -> Review:
    """Keep what was typed, and go on to the decision when the evaluation is finished."""
    _refuse_decided(review)
    if values.get("recommendation", review.recommendation) != review.recommendation:
        review.recommended_on = day if values["recommendation"] is not None else None
    review.assign(values)
    if is_finished:
        review.stage = ReviewStage.DECIDING
    else:
        _begin_evaluation(review)
    return review


def ask_lead(_values: Values, review: Review, by_id: int, at: datetime) -> ReviewLink:
    """A new link for the academic lead; one that was still open works no longer."""
    _refuse_decided(review)
    for link in queries.links(review.id):
        if link.is_open(at):
            link.withdrawn_at = at
    made = ReviewLink(review=review, key=new_token(), expires_at=at + VALID_FOR, made_by_id=by_id)
    db.session.add(made)
    return made


def withdraw_link(_values: Values, link: ReviewLink, at: datetime) -> ReviewLink:
    """It stops working; one that was used stays used."""
    if link.used_at is None:
        link.withdrawn_at = link.withdrawn_at or at
    return link


def recommend(values: Values, link: ReviewLink, at: datetime, day: date) -> Review:
    """The academic lead answers, once: of two answers at a time the database takes one."""
    if not link.is_open(at):
        raise Refused(_("This link has been used or has run out."))
    if values.get("recommendation") is Recommendation.CHANGE and not values["recommendation_text"]:
        raise Refused(_("Say what should change."), "recommendation_text")
    link.used_at = at
    review = link.review
    review.assign(values)
    review.recommended_on = day
    _begin_evaluation(review)
    return review


def _is_open() -> str:
    return _("A review of this agreement is open already.")


def _begin_evaluation(review: Review) -> None:
    if review.stage is ReviewStage.TO_DO:
        review.stage = ReviewStage.EVALUATING


def _refuse_decided(review: Review) -> None:
    if not review.is_undecided:
        raise Refused(_("This review has been decided already."))
