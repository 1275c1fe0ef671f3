"""An agreement with all that hangs on it once, for its page: in one statement."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import func, select

from crm.agreements.answers import OwnPart, listed_part, read_part
from crm.agreements.families import Tied, listed_chain, read_chain
from crm.agreements.queries import loads
from crm.extensions import db
from crm.frozen import Frozen
from crm.models import Agreement, Review


class Whole(Frozen):
    """`review` is the one that is open, and `reviews` how many it has had; `own` is what it answers
    in the fields of its type, and `chain` what it hangs together with."""

    agreement: Agreement
    own: OwnPart
    review: Review | None
    reviews: int
    chain: Sequence[Tied]


def whole(agreement_id: int, day: date) -> Whole | None:
    """The agreement as it stands on that day."""
    is_its_own = (Review.agreement_id == Agreement.id) & Review.closed_on.is_(None)
    had = select(func.count()).where(Review.agreement_id == Agreement.id).correlate(Agreement)
    found = select(
        Agreement,
        listed_part(Agreement.id, Agreement.type_id).label("own"),
        Review,
        had.scalar_subquery().label("reviews"),
        listed_chain(agreement_id, day).label("chain"),
    )
    found = found.outerjoin(Review, is_its_own).options(*loads())
    row = db.session.execute(found.where(Agreement.id == agreement_id)).unique().first()
    if row is None:
        return None
    return Whole(row[0], read_part(row.own), row[2], row.reviews, read_chain(row.chain))
