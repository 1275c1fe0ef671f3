"""What was promised under an agreement: what, by whom, by when, once or again and again."""

from datetime import date
from decimal import Decimal

from sqlalchemy import CheckConstraint, Computed, ForeignKey, Index, String, column, text
from sqlalchemy.orm import Mapped, mapped_column, relationship, validates

from crm.database import Base, ExactNumber, SortKey, Word, downwards, words
from crm.expressions import DaysBefore
from crm.models.agreement import Agreement
from crm.models.life import BEING_MADE, Standing
from crm.models.names import with_sort_key
from crm.models.partner import Partner
from crm.models.prepared import Searched
from crm.models.ranks import rank_in
from crm.models.terms import months_later
from crm.models.user import User

NOT_OWED = (*(Standing(stage.value) for stage in BEING_MADE), Standing.ABANDONED)
"""Nothing is promised before an agreement is signed."""

CLOSED = (Standing.TERMINATED, Standing.SUPERSEDED)


class ObligationKind(Word):
    DELIVER = "deliver"
    PAY = "pay"
    REPORT = "report"
    MEET = "meet"
    OTHER = "other"


_PLACE_OF_KIND = text(rank_in(ObligationKind, "kind"))


class Obligation(Base):
    """A promise and the days on which it has to be kept.

    `partner_id` is the partner who owes it; None is the school. `every_months` is None for what is
    owed once. `ends_on` is the last day of what repeats; without one it repeats as long as the
    agreement runs. `upcoming_on` is the next day that has no task yet, `next_on` the first one
    that is not done: its task is open, or it is the upcoming one. `crm/obligations/schedule.py`
    keeps both.
    """

    __tablename__ = "obligation"
    __table_args__ = (
        CheckConstraint("text <> ''", name="described"),
        CheckConstraint("every_months BETWEEN 1 AND 120", name="every_months"),
        CheckConstraint("days_ahead BETWEEN 0 AND 366", name="days_ahead"),
        CheckConstraint("ends_on IS NULL OR every_months IS NOT NULL", name="once_has_no_end"),
        CheckConstraint("ends_on >= due_on", name="ends_after_start"),
        CheckConstraint("amount >= 0", name="amount"),
        CheckConstraint("(amount IS NULL) = (currency IS NULL)", name="money"),
        Index("ix_obligation_agreement_id", "agreement_id", "next_on"),
        Index("ix_obligation_partner_id", "partner_id", "next_on"),
        Index("ix_obligation_owner_id", "owner_id", "next_on"),
        Index("ix_obligation_kind", "kind", "next_on"),
        Index("ix_obligation_by_kind", _PLACE_OF_KIND, "id"),
        Index("ix_obligation_next_on", "next_on"),
        downwards("ix_obligation_next_on_down", "next_on"),
        Index("ix_obligation_ended_on", "ended_on", "next_on"),
        Index("ix_obligation_text_sort", "text_sort", "id"),
        Index("ix_obligation_task_from", "task_from"),
    )

    agreement_id: Mapped[int] = mapped_column(ForeignKey("agreement.id", ondelete="CASCADE"))
    kind: Mapped[ObligationKind] = mapped_column(words(ObligationKind))
    text: Mapped[str] = mapped_column(String(200))
    text_sort: Mapped[str] = mapped_column(SortKey, default="")
    partner_id: Mapped[int | None] = mapped_column(ForeignKey("partner.id"))
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    due_on: Mapped[date]
    every_months: Mapped[int | None]
    ends_on: Mapped[date | None]
    amount: Mapped[Decimal | None] = mapped_column(ExactNumber)
    currency: Mapped[str | None] = mapped_column(String(3))
    days_ahead: Mapped[int] = mapped_column(default=30)
    ended_on: Mapped[date | None]
    upcoming_on: Mapped[date | None]
    next_on: Mapped[date | None]
    task_from: Mapped[date | None] = mapped_column(
        Computed(DaysBefore(column("upcoming_on"), column("days_ahead")), persisted=True)
    )
    """The day from which on the upcoming one is a task. The database keeps it."""

    agreement: Mapped[Agreement] = relationship(lazy="raise_on_sql")
    partner: Mapped[Partner | None] = relationship(lazy="raise_on_sql")
    owner: Mapped[User | None] = relationship(lazy="raise_on_sql")

    @validates("text")
    def _keep_sort_key(self, attribute: str, said: str) -> str | None:
        return with_sort_key(self, attribute, said)

    def occurrence(self, number: int) -> date:
        """The day of that number, from 0. All are counted from the first, so that what is due on
        31 January is due on 28 February and on 31 March again."""
        return months_later(self.due_on, number * (self.every_months or 0))

    def next_after(self, day: date | None) -> date | None:
        """The first day on which it is due after that day, of all days when it is None.

        None when it is due no more.
        """
        if day is None or self.due_on > day:
            return self.due_on
        if self.every_months is None:
            return None
        number = self._number_before(day)
        while (due := self.occurrence(number)) <= day:
            number += 1
        return None if self.ends_on is not None and due > self.ends_on else due

    def last_before(self, day: date) -> date | None:
        """The last day before that one on which it was due; None when there is none."""
        if self.due_on >= day:
            return None
        if self.every_months is None:
            return self.due_on
        number = self._number_before(day)
        while self.occurrence(number + 1) < day:
            number += 1
        return self.occurrence(number)

    def _number_before(self, day: date) -> int:
        """A number whose day is before that day, at most two too small."""
        months = (day.year - self.due_on.year) * 12 + day.month - self.due_on.month
        return max(0, months // (self.every_months or 1) - 1)

    @property
    def last_day(self) -> date | None:
        """The last day on which it can be due; None when there is no such limit.

        A day of its own may lie after the end of the agreement: a final report does.
        """
        own = self.due_on if self.every_months is None else self.ends_on
        return own or self.agreement.ends_on

    @property
    def next_due(self) -> date | None:
        """The first day that is not done, within the time for which it was promised."""
        last = self.last_day
        beyond = self.next_on is None or (last is not None and self.next_on > last)
        return None if beyond else self.next_on

    def is_promised(self, due: date, day: date) -> bool:
        """Whether it is owed on the day `due`, as the agreement stands on `day`."""
        standing = self.agreement.standing(day)
        if self.ended_on is not None or standing in NOT_OWED or standing in CLOSED:
            return False
        limits = (self.last_day, self.agreement.closed_on)
        return all(limit is None or due <= limit for limit in limits)

    def search_text(self) -> Searched:
        return Searched(names=(), texts=(self.text,))
