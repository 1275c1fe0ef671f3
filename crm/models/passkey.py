"""Passkeys: keys that a person's device holds and never gives away (WebAuthn)."""

from datetime import datetime

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from crm.database import IS_SECRET, Base

MOST_PASSKEYS = 20
"""So many a person may have: each is asked for at the login by name."""

LONGEST_CREDENTIAL = 1364
"""1,023 bytes, the most that the standard allows (WebAuthn Level 3, 5.8.3), as base64url."""


class Passkey(Base):
    """One device or security key of one person. What is kept of it opens nothing by itself."""

    __tablename__ = "passkey"
    __table_args__ = (
        UniqueConstraint("user_id", "name"),
        CheckConstraint("name <> ''", name="name_given"),
        CheckConstraint("sign_count BETWEEN 0 AND 4294967295", name="sign_count"),
    )

    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id", ondelete="CASCADE"))
    name: Mapped[str] = mapped_column(String(60))
    host: Mapped[str] = mapped_column(String(253))
    """Of which address it is: the device gives it to no other one."""
    credential: Mapped[str] = mapped_column(String(LONGEST_CREDENTIAL), unique=True, info=IS_SECRET)
    public_key: Mapped[str] = mapped_column(String(4000), info=IS_SECRET)
    sign_count: Mapped[int] = mapped_column(BigInteger)
    """How often the device says that it was used; 0 for ever where it does not count."""
    used_at: Mapped[datetime | None]


class PasskeyChallenge(Base):
    """What a device was asked to sign, once, by whoever bears that token."""

    __tablename__ = "passkey_challenge"
    __table_args__ = (
        Index("ix_passkey_challenge_user_id", "user_id"),
        Index("ix_passkey_challenge_asked_at", "asked_at"),
    )

    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id", ondelete="CASCADE"))
    token_digest: Mapped[str] = mapped_column(String(64), unique=True, info=IS_SECRET)
    """Of the session, or of the login that waits for its second step."""
    challenge: Mapped[str] = mapped_column(String(64), info=IS_SECRET)
    asked_at: Mapped[datetime]
