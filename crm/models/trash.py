"""What was deleted, in one piece, until it is restored or the trash is emptied."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import BigInteger, ForeignKey, Index, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship, validates

from crm.database import Base, now
from crm.models.prepared import Searched, searched_words
from crm.models.user import User

KEPT_FOR = timedelta(days=30)
"""How long what was deleted can be restored at the least."""


class TrashItem(Base):
    """A record that was deleted, with all that hung on it.

    `content` has the rows by table (`rows`), the references to them that were let go (`loosened`:
    table, column, number, and the number that stood there), and what the deletion changed of other
    records (`others`: table, number, and each attribute before and after).
    """

    __tablename__ = "trash_item"
    __table_args__ = (
        Index("ix_trash_item_deleted_at", "deleted_at", "id", "is_restricted"),
        Index("ix_trash_item_record", "record_type", "record_id"),
        Index("ix_trash_item_type_deleted_at", "record_type", "deleted_at"),
        Index("ix_trash_item_deleted_by_id", "deleted_by_id", "deleted_at"),
        Index("ix_trash_item_agreement_id", "agreement_id"),
    )

    record_type: Mapped[str] = mapped_column(String(20))
    record_id: Mapped[int] = mapped_column(BigInteger().with_variant(Integer, "sqlite"))
    name: Mapped[str] = mapped_column(String(300))
    """As the history calls it: in English, or else as it is called."""

    name_zh: Mapped[str | None] = mapped_column(String(300))
    words: Mapped[str] = mapped_column(Text, default="")
    """What it is found by, with a blank around each: few lie there, and there is no index."""

    deleted_at: Mapped[datetime] = mapped_column(default=now)
    deleted_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    is_restricted: Mapped[bool] = mapped_column(default=False)
    """Whether it is for administrators alone: a part of the set-up, or a paper kept for them."""

    agreement_id: Mapped[int | None] = mapped_column(BigInteger().with_variant(Integer, "sqlite"))
    """The agreement that it is or that it hung on."""

    content: Mapped[dict[str, Any]]

    deleted_by: Mapped[User | None] = relationship(lazy="raise_on_sql")
    files: Mapped[list["TrashFile"]] = relationship(
        lazy="raise_on_sql", cascade="all, delete-orphan"
    )

    @validates("name", "name_zh")
    def _keep_words(self, attribute: str, name: str | None) -> str | None:
        names = {"name": self.name, "name_zh": self.name_zh, attribute: name}
        words = searched_words(Searched([*names.values()]))
        self.words = f" {' '.join(words)} "
        return name

    def is_over(self, moment: datetime) -> bool:
        """Whether it may go for good."""
        return moment - self.deleted_at >= KEPT_FOR


class TrashFile(Base):
    """A file that an item holds: it stays in the store as long."""

    __tablename__ = "trash_file"
    __table_args__ = (
        Index("ix_trash_file_item_id", "item_id"),
        Index("ix_trash_file_digest", "digest"),
    )

    item_id: Mapped[int] = mapped_column(ForeignKey("trash_item.id", ondelete="CASCADE"))
    digest: Mapped[str] = mapped_column(String(64))
