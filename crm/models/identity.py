"""Who somebody is to an identity provider, by which they log in."""

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from crm.database import IS_SECRET, Base

LONGEST_SUBJECT = 255
"""OpenID Connect Core 1.0, 2: `sub` has at most 255 letters of ASCII."""


class Identity(Base):
    """One account's own at one provider. A subject is never given to anybody else there, which an
    e-mail address may be (OpenID Connect Core 1.0, 5.7)."""

    __tablename__ = "identity"
    __table_args__ = (
        UniqueConstraint("issuer", "subject"),
        UniqueConstraint("user_id", "issuer"),
    )

    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id", ondelete="CASCADE"))
    issuer: Mapped[str] = mapped_column(String(300))
    subject: Mapped[str] = mapped_column(String(LONGEST_SUBJECT), info=IS_SECRET)
