"""One signed paper, the partners who are party to it, and what its dates mean on a day."""

from datetime import date, timedelta

from sqlalchemy import CheckConstraint, Computed, ForeignKey, Index, String, column
from sqlalchemy.orm import Mapped, mapped_column, relationship, validates

from crm.database import Base, DaysBefore, SortKey, Word, words
from crm.models.agreement_type import AgreementType
from crm.models.names import sort_key
from crm.models.partner import Partner
from crm.models.user import User

ENDING_SOON = timedelta(days=180)
"""How long before its end an agreement counts as ending soon."""


class Renewal(Word):
    NONE = "none"
    MUTUAL = "mutual"
    AUTOMATIC = "automatic"


class Decision(Word):
    """What the office has decided about an end date; none as long as it has not."""

    RENEW = "renew"
    END = "end"


class Standing(Word):
    """What the dates say on a day. Never stored: it changes overnight."""

    UPCOMING = "upcoming"
    IN_FORCE = "in_force"
    ENDING = "ending"
    OPEN_ENDED = "open_ended"
    UNKNOWN = "unknown"
    ENDED = "ended"


class Agreement(Base):
    """An agreement with one or more partners.

    A date that is None is unknown. `is_open_ended` says that there is no end, which is another
    thing than an end that nobody has looked up.
    """

    __tablename__ = "agreement"
    __table_args__ = (
        CheckConstraint("coalesce(title_en, title_zh) IS NOT NULL", name="named"),
        CheckConstraint("notice_days BETWEEN 0 AND 3650", name="notice_days"),
        CheckConstraint("expires_on > effective_on", name="ends_after_start"),
        CheckConstraint("NOT (is_open_ended AND expires_on IS NOT NULL)", name="one_end"),
        CheckConstraint("parent_id <> id", name="parent_is_another"),
        CheckConstraint("(decision IS NULL) = (decided_on IS NULL)", name="decided"),
        Index(
            "ix_agreement_title_sort",
            "title_sort",
            "id",
            "expires_on",
            "is_open_ended",
            "effective_on",
        ),
        Index("ix_agreement_type_id", "type_id", "title_sort"),
        Index("ix_agreement_expires_on", "expires_on", "is_open_ended", "effective_on"),
        Index("ix_agreement_effective_on", "effective_on"),
        Index("ix_agreement_signed_on", "signed_on"),
        Index(
            "ix_agreement_decide_by",
            "decide_by",
            "decision",
            "is_open_ended",
            "type_id",
            "renewal",
            "owner_id",
        ),
        Index("ix_agreement_owner_id", "owner_id"),
        Index("ix_agreement_renewal", "renewal"),
        Index("ix_agreement_updated_at", "updated_at"),
    )

    title_en: Mapped[str | None] = mapped_column(String(200))
    title_zh: Mapped[str | None] = mapped_column(String(200))
    type_id: Mapped[int] = mapped_column(ForeignKey("agreement_type.id"))
    reference: Mapped[str | None] = mapped_column(String(40), unique=True)
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("agreement.id"), index=True)
    signed_on: Mapped[date | None]
    effective_on: Mapped[date | None]
    expires_on: Mapped[date | None]
    is_open_ended: Mapped[bool] = mapped_column(default=False)
    notice_days: Mapped[int] = mapped_column(default=0)
    renewal: Mapped[Renewal] = mapped_column(words(Renewal), default=Renewal.NONE)
    decision: Mapped[Decision | None] = mapped_column(words(Decision))
    decided_on: Mapped[date | None]
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    areas: Mapped[str | None] = mapped_column(String(300))
    notes: Mapped[str | None]

    title_sort: Mapped[str] = mapped_column(SortKey, default="")
    decide_by: Mapped[date | None] = mapped_column(
        Computed(DaysBefore(column("expires_on"), column("notice_days")), persisted=True)
    )
    """The last day to say yes or no: the end less the notice period. The database keeps it."""

    type: Mapped[AgreementType] = relationship(lazy="raise_on_sql")
    owner: Mapped[User | None] = relationship(lazy="raise_on_sql")
    parent: Mapped["Agreement | None"] = relationship(
        remote_side="Agreement.id", back_populates="children", lazy="raise_on_sql"
    )
    children: Mapped[list["Agreement"]] = relationship(
        back_populates="parent", lazy="raise_on_sql", passive_deletes="all"
    )
    parties: Mapped[list["Party"]] = relationship(
        back_populates="agreement",
        lazy="raise_on_sql",
        cascade="all, delete-orphan",
        passive_deletes=True,
        order_by="Party.place",
    )

    @property
    def name_en(self) -> str | None:
        return self.title_en

    @property
    def name_zh(self) -> str | None:
        return self.title_zh

    @validates("title_en", "title_zh")
    def _keep_sort_key(self, attribute: str, title: str | None) -> str | None:
        titles = {"title_en": self.title_en, "title_zh": self.title_zh, attribute: title}
        self.title_sort = sort_key(titles["title_en"], titles["title_zh"])
        return title

    @validates("expires_on", "is_open_ended")
    def _reopen_decision(self, attribute: str, value: object) -> object:
        """A new end date has to be decided anew."""
        if value != getattr(self, attribute):
            self.decision = None
            self.decided_on = None
        return value

    def standing(self, day: date) -> Standing:
        """What the dates say on that day; an end that has passed outweighs everything else."""
        if self.expires_on is not None and self.expires_on < day:
            return Standing.ENDED
        if self.effective_on is not None and self.effective_on > day:
            return Standing.UPCOMING
        if self.is_open_ended:
            return Standing.OPEN_ENDED
        if self.expires_on is None:
            return Standing.UNKNOWN
        return Standing.ENDING if self.expires_on <= day + ENDING_SOON else Standing.IN_FORCE

    def decide(self, decision: Decision, day: date) -> None:
        self.decision = decision
        self.decided_on = day

    def search_text(self) -> tuple[str | None, ...]:
        return self.title_en, self.title_zh, self.reference, self.areas


class Party(Base):
    """One partner's part in an agreement; `place` keeps the order in which they were named."""

    __tablename__ = "agreement_party"
    __table_args__ = (
        Index("uq_agreement_party", "agreement_id", "partner_id", unique=True),
        Index("ix_agreement_party_partner_id", "partner_id", "agreement_id"),
    )

    agreement_id: Mapped[int] = mapped_column(ForeignKey("agreement.id", ondelete="CASCADE"))
    partner_id: Mapped[int] = mapped_column(ForeignKey("partner.id"))
    place: Mapped[int] = mapped_column(default=0)

    agreement: Mapped[Agreement] = relationship(back_populates="parties", lazy="raise_on_sql")
    partner: Mapped[Partner] = relationship(lazy="raise_on_sql")
