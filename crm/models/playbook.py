"""The playbook of a type of agreement: which tasks it asks for, when, and of whom."""

from dataclasses import dataclass, fields
from datetime import date, timedelta

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from crm.database import Base, Word, words
from crm.models.agreement import Agreement, Decision, Link
from crm.models.agreement_type import AgreementType
from crm.models.life import CLOSED_EARLY, OVER, Stage, Standing, Term, standing_on
from crm.models.task import Priority, Task
from crm.models.terms import months_later
from crm.models.user import User

MONTHS_TO_FILE = 12
"""How long after its signing an agreement that is logged late still gets the tasks after it."""

MONTHS_OF_A_ROUND = 6
"""A day to decide by or an end that moves so far ahead is another one: it is asked for anew."""


class Anchor(Word):
    """The day of an agreement from which the days of a step are counted."""

    SIGNING = "signing"
    DECIDE_BY = "decide_by"
    END = "end"


class StepRole(Word):
    RESPONSIBLE = "responsible"
    ADMINISTRATOR = "administrator"
    PERSON = "person"


class Effect(Word):
    """What somebody notices of a task when a playbook is applied."""

    ADDED = "added"
    MOVED = "moved"
    RENAMED = "renamed"
    REASSIGNED = "reassigned"
    REMOVED = "removed"
    KEPT = "kept"


class Errand:
    """When something is to be done and by whom: so many days after signing, or before the day to
    decide by or the end. `person_id` is the person, if the role is one."""

    anchor: Mapped[Anchor] = mapped_column(words(Anchor))
    days: Mapped[int]
    role: Mapped[StepRole] = mapped_column(words(StepRole))
    person_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))

    def day_from(self, anchor_on: date) -> date:
        away = timedelta(days=self.days)
        return anchor_on + away if self.anchor is Anchor.SIGNING else anchor_on - away

    def day_when_made(self, anchor_on: date, day: date) -> date | None:
        """The day for a task that is made on that `day`; None when it comes too late to be asked.

        A day that has passed is today as long as what it prepares is still to come. What follows a
        signing is still asked for in the first year: the original of a paper of last month has to
        be filed, that of ten years ago has been filed, or nobody will find it.
        """
        planned = self.day_from(anchor_on)
        if planned >= day:
            return planned
        is_signing = self.anchor is Anchor.SIGNING
        last = months_later(anchor_on, MONTHS_TO_FILE) if is_signing else anchor_on
        return day if day <= last else None

    def day_when_moved(self, anchor_on: date, day: date, before: date) -> date:
        """The day for a task that was planned for `before` and moves on that `day`: never one that
        has passed, unless it is overdue already."""
        planned = self.day_from(anchor_on)
        return planned if planned >= day else min(day, max(planned, before))


class PlaybookStep(Errand, Base):
    """A task that each agreement of the type asks for. `key` names those that the product ships;
    the office's have none."""

    __tablename__ = "playbook_step"
    __table_args__ = (
        CheckConstraint("coalesce(title_en, title_zh) IS NOT NULL", name="titled"),
        CheckConstraint("days BETWEEN 0 AND 3650", name="days"),
        CheckConstraint("(role = 'person') = (person_id IS NOT NULL)", name="one_person"),
        Index("ix_playbook_step_type_id", "type_id", "id"),
        Index("ix_playbook_step_person_id", "person_id"),
    )

    type_id: Mapped[int] = mapped_column(ForeignKey("agreement_type.id", ondelete="CASCADE"))
    key: Mapped[str | None] = mapped_column(String(40))
    title_en: Mapped[str | None] = mapped_column(String(200))
    title_zh: Mapped[str | None] = mapped_column(String(200))

    type: Mapped[AgreementType] = relationship(lazy="raise_on_sql")
    person: Mapped[User | None] = relationship(lazy="raise_on_sql")

    @property
    def name_en(self) -> str | None:
        return self.title_en

    @property
    def name_zh(self) -> str | None:
        return self.title_zh

    @property
    def titles(self) -> tuple[str, ...]:
        return tuple(title for title in (self.title_en, self.title_zh) if title)


