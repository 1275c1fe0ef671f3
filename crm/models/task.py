"""What has to be done next, by whom and by when."""

from datetime import date, datetime
from typing import TYPE_CHECKING

from sqlalchemy import CheckConstraint, Computed, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship, validates

from crm.database import Base, SortKey, Word, downwards, on_postgresql, words
from crm.models.agreement import Agreement
from crm.models.names import with_sort_key
from crm.models.obligation import Obligation
from crm.models.partner import Partner
from crm.models.prepared import Searched
from crm.models.tags import Tagged, of_tagged
from crm.models.user import User

if TYPE_CHECKING:
    from crm.models.playbook import PlannedTask


class Priority(Word):
    LOW = "low"
    NORMAL = "normal"
    HIGH = "high"


class Task(Tagged, Base):
    """A follow-up. It is open until somebody ticks it; the tick can be taken back.

    One that stands for an obligation keeps the day on which that is due: no two have the same.
    `review_id` is that of the review that let an agreement end, of whose closing it is a part.
    """

    __tablename__ = "task"
    __table_args__ = (
        CheckConstraint("title <> ''", name="titled"),
        Index("ix_task_agenda", "assignee_id", "done_at", "due_on"),
        Index("ix_task_done_at", "done_at", "due_on", "assignee_id"),
        Index("ix_task_done", "due_on", "id", "done_at", info={"where": "done_at IS NOT NULL"}),
        on_postgresql("ix_task_open", "due_on", "id", "assignee_id", where="done_at IS NULL"),
        Index("ix_task_due_on", "due_on"),
        downwards("ix_task_due_on_down", "due_on"),
        Index("ix_task_title_sort", "title_sort", "id"),
        Index("ix_task_priority", "priority", "done_at", "due_on", "assignee_id"),
        Index("ix_task_priority_rank", "priority_rank", "id"),
        Index("ix_task_partner_id", "partner_id"),
        Index("ix_task_agreement_id", "agreement_id"),
        Index("ix_task_updated_at", "updated_at"),
        Index("ix_task_review_id", "review_id"),
        Index("ix_task_happening_id", "happening_id"),
        of_tagged("task"),
        Index("uq_task_obligation", "obligation_id", "obligation_due_on", unique=True),
    )

    title: Mapped[str] = mapped_column(String(200))
    title_sort: Mapped[str] = mapped_column(SortKey, default="")
    due_on: Mapped[date | None]
    priority: Mapped[Priority] = mapped_column(words(Priority), default=Priority.NORMAL)
    assignee_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    partner_id: Mapped[int | None] = mapped_column(ForeignKey("partner.id", ondelete="CASCADE"))
    agreement_id: Mapped[int | None] = mapped_column(ForeignKey("agreement.id", ondelete="CASCADE"))
    obligation_id: Mapped[int | None] = mapped_column(ForeignKey("obligation.id"))
    obligation_due_on: Mapped[date | None]
    review_id: Mapped[int | None] = mapped_column(ForeignKey("review.id"))
    happening_id: Mapped[int | None] = mapped_column(ForeignKey("happening.id"))
    """What it follows from: a task outlives the note of the meeting."""
    done_at: Mapped[datetime | None]
    notes: Mapped[str | None]

    priority_rank: Mapped[int] = mapped_column(
        Computed("CASE priority WHEN 'high' THEN 0 WHEN 'normal' THEN 1 ELSE 2 END", persisted=True)
    )
    """The most urgent first. The database keeps it."""

    assignee: Mapped[User | None] = relationship(lazy="raise_on_sql")
    partner: Mapped[Partner | None] = relationship(lazy="raise_on_sql")
    agreement: Mapped[Agreement | None] = relationship(lazy="raise_on_sql")
    obligation: Mapped[Obligation | None] = relationship(lazy="raise_on_sql")
    planned: Mapped["PlannedTask | None"] = relationship(
        lazy="raise_on_sql", back_populates="task", passive_deletes="all"
    )
    """What a playbook had planned, of a task that one has made."""

    @validates("title")
    def _keep_sort_key(self, attribute: str, said: str) -> str | None:
        return with_sort_key(self, attribute, said)

    @property
    def is_done(self) -> bool:
        return self.done_at is not None

    def is_overdue(self, day: date) -> bool:
        return not self.is_done and self.due_on is not None and self.due_on < day

    def search_text(self) -> Searched:
        return Searched(names=(self.title,), texts=(self.tags,))
