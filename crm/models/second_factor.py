"""What is asked after the password: codes from an app, codes on paper, and a login half way."""

import hmac
import secrets
from datetime import datetime, timedelta

import pyotp
from sqlalchemy import BigInteger, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from crm.database import IS_SECRET, Base, Word
from crm.models.user import Role

HALF_LASTS = timedelta(minutes=10)
"""So long after the password the code may be given; then the password is asked again."""

CODES = 10
"""So many recovery codes make a set."""

CODE_SIGNS = "abcdefghjkmnpqrstuvwxyz23456789"
CODE_LENGTH = 24
"""31 signs that nobody confuses, 24 of them: 118 bits, so that a plain digest is enough (ASVS 5.0,
6.5.2 asks for 112)."""


class FactorRule(Word):
    """Of whom a second factor is required."""

    NOBODY = "nobody"
    ADMINISTRATORS = "administrators"
    EVERYBODY = "everybody"

    def asks(self, role: Role) -> bool:
        return self is FactorRule.EVERYBODY or (
            self is FactorRule.ADMINISTRATORS and role is Role.ADMIN
        )


class Authenticator(Base):
    """The app of one person that makes codes out of a secret and the time (TOTP, RFC 6238)."""

    __tablename__ = "authenticator"

    user_id: Mapped[int] = mapped_column(
        ForeignKey("user_account.id", ondelete="CASCADE"), unique=True
    )
    secret: Mapped[str] = mapped_column(String(300), info=IS_SECRET)
    """Sealed with a key that the database does not hold."""
    last_step: Mapped[int] = mapped_column(BigInteger)
    """The half minute of the code that was used last: it and those before are used up."""


class RecoveryCode(Base):
    """A code on paper for the day on which the telephone is lost; it works once."""

    __tablename__ = "recovery_code"
    __table_args__ = (Index("ix_recovery_code_user_id", "user_id"),)

    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id", ondelete="CASCADE"))
    digest: Mapped[str] = mapped_column(String(64), unique=True, info=IS_SECRET)


class HalfLogin(Base):
    """Somebody who gave the right password and has still to give the code. Opens nothing."""

    __tablename__ = "half_login"
    __table_args__ = (
        Index("ix_half_login_user_id", "user_id"),
        Index("ix_half_login_began_at", "began_at"),
    )

    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id", ondelete="CASCADE"))
    token_digest: Mapped[str] = mapped_column(String(64), unique=True, info=IS_SECRET)
    began_at: Mapped[datetime]


def new_secret() -> str:
    """160 random bits, as apps take them (RFC 4226 asks for 128 at least)."""
    return pyotp.random_base32(32)


def new_code() -> str:
    """As it stands on paper: six groups of four."""
    signs = "".join(secrets.choice(CODE_SIGNS) for _ in range(CODE_LENGTH))
    return "-".join(signs[start : start + 4] for start in range(0, CODE_LENGTH, 4))


def typed_code(text: str) -> str:
    """A code without what people put between its signs."""
    return "".join(sign for sign in text.lower() if sign.isalnum())


def step_of(secret: str, code: str, moment: datetime) -> int | None:
    """The present half minute, if that is its code; a code is good for no longer (ASVS 5.0, 6.5.5).
    None for any other."""
    totp = pyotp.TOTP(secret)
    present = totp.timecode(moment)
    return present if _is_code_of(totp, present, code) else None


def is_beside(secret: str, code: str, moment: datetime) -> bool:
    """Whether it is the code of the half minute before or after: it has run out while it was typed,
    or the clocks differ."""
    totp = pyotp.TOTP(secret)
    present = totp.timecode(moment)
    return _is_code_of(totp, present - 1, code) or _is_code_of(totp, present + 1, code)


def _is_code_of(totp: pyotp.TOTP, step: int, code: str) -> bool:
    return hmac.compare_digest(totp.generate_otp(step).encode(), typed_code(code).encode())
