"""Logins that failed, as administrators see them; what slows guesses is counted elsewhere."""

from datetime import datetime, timedelta

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from crm.database import Base
from crm.models.user_session import LONGEST_DEVICE

FAILURES_KEPT = timedelta(days=90)
"""So long they are shown; then they go, as they say from where people come."""


class FailedLogin(Base):
    """One wrong password. What was typed as an address is kept of accounts alone, by their number:
    it may be somebody's password."""

    __tablename__ = "failed_login"
    __table_args__ = (
        Index("ix_failed_login_failed_at", "failed_at", "id"),
        Index("ix_failed_login_user_id", "user_id", "failed_at"),
        Index("ix_failed_login_address", "address", "failed_at"),
    )

    user_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id", ondelete="CASCADE"))
    """None: there is no account with the address that was typed."""
    address: Mapped[str] = mapped_column(String(45))
    """Of the machine that sent it, as the network knows it."""
    device: Mapped[str] = mapped_column(String(LONGEST_DEVICE), default="")
    """What the browser says of itself."""
    failed_at: Mapped[datetime]
