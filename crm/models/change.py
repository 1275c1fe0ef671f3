"""One line of history: who changed what, when, from what to what."""

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, ForeignKey, Index, Integer, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from crm.database import Base, Word, now, words
from crm.models.user import User


class Act(Word):
    CREATED = "created"
    CHANGED = "changed"
    DELETED = "deleted"


class Change(Base):
    """Written by `models/history.py` in the transaction of the change itself; never edited.

    `name` is what the record was called then, so that the line reads after the record is gone.
    `fields` maps each attribute to its value before and after.
    """

    __tablename__ = "change"
    __table_args__ = (
        Index("ix_change_at", "at", "id"),
        Index("ix_change_record", "record_type", "record_id"),
    )

    at: Mapped[datetime] = mapped_column(default=now)
    by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"), index=True)
    act: Mapped[Act] = mapped_column(words(Act))
    record_type: Mapped[str] = mapped_column(String(20))
    record_id: Mapped[int] = mapped_column(BigInteger().with_variant(Integer, "sqlite"))
    name: Mapped[str] = mapped_column(String(300))
    fields: Mapped[dict[str, Any]]

    by: Mapped[User | None] = relationship(lazy="raise_on_sql")
