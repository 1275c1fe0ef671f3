"""The links to the academic lead on the page of a review, each with what has become of it."""

from collections.abc import Sequence
from datetime import datetime

from crm.database import Word
from crm.frozen import Frozen
from crm.models import Review, ReviewLink
from crm.reviews import queries
from crm.reviews.mail import mail_with
from crm.reviews.signing import address_of


class LinkState(Word):
    OPEN = "open"
    USED = "used"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"
    DECIDED = "decided"
    """Nobody needs the answer any more."""


class Asked(Frozen):
    """A link that was given out. While it works it has its address, and the e-mail with it."""

    link: ReviewLink
    state: LinkState
    address: str | None = None
    mail: str | None = None


def asked(review: Review, moment: datetime) -> Sequence[Asked]:
    """The latest first."""
    return [_asked(link, moment) for link in queries.links(review.id)]


def _asked(link: ReviewLink, moment: datetime) -> Asked:
    if link.is_open(moment):
        address = address_of(link)
        return Asked(link, LinkState.OPEN, address, mail_with(link, address))
    if link.used_at is not None:
        return Asked(link, LinkState.USED)
    if link.withdrawn_at is not None:
        return Asked(link, LinkState.WITHDRAWN)
    return Asked(link, LinkState.EXPIRED if link.expires_at <= moment else LinkState.DECIDED)
