"""The review of an agreement whose decision is due, from its start to what became of it."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from crm.database import IS_SECRET, Base, Word, downwards, words
from crm.models.agreement import Agreement, Decision
from crm.models.user import User


class ReviewStage(Word):
    TO_DO = "to_do"
    EVALUATING = "evaluating"
    DECIDING = "deciding"
    NEGOTIATING = "negotiating"
    RENEWED = "renewed"
    ENDED = "ended"


CLOSED = (ReviewStage.RENEWED, ReviewStage.ENDED)


class Recommendation(Word):
    """What the academic lead would do."""

    RENEW = "renew"
    CHANGE = "change"
    END = "end"


class Review(Base):
    """One round of deciding on an agreement: what came of it, what is recommended, what is decided.

    An agreement has one open review at most. `renewed_to` is the new end of one that renewed by
    itself: nobody had said no, and `decision` is None unless somebody had said yes.
    """

    __tablename__ = "review"
    __table_args__ = (
        CheckConstraint("(closed_on IS NOT NULL) = (stage IN ('renewed', 'ended'))", name="closed"),
        CheckConstraint("(decision IS NULL) = (decided_on IS NULL)", name="decided"),
        CheckConstraint("successor_id <> agreement_id", name="successor_is_another"),
        Index("ix_review_agreement_id", "agreement_id", "id"),
        Index("ix_review_stage", "stage", "started_on", "id"),
        Index("ix_review_started_on", "started_on", "id"),
        Index("ix_review_open", "started_on", "id", info={"where": "closed_on IS NULL"}),
        Index("ix_review_closed", "started_on", "id", info={"where": "closed_on IS NOT NULL"}),
        Index("ix_review_successor_id", "successor_id"),
        Index("ix_review_decided_on", "decided_on", "id"),
        downwards("ix_review_decided_on_down", "decided_on"),
        Index("ix_review_recommendation", "recommendation", "started_on", "id"),
        Index("ix_review_decision", "decision", "started_on", "id"),
        Index("ix_review_renewed_to", "renewed_to", "decision"),
        Index("ix_review_renewed", "closed_on", info={"where": "renewed_to IS NOT NULL"}),
        Index("uq_review_open", "agreement_id", unique=True, info={"where": "closed_on IS NULL"}),
    )

    agreement_id: Mapped[int] = mapped_column(ForeignKey("agreement.id", ondelete="CASCADE"))
    stage: Mapped[ReviewStage] = mapped_column(words(ReviewStage), default=ReviewStage.TO_DO)
    started_on: Mapped[date]
    started_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    outcomes: Mapped[str | None]
    activity: Mapped[str | None]
    worth: Mapped[str | None]
    problems: Mapped[str | None]
    recommendation: Mapped[Recommendation | None] = mapped_column(words(Recommendation))
    recommendation_text: Mapped[str | None]
    recommended_by: Mapped[str | None] = mapped_column(String(200))
    recommended_on: Mapped[date | None]
    decision: Mapped[Decision | None] = mapped_column(words(Decision))
    decision_reason: Mapped[str | None]
    decided_on: Mapped[date | None]
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    successor_id: Mapped[int | None] = mapped_column(
        ForeignKey("agreement.id", ondelete="SET NULL")
    )
    renewed_to: Mapped[date | None]
    closed_on: Mapped[date | None]

    agreement: Mapped[Agreement] = relationship(foreign_keys=[agreement_id], lazy="raise_on_sql")
    successor: Mapped[Agreement | None] = relationship(
        foreign_keys=[successor_id], lazy="raise_on_sql"
    )
    started_by: Mapped[User | None] = relationship(
        foreign_keys=[started_by_id], lazy="raise_on_sql"
    )
    decided_by: Mapped[User | None] = relationship(
        foreign_keys=[decided_by_id], lazy="raise_on_sql"
    )

    @property
    def is_open(self) -> bool:
        return self.closed_on is None

    @property
    def is_undecided(self) -> bool:
        """Whether somebody still has to say yes or no."""
        return self.is_open and self.decision is None

    def close(self, stage: ReviewStage, day: date) -> None:
        self.stage, self.closed_on = stage, day


class ReviewLink(Base):
    """The link on which the academic lead, who need not have an account, says what to do.

    `key` is what the signed token carries. It opens one form, once: until `used_at`, and not
    after `expires_at` or `withdrawn_at`.
    """

    __tablename__ = "review_link"
    __table_args__ = (Index("ix_review_link_review_id", "review_id", "id"),)

    review_id: Mapped[int] = mapped_column(ForeignKey("review.id", ondelete="CASCADE"))
    key: Mapped[str] = mapped_column(String(64), unique=True, info=IS_SECRET)
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
    withdrawn_at: Mapped[datetime | None]
    made_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))

    review: Mapped[Review] = relationship(lazy="raise_on_sql")
    made_by: Mapped[User | None] = relationship(lazy="raise_on_sql")

    def is_open(self, moment: datetime) -> bool:
        """Whether the form can still be sent; what has been decided needs no recommendation."""
        is_over = self.used_at is not None or self.withdrawn_at is not None
        return not is_over and moment < self.expires_at and self.review.is_undecided
