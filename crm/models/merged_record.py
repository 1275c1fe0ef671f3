"""Where the address of a record leads that was merged into another."""

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from crm.database import Base

_NUMBER = BigInteger().with_variant(Integer, "sqlite")


class MergedRecord(Base):
    """`into_id` may have been merged into another in its turn. It goes when the merge is undone;
    a record that is there has its own address, whatever stands here."""

    __tablename__ = "merged_record"
    __table_args__ = (
        CheckConstraint("record_id <> into_id", name="into_another"),
        Index("uq_merged_record", "record_type", "record_id", unique=True),
        Index("ix_merged_record_batch_id", "batch_id"),
    )

    record_type: Mapped[str] = mapped_column(String(20))
    record_id: Mapped[int] = mapped_column(_NUMBER)
    into_id: Mapped[int] = mapped_column(_NUMBER)
    batch_id: Mapped[int] = mapped_column(ForeignKey("batch.id"))
