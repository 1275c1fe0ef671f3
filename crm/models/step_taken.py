"""A step that an agreement has taken: who took it, when, and why."""

from datetime import date

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from crm.database import Base, words
from crm.models.life import Stage, Step
from crm.models.user import User


class StepTaken(Base):
    """Kept with the agreement. `day` is the day that the step is about: signed, closed."""

    __tablename__ = "step_taken"
    __table_args__ = (Index("ix_step_taken_agreement_id", "agreement_id", "created_at"),)

    agreement_id: Mapped[int] = mapped_column(ForeignKey("agreement.id", ondelete="CASCADE"))
    step: Mapped[Step] = mapped_column(words(Step))
    before: Mapped[Stage] = mapped_column(words(Stage))
    after: Mapped[Stage] = mapped_column(words(Stage))
    day: Mapped[date | None]
    reason: Mapped[str | None]
    by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"), index=True)

    by: Mapped[User | None] = relationship(lazy="raise_on_sql")
