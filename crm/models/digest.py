"""That somebody's digest of a day was made, so that it is made once."""

from datetime import date

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from crm.database import Base
from crm.models.letter import Letter
from crm.models.user import User


class Digest(Base):
    """One person's digest of one of the office's days; without a letter when nothing was to say.

    `made_on` is later than `day` when the server was off: the next one tells what was decided
    since then.
    """

    __tablename__ = "digest"
    __table_args__ = (
        UniqueConstraint("user_id", "day"),
        Index("ix_digest_letter_id", "letter_id"),
    )

    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    day: Mapped[date]
    made_on: Mapped[date]
    letter_id: Mapped[int | None] = mapped_column(ForeignKey("letter.id", ondelete="SET NULL"))

    user: Mapped[User] = relationship(lazy="raise_on_sql")
    letter: Mapped[Letter | None] = relationship(lazy="raise_on_sql")
