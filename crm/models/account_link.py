"""Links by which people choose their own password: nobody else ever types or knows it."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from crm.database import IS_SECRET, Base, Word, words
from crm.models.user import User


class LinkKind(Word):
    INVITATION = "invitation"
    RESET = "reset"


LIVES: Mapping[LinkKind, timedelta] = {
    LinkKind.INVITATION: timedelta(days=7),
    LinkKind.RESET: timedelta(hours=1),
}
"""How long each kind works. A new colleague may begin next Monday; whoever has forgotten a
password waits for the link, and it opens an account with work in it (ASVS 5.0, 6.4.1)."""


class AccountLink(Base):
    """A way in, once: whoever has the link sets the password of that account.

    There is one of a kind for a person, so that a new one ends the one before. Those that have
    been used, or were overtaken by another new password, stay as they are until the next.
    """

    __tablename__ = "account_link"
    __table_args__ = (UniqueConstraint("user_id", "kind"),)

    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id", ondelete="CASCADE"))
    kind: Mapped[LinkKind] = mapped_column(words(LinkKind))
    token_digest: Mapped[str] = mapped_column(String(64), unique=True, info=IS_SECRET)
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
    """From when it opens nothing any more, because a password was set."""

    user: Mapped[User] = relationship(lazy="raise_on_sql")

    def is_open(self, moment: datetime) -> bool:
        """Whether a password can be set by it then, if the account may log in at all."""
        return self.used_at is None and moment < self.expires_at


class ResetWish(Base):
    """Somebody has typed this address under *Forgot your password?*, whether or not it is one of
    ours. Kept until the next look at what is due, a minute at most: the page itself looks at no
    account, so that its answer takes as long for all addresses."""

    __tablename__ = "reset_wish"

    email: Mapped[str] = mapped_column(String(254))
