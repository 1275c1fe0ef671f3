"""The kinds of agreement that the office makes: rows that the office edits, not code."""

from sqlalchemy import CheckConstraint, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from crm.database import Base
from crm.models.names import ONE_NAME, Named


class AgreementType(Named, Base):
    """A kind of agreement. `key` names those that the product ships; the office's have none."""

    __tablename__ = "agreement_type"
    __table_args__ = (
        CheckConstraint(ONE_NAME, name="named"),
        CheckConstraint("notice_days BETWEEN 0 AND 3650", name="notice_days"),
        CheckConstraint("preparation_days BETWEEN 0 AND 3650", name="preparation_days"),
        CheckConstraint("term_months BETWEEN 1 AND 1200", name="term_months"),
        CheckConstraint("review_years BETWEEN 1 AND 50", name="review_years"),
        Index("ix_agreement_type_place", "place", "id"),
    )

    key: Mapped[str | None] = mapped_column(String(40), unique=True)
    place: Mapped[int] = mapped_column(default=0)
    notice_days: Mapped[int] = mapped_column(default=90)
    preparation_days: Mapped[int] = mapped_column(default=0)
    term_months: Mapped[int | None]
    review_years: Mapped[int | None]
    reference_pattern: Mapped[str | None] = mapped_column(String(60))
    counts_students: Mapped[bool] = mapped_column(default=False)
