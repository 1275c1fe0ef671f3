"""What can be done to a review until its decision. An action never commits."""

from datetime import date

from flask_babel import gettext as _

from crm.errors import Refused, Values
from crm.extensions import db
from crm.models import Agreement, Review
from crm.reviews import queries


def start_review(_values: Values, agreement: Agreement, by_id: int, day: date) -> Review:
    """Raises Refused when one is open, or when nothing has to be decided about the agreement.

    Two people at once: the database lets one of them in.
    """
    if queries.open_review(agreement.id) is not None:
        raise Refused(_("A review of this agreement is open already."))
    if not agreement.needs_decision:
        raise Refused(_("Nothing has to be decided about this agreement now."))
    review = Review(agreement=agreement, started_on=day, started_by_id=by_id)
    db.session.add(review)
    return review
