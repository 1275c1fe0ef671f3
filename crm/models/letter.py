"""What the office sends by e-mail: kept until a mail server has taken it, and for a while after."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from crm.database import Base
from crm.models.user import User


class Letter(Base):
    """One e-mail to one address, with all that it says.

    It waits as long as there is a `next_try_at`; whoever sends it moves that on first, so that no
    other server takes it up meanwhile. It ends with `sent_at`, or with `given_up_at` when the mail
    server refused it again and again. Each try bears the same `message_id`: should one server
    have taken a letter and nobody have noted it, the mail server can tell that the next is the
    same.
    """

    __tablename__ = "letter"
    __table_args__ = (
        CheckConstraint("attempts >= 0", name="attempts"),
        CheckConstraint(
            "(next_try_at IS NOT NULL) = (sent_at IS NULL AND given_up_at IS NULL)", name="waits"
        ),
        CheckConstraint("sent_at IS NULL OR given_up_at IS NULL", name="one_end"),
        Index("ix_letter_next_try_at", "next_try_at", "id"),
        Index("ix_letter_sent_at", "sent_at"),
        Index("ix_letter_made_at", "made_at", "id"),
        Index("ix_letter_user_id", "user_id"),
    )

    user_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    recipient: Mapped[str] = mapped_column(String(254))
    subject: Mapped[str] = mapped_column(String(200))
    text: Mapped[str]
    html: Mapped[str | None]
    holds_link: Mapped[bool] = mapped_column(default=False)
    """Whether the text opens a door: it is forgotten once the letter is sent, and never a part of
    a backup."""
    message_id: Mapped[str] = mapped_column(String(320), unique=True)
    how_to_stop: Mapped[str | None] = mapped_column(String(300))
    """The page on which the reader says how often such a letter comes."""
    made_at: Mapped[datetime]
    attempts: Mapped[int] = mapped_column(default=0)
    next_try_at: Mapped[datetime | None]
    sent_at: Mapped[datetime | None]
    given_up_at: Mapped[datetime | None]
    last_error: Mapped[str | None] = mapped_column(String(500))
    last_error_at: Mapped[datetime | None]

    user: Mapped[User | None] = relationship(lazy="raise_on_sql")
