"""Open reviews follow what becomes of agreements: signed, abandoned, closed, prolonged."""

from datetime import date

from crm.extensions import db
from crm.models import Agreement, Decision, Review, ReviewStage, Stage
from crm.models.life import BEING_MADE
from crm.reviews import queries


def keep_up(agreement: Agreement, day: date) -> None:
    """Let each open review follow that the agreement was filed, changed or moved on a step."""
    db.session.flush()  # its number is known, and which ends it has moved
    for review in queries.touched_by(agreement):
        _follow_successor(review, agreement, day)
        _follow_closing(review, day)
        _follow_end(review, day)


def _follow_successor(review: Review, agreement: Agreement, day: date) -> None:
    """Signed it ends the review; a draft that fell away leaves room for another."""
    follows = agreement.predecessor_id == review.agreement_id
    if follows and agreement.stage is Stage.SIGNED:
        review.successor_id = agreement.id
        _close_as_renewed(review, day)
    elif follows and agreement.stage in BEING_MADE:
        review.successor_id = review.successor_id or agreement.id
    elif review.successor_id == agreement.id:
        review.successor_id = None


def _close_as_renewed(review: Review, day: date) -> None:
    if review.decision is not Decision.RENEW:
        review.decision, review.decided_on = Decision.RENEW, day
    if review.agreement.needs_decision:
        review.agreement.decide(Decision.RENEW, day)
    review.close(ReviewStage.RENEWED, day)


def _follow_closing(review: Review, day: date) -> None:
    """Whoever terminates or supersedes an agreement has decided about it."""
    if not review.is_open:
        return
    if review.agreement.stage is Stage.SUPERSEDED:
        review.successor_id = review.successor_id or queries.successor_of(review.agreement_id)
        _close_as_renewed(review, day)
    elif review.agreement.stage is Stage.TERMINATED:
        review.decision, review.decided_on = Decision.END, day
        review.close(ReviewStage.ENDED, day)


def _follow_end(review: Review, day: date) -> None:
    """An end that has moved is undecided: an amendment has renewed it, a correction has not."""
    agreement = review.agreement
    if not review.is_open or review.decision is None or agreement.decision is not None:
        return
    if agreement.end_from_id is not None:
        review.renewed_to = agreement.ends_on
        review.close(ReviewStage.RENEWED, day)
    else:
        review.decision = review.decided_on = review.decided_by_id = None
        review.stage = ReviewStage.DECIDING
