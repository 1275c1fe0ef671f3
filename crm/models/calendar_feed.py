"""The private addresses by which a calendar program fetches what somebody has to decide or do."""

import secrets
from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from crm.database import IS_SECRET, Base, Word, words
from crm.models.user import User


class FeedKind(Word):
    """What a calendar shows."""

    ALL_DECISIONS = "all_decisions"
    MY_DECISIONS = "my_decisions"
    MY_TASKS = "my_tasks"


class CalendarFeed(Base):
    """One calendar of one person. `key` is what the signed token of its address carries.

    `published` is what was handed out last, entry by entry: only against that can it be said what
    has changed since and what is gone. `uid` ends the identifiers of its entries, and stays when
    the address is renewed.
    """

    __tablename__ = "calendar_feed"
    __table_args__ = (UniqueConstraint("user_id", "kind"),)

    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id", ondelete="CASCADE"))
    kind: Mapped[FeedKind] = mapped_column(words(FeedKind))
    key: Mapped[str] = mapped_column(String(64), unique=True, info=IS_SECRET)
    uid: Mapped[str] = mapped_column(String(40))
    published: Mapped[dict[str, Any]] = mapped_column(default=dict)
    renewed_at: Mapped[datetime]

    user: Mapped[User] = relationship(lazy="raise_on_sql")

    def renew(self, moment: datetime) -> None:
        """Another address; the one before leads nowhere from now on."""
        self.key, self.renewed_at = secrets.token_urlsafe(32), moment
