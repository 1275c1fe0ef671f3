"""Many changes that are one act of a person: an import, a merge, work on many rows at once."""

from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from crm.database import Base, Word, now, words
from crm.models.user import User


class BatchKind(Word):
    """What kind of act it was; `UNDO` takes another batch back."""

    IMPORT = "import"
    MERGE = "merge"
    BULK = "bulk"
    UNDO = "undo"


class Batch(Base):
    """Its lines in the history bear its number; `records` counts the records that they tell of."""

    __tablename__ = "batch"

    kind: Mapped[BatchKind] = mapped_column(words(BatchKind))
    title: Mapped[str] = mapped_column(String(300))
    at: Mapped[datetime] = mapped_column(default=now)
    by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    records: Mapped[int] = mapped_column(default=0)
    undone_at: Mapped[datetime | None]
    undone_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))

    by: Mapped[User | None] = relationship(lazy="raise_on_sql", foreign_keys=by_id)
    undone_by: Mapped[User | None] = relationship(lazy="raise_on_sql", foreign_keys=undone_by_id)
