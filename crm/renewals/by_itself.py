"""Notes what renewed by itself, each agreement in a transaction of its own."""

from datetime import date

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm.exc import StaleDataError

from crm.extensions import db
from crm.models import Agreement, Decision, Review, ReviewStage
from crm.renewals import queries


def renew_all_due(day: date) -> int:
    """How many agreements have renewed by themselves since nobody said no in time."""
    numbers = queries.due_to_renew(day)
    db.session.commit()
    return sum(_renew(number, day) for number in numbers)


def _renew(agreement_id: int, day: date) -> int:
    """Renew one; 0 when it does not renew, or when another server has been quicker."""
    try:
        agreement = queries.get_to_renew(agreement_id)
        review = renew_by_itself(agreement, day) if agreement is not None else None
        if review is not None:
            db.session.add(review)
        db.session.commit()
    except (IntegrityError, StaleDataError):
        db.session.rollback()
        return 0
    return int(review is not None)


def renew_by_itself(agreement: Agreement, day: date) -> Review | None:
    """Note that it has renewed, since nobody said no in time; None when it has not.

    The end moves to that of the term that runs, and a review that is open is overtaken.
    """
    end = agreement.end_if_renewed(day)
    if end is None:
        return None
    review = queries.open_review(agreement.id) or Review(agreement_id=agreement.id, started_on=day)
    if agreement.decision is Decision.RENEW:
        review.decision, review.decided_on = agreement.decision, agreement.decided_on
    review.renewed_to = agreement.renewed_to = end
    review.close(ReviewStage.RENEWED, day)
    return review
