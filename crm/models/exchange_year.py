"""How many students an agreement sent and received in a year, and how that balances."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from crm.database import Base
from crm.frozen import Frozen

if TYPE_CHECKING:
    from crm.models.agreement import Agreement


class Exchange(Frozen):
    """Students who went and came. `balance` is how many more went than came."""

    sent: int
    received: int

    @property
    def balance(self) -> int:
        return self.sent - self.received

    @classmethod
    def total(cls, exchanges: Iterable["Exchange"]) -> "Exchange":
        listed = list(exchanges)
        return cls(sum(e.sent for e in listed), sum(e.received for e in listed))


class ExchangeYear(Base):
    """One year's students of an agreement. The balance is computed, never stored."""

    __tablename__ = "exchange_year"
    __table_args__ = (
        CheckConstraint("year BETWEEN 1900 AND 2200", name="year"),
        CheckConstraint("sent BETWEEN 0 AND 99999", name="sent"),
        CheckConstraint("received BETWEEN 0 AND 99999", name="received"),
        Index("uq_exchange_year", "agreement_id", "year", unique=True),
        Index("ix_exchange_year_year", "year", "agreement_id"),
    )

    agreement_id: Mapped[int] = mapped_column(ForeignKey("agreement.id", ondelete="CASCADE"))
    year: Mapped[int]
    sent: Mapped[int] = mapped_column(default=0)
    received: Mapped[int] = mapped_column(default=0)

    agreement: Mapped["Agreement"] = relationship(lazy="raise_on_sql")

    @property
    def exchange(self) -> Exchange:
        return Exchange(self.sent, self.received)
