"""The decision of a review, and taking it back: the agreement and its review always agree."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from flask_babel import gettext as _

from crm.errors import Refused, Values
from crm.models import Agreement, Decision, Review, ReviewStage, Stage
from crm.playbooks import schedule
from crm.reviews import closing, queries
from crm.reviews.actions import begin_review


def renew(values: Values, review: Review, by_id: int, day: date) -> Review:
    """It is to be renewed: the successor is negotiated. One without an end simply goes on."""
    _decide(values, review, Decision.RENEW, by_id, day)
    schedule.catch_up(day)
    return review


def let_end(values: Values, review: Review, by_id: int, day: date) -> Review:
    """It is to be let end, with the closing tasks that were ticked."""
    _decide(values, review, Decision.END, by_id, day)
    closing.make_tasks(values, review, by_id)
    schedule.catch_up(day)
    return review


def decide_at_once(
    _values: Values, agreement: Agreement, decision: Decision, by_id: int, day: date
) -> Review:
    """The short way, without a reason: in the open review, or in one that is begun for it."""
    review = next(decide([agreement], decision, by_id, day))
    schedule.catch_up(day)
    return review


def decide(
    agreements: Sequence[Agreement], decision: Decision, by_id: int, day: date
) -> Iterator[Review]:
    """The same for many, whose open reviews are looked for once; each is decided as it is taken.
    The tasks of playbooks follow all of them with `schedule.catch_up`."""
    open_ones = queries.open_reviews(agreement.id for agreement in agreements)
    for agreement in agreements:
        review = open_ones.get(agreement.id) or begin_review(agreement, by_id, day)
        _decide({}, review, decision, by_id, day)
        yield review


def why_not_decided(numbers: Sequence[int]) -> Mapping[int, str]:
    """In which of those reviews nothing can be decided any more, and why."""
    return dict.fromkeys(queries.decided(numbers), _is_decided())


def take_back(_values: Values, review: Review, day: date) -> Review:
    """Undecided again. Raises Refused when something has come of the decision since."""
    _refuse_overtaken(review)
    agreement = review.agreement
    agreement.decision = agreement.decided_on = None
    if agreement.is_endless and review.stage is ReviewStage.RENEWED:
        agreement.reviewed_on = queries.renewed_before(review)
    review.decision = review.decided_on = review.decided_by_id = None
    review.stage, review.closed_on = ReviewStage.DECIDING, None
    closing.drop_tasks(review)
    schedule.catch_up(day)
    return review


def undo(_values: Values, agreement: Agreement, day: date) -> Agreement:
    """Take back what was decided last about the agreement, in its review when there is one."""
    review = queries.latest(agreement.id)
    if review is not None and review.decision is not None:
        take_back({}, review, day)
    agreement.decision = agreement.decided_on = None
    schedule.catch_up(day)
    return agreement


def _decide(values: Values, review: Review, decision: Decision, by_id: int, day: date) -> None:
    if not review.is_undecided:
        raise Refused(_is_decided())
    review.agreement.decide(decision, day)
    review.decision, review.decided_on, review.decided_by_id = decision, day, by_id
    review.decision_reason = values.get("decision_reason") or review.decision_reason
    if decision is Decision.END:
        review.close(ReviewStage.ENDED, day)
    elif review.agreement.is_endless:
        review.close(ReviewStage.RENEWED, day)
    else:
        review.stage = ReviewStage.NEGOTIATING


def _is_decided() -> str:
    return _("This review has been decided already.")


def _refuse_overtaken(review: Review) -> None:
    agreement, latest = review.agreement, queries.latest(review.agreement_id)
    if review.decision is None:
        raise Refused(_("Nothing has been decided in this review."))
    if latest is not review:
        raise Refused(_("A later review of this agreement has begun since."))
    if agreement.stage is not Stage.SIGNED:
        raise Refused(_("The agreement has been closed since. Reinstate it first."))
    if review.successor_id is not None:
        raise Refused(_("A successor has been made. Abandon or delete that first."))
    is_kept = agreement.decision == review.decision or agreement.is_endless
    if review.renewed_to is not None or not is_kept:
        raise Refused(_("The end of the agreement has moved since. Start a new review instead."))
