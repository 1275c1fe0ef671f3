"""The review on the page of an agreement: the open one with its next step, and how many were."""

from crm.frozen import Frozen
from crm.models import Agreement, Review
from crm.reviews.next_step import NextStep, next_step


class Section(Frozen):
    """What `templates/reviews/section.html` shows."""

    review: Review | None
    next: NextStep | None
    closed: int
    """How many reviews there were before."""


def section_of(agreement: Agreement, review: Review | None, number: int) -> Section:
    """`number` counts all reviews of the agreement, the open one among them."""
    if review is None:
        may_start = agreement.needs_decision
        return Section(None, next_step(agreement.id, None, None) if may_start else None, number)
    step = next_step(agreement.id, review.id, review.stage, review.successor_id, agreement.renewal)
    return Section(review, step, number - 1)
