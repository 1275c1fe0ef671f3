"""What the first page counts, kept from page to page as long as nothing was changed."""

from sqlalchemy import exists, literal, select

from crm.contacts import unused
from crm.digests import counts
from crm.extensions import db
from crm.frozen import Frozen
from crm.home import queries
from crm.models import Agreement
from crm.renewals.queries import end_is_unknown
from crm.web.locale import Reader
from crm.web.unchanged import while_unchanged


class Counted(Frozen):
    digest: counts.Counts
    """What the reader's digest would say."""
    numbers: queries.Numbers
    unused: int
    """How many contacts come up for review, for who decides about them."""
    has_unknown_ends: bool
    """Whether agreements wait for a decision of which nobody knows by when."""


@while_unchanged(256)
def counted(who: Reader) -> Counted:
    """In one statement."""
    digest = counts.counted(who.user_id or 0, sees_to_all=who.sees_all, day=who.day)
    comes_up = unused.counted(who.day) if who.sees_all else literal(0)
    unknown = exists(select(Agreement.id).where(end_is_unknown()))
    asked = select(*digest, *queries.counted(who.day), comes_up, unknown)
    late, ahead, decided, *numbers, unused_now, is_unknown = db.session.execute(asked).one()
    said = counts.Counts(late, ahead, decided)
    return Counted(said, queries.Numbers(*numbers), unused_now, has_unknown_ends=is_unknown)