class PlannedTask(Errand, Base):
    """What a step made of an agreement in a round, as it was planned: the task itself may have been
    changed by hand since, and what differs from here is somebody's own.

    It stays when its step is deleted. Without a task it was deleted by hand, or given up to who
    changed it, and is not asked for again; or, when `is_withdrawn`, it was taken out because the
    agreement had no need of it, and comes back with the need.
    """

    __tablename__ = "planned_task"
    __table_args__ = (
        CheckConstraint("round >= 0", name="round"),
        CheckConstraint("NOT (is_withdrawn AND task_id IS NOT NULL)", name="withdrawn"),
        Index("uq_planned_task_step", "agreement_id", "step_id", "round", unique=True),
        Index("uq_planned_task_task", "task_id", unique=True),
        Index("ix_planned_task_step_id", "step_id"),
        Index("ix_planned_task_person_id", "person_id"),
        Index("ix_planned_task_assignee_id", "assignee_id"),
    )

    agreement_id: Mapped[int] = mapped_column(ForeignKey("agreement.id", ondelete="CASCADE"))
    step_id: Mapped[int | None] = mapped_column(ForeignKey("playbook_step.id", ondelete="SET NULL"))
    round: Mapped[int] = mapped_column(default=0)
    task_id: Mapped[int | None] = mapped_column(ForeignKey("task.id", ondelete="SET NULL"))
    is_withdrawn: Mapped[bool] = mapped_column(default=False)
    title: Mapped[str] = mapped_column(String(200))
    anchor_on: Mapped[date]
    planned_on: Mapped[date]
    assignee_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))

    step: Mapped[PlaybookStep | None] = relationship(lazy="raise_on_sql")
    task: Mapped[Task | None] = relationship(lazy="raise_on_sql", back_populates="planned")

    @property
    def has_own_title(self) -> bool:
        return self.task is not None and self.task.title != self.title

    @property
    def has_own_day(self) -> bool:
        return self.task is not None and self.task.due_on != self.planned_on

    @property
    def has_own_assignee(self) -> bool:
        return self.task is not None and self.task.assignee_id != self.assignee_id

    @property
    def is_edited(self) -> bool:
        """Whether somebody has made something of the task that nobody had planned."""
        return any((self.has_own_title, self.has_own_day, self.has_own_assignee, self._has_more))

    @property
    def _has_more(self) -> bool:
        task = self.task
        if task is None:
            return False
        is_about_more = any((task.notes, task.tags, task.partner_id))
        return is_about_more or task.priority is not Priority.NORMAL

    @property
    def is_open(self) -> bool:
        """Whether its task is there, not done, and still one of the agreement."""
        task = self.task
        return task is not None and not task.is_done and task.agreement_id == self.agreement_id


@dataclass(frozen=True)  # at once: `COURSE` is read off its fields
class Course:
    """How an agreement runs: what its tasks hang on, and its titles, as `Agreement` has them."""

    id: int
    title_en: str | None
    title_zh: str | None
    type_id: int
    stage: Stage
    link: Link | None
    signed_on: date | None
    effective_on: date | None
    ends_on: date | None
    is_endless: bool
    closed_on: date | None
    decide_by: date | None
    decision: Decision | None
    owner_id: int | None

    @property
    def name_en(self) -> str | None:
        return self.title_en

    @property
    def name_zh(self) -> str | None:
        return self.title_zh

    @property
    def last_day(self) -> date | None:
        return self.closed_on if self.stage in CLOSED_EARLY else self.ends_on

    def runs_on(self, day: date) -> bool:
        """Whether it is signed, and has not come to its end before that day."""
        term = Term(self.effective_on, self.ends_on, self.is_endless)
        standing = standing_on(self.stage, term, self.closed_on, day)
        is_signed = self.stage is Stage.SIGNED or standing is Standing.ENDING
        return is_signed and standing not in OVER

    def day_of(self, anchor: Anchor) -> date | None:
        """The day from which such steps are counted; None when it has none or needs none.

        Nothing prepares a decision that has been taken, be it by a termination. Amendments and
        annexes are decided on and end with what they belong to.
        """
        if anchor is Anchor.SIGNING:
            return self.signed_on
        if self.link not in {None, Link.IMPLEMENTS}:
            return None
        if anchor is Anchor.END:
            return self.last_day
        is_open = self.decision is None and self.stage not in CLOSED_EARLY
        return self.decide_by if is_open else None


def is_another_round(anchor: Anchor, before: date, after: date) -> bool:
    """Whether a day to decide by, or an end, has moved so far ahead that it is another one. An
    agreement is signed once."""
    return anchor is not Anchor.SIGNING and after >= months_later(before, MONTHS_OF_A_ROUND)


COURSE = tuple(getattr(Agreement, part.name) for part in fields(Course))
"""The columns of a `Course`."""
