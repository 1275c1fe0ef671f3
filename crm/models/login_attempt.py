"""Passwords that were wrong: how long the next guess has to wait, and what is kept for that."""

from datetime import datetime, timedelta

from sqlalchemy import Index, String
from sqlalchemy.orm import Mapped, mapped_column

from crm.database import Base

FORGOTTEN_AFTER = timedelta(days=1)
"""A failure that is older makes nobody wait any more."""

FREE_FOR_ACCOUNT, LONGEST_FOR_ACCOUNT = 5, 300
"""So many failures cost no time, as people mistype; then the wait doubles up to so many seconds:
about three hundred guesses a day for one account (ASVS 5.0, 6.3.1)."""

FREE_FOR_NEWCOMER = 3
"""So many passwords from a network that has not failed with the account before are looked at
whatever others do: who guesses elsewhere does not keep the owner out of a new browser."""

FREE_FOR_SENDER, LONGEST_FOR_SENDER = 50, 60
"""Of a whole network, which may be the office itself behind one address."""


class LoginAttempt(Base):
    """A login that failed, or is under way: noted before the password is looked at, so that many
    at once count each other, and taken back when it was right.

    Whose it is stands as a digest of what was typed, so that accounts which do not exist are
    slowed as those that do, and nobody's mistyped password is kept as an address.
    """

    __tablename__ = "login_attempt"
    __table_args__ = (
        Index("ix_login_attempt_account", "account", "attempted_at"),
        Index("ix_login_attempt_sender", "sender", "attempted_at"),
        Index("ix_login_attempt_attempted_at", "attempted_at"),
    )

    account: Mapped[str] = mapped_column(String(64))
    device: Mapped[str] = mapped_column(String(64), default="")
    """The mark of a browser in which that account has come in before; empty for any other."""
    sender: Mapped[str] = mapped_column(String(64))
    attempted_at: Mapped[datetime]


def seconds_to_wait(
    failures: int, last: datetime | None, moment: datetime, *, free: int, longest: int
) -> int:
    """How long it takes until another password is looked at; 0 when it may be looked at now."""
    if last is None or failures < free:
        return 0
    # No higher power than is needed: thousands of failures may have gathered.
    delay = min(2 ** min(failures - free, longest.bit_length()), longest)
    left = (last + timedelta(seconds=delay) - moment).total_seconds()
    return max(0, -int(-left // 1))
