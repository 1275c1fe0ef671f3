"""Who is logged in, where and until when: kept on the server, so that it can be ended there."""

from datetime import datetime, timedelta

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from crm.database import IS_SECRET, Base
from crm.frozen import Frozen

NOTED_EVERY = timedelta(minutes=1)
"""A session that was used within this time is not written anew."""

CONFIRMED_FOR = timedelta(minutes=15)
"""So long after the password was typed it is not asked again before what is dangerous."""

LONGEST_DEVICE = 300


class UserSession(Base):
    """One login of one person in one browser, which holds the token and nothing else of it."""

    __tablename__ = "user_session"
    __table_args__ = (Index("ix_user_session_user_id", "user_id", "seen_at"),)

    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id", ondelete="CASCADE"))
    token_digest: Mapped[str] = mapped_column(String(64), unique=True, info=IS_SECRET)
    device: Mapped[str] = mapped_column(String(LONGEST_DEVICE), default="")
    """What the browser says of itself."""
    began_at: Mapped[datetime]
    seen_at: Mapped[datetime]
    """When a page was last asked for, to within `NOTED_EVERY`."""
    confirmed_at: Mapped[datetime]
    """When the password was last typed."""


class Limits(Frozen):
    """How long a session lasts."""

    idle: timedelta
    """Without a page being asked for."""
    longest: timedelta
    """Since the login, whatever is done."""

    def end_of(self, began_at: datetime, seen_at: datetime) -> datetime:
        """The instant from which the session is over, if no page is asked for before."""
        return min(seen_at + self.idle, began_at + self.longest)
