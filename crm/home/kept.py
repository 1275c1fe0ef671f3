"""What the first page counts, kept from page to page as long as nothing was changed."""

from sqlalchemy import literal, select

from crm.contacts import unused
from crm.digests import counts
from crm.extensions import db
from crm.frozen import Frozen
from crm.home import queries
from crm.web.locale import Reader
from crm.web.unchanged import while_unchanged


class Counted(Frozen):
    digest: counts.Counts
    """What the reader's digest would say."""
    numbers: queries.Numbers
    unused: int
    """How many contacts come up for review, for who decides about them."""


@while_unchanged(256)
def counted(who: Reader) -> Counted:
    """In one statement."""
    digest = counts.counted(who.user_id or 0, sees_to_all=who.sees_all, day=who.day)
    comes_up = unused.counted(who.day) if who.sees_all else literal(0)
    asked = select(*digest, *queries.counted(who.day), comes_up)
    late, ahead, decided, *numbers, number = db.session.execute(asked).one()
    return Counted(counts.Counts(late, ahead, decided), queries.Numbers(*numbers), number)
