"""What a professor proposes, what is said about it, and the link that the office gives out."""

from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column, relationship, validates

from crm.database import IS_SECRET, Base, SortKey, Word, words
from crm.models.agreement import Agreement
from crm.models.agreement_type import AgreementType
from crm.models.life import BEING_MADE
from crm.models.names import with_sort_key
from crm.models.prepared import Searched
from crm.models.ranks import rank_in
from crm.models.user import User


class ProposalStatus(Word):
    RECEIVED = "received"
    ASKED = "asked"
    ANSWERED = "answered"
    DRAFTED = "drafted"
    DECLINED = "declined"


class Payer(Word):
    """Who would pay what the agreement costs."""

    NOBODY = "nobody"
    SCHOOL = "school"
    PARTNER = "partner"
    BOTH = "both"
    OTHERS = "others"
    UNKNOWN = "unknown"


WAITING = (ProposalStatus.RECEIVED, ProposalStatus.ANSWERED)
"""It is the office's turn."""

OPEN = (*WAITING, ProposalStatus.ASKED)
"""Nobody has decided yet."""


class Proposal(Base):
    """An agreement that somebody at the school wishes for. The proposer has no account.

    Of the proposer's own link only a digest is kept, and of the sender's address too: it serves
    to count how many came from one place.
    """

    __tablename__ = "proposal"
    __table_args__ = (
        CheckConstraint("(cost IS NULL) = (currency IS NULL)", name="cost_with_currency"),
        CheckConstraint("cost >= 0", name="cost_not_negative"),
        CheckConstraint("length(currency) = 3", name="currency_code"),
        CheckConstraint("length(country) = 2", name="country_code"),
        CheckConstraint("(status = 'declined') = (decline_reason IS NOT NULL)", name="reasoned"),
        Index("ix_proposal_status", "status", "created_at"),
        Index("ix_proposal_by_status", text(rank_in(ProposalStatus, "status")), "id"),
        Index("ix_proposal_created_at", "created_at"),
        Index("ix_proposal_title_sort", "title_sort", "id"),
        Index("ix_proposal_partner_name_sort", "partner_name_sort", "id"),
        Index("ix_proposal_proposer_name_sort", "proposer_name_sort", "id"),
        Index("ix_proposal_type_id", "type_id"),
        Index("ix_proposal_agreement_id", "agreement_id"),
        Index("ix_proposal_sender_digest", "sender_digest", "created_at"),
    )

    title: Mapped[str] = mapped_column(String(200))
    title_sort: Mapped[str] = mapped_column(SortKey, default="")
    status: Mapped[ProposalStatus] = mapped_column(
        words(ProposalStatus), default=ProposalStatus.RECEIVED
    )
    proposer_name: Mapped[str] = mapped_column(String(200))
    proposer_name_sort: Mapped[str] = mapped_column(SortKey, default="")
    proposer_email: Mapped[str] = mapped_column(String(254))
    department: Mapped[str] = mapped_column(String(200))
    partner_name: Mapped[str] = mapped_column(String(200))
    partner_name_sort: Mapped[str] = mapped_column(SortKey, default="")
    country: Mapped[str | None] = mapped_column(String(2))
    type_id: Mapped[int | None] = mapped_column(
        ForeignKey("agreement_type.id", ondelete="SET NULL")
    )
    purpose: Mapped[str]
    why_now: Mapped[str]
    starts_on: Mapped[date | None]
    cost: Mapped[Decimal | None]
    currency: Mapped[str | None] = mapped_column(String(3))
    payer: Mapped[Payer] = mapped_column(words(Payer), default=Payer.UNKNOWN)
    cost_notes: Mapped[str | None]
    decline_reason: Mapped[str | None]
    agreement_id: Mapped[int | None] = mapped_column(
        ForeignKey("agreement.id", ondelete="SET NULL")
    )
    token_digest: Mapped[str] = mapped_column(String(64), unique=True, info=IS_SECRET)
    sender_digest: Mapped[str] = mapped_column(String(64), info=IS_SECRET)

    type: Mapped[AgreementType | None] = relationship(lazy="raise_on_sql")
    agreement: Mapped[Agreement | None] = relationship(lazy="raise_on_sql")
    messages: Mapped[list["ProposalMessage"]] = relationship(
        lazy="raise_on_sql",
        cascade="all, delete-orphan",
        passive_deletes=True,
        order_by="ProposalMessage.id",
    )

    @validates("title", "partner_name", "proposer_name")
    def _keep_sort_key(self, attribute: str, said: str) -> str | None:
        return with_sort_key(self, attribute, said)

    @property
    def is_open(self) -> bool:
        """Whether it can be decided on: nobody has yet, or the draft that was made is gone."""
        return self.status in OPEN or self.lacks_draft

    @property
    def lacks_draft(self) -> bool:
        """Whether a draft was made of it that has been deleted since."""
        return self.status is ProposalStatus.DRAFTED and self.agreement_id is None

    @property
    def is_being_prepared(self) -> bool:
        """Whether the agreement is not signed yet, nor given up."""
        agreement = self.agreement
        is_made = agreement is not None and agreement.stage not in BEING_MADE
        return self.status is ProposalStatus.DRAFTED and not is_made

    @property
    def is_asked(self) -> bool:
        """Whether the office waits for the proposer."""
        return self.status is ProposalStatus.ASKED

    def search_text(self) -> Searched:
        return Searched(
            names=(self.title, self.partner_name, self.proposer_name),
            texts=(self.department, self.purpose),
        )


class ProposalMessage(Base):
    """One turn of the conversation: of staff, or of the proposer when `by_id` is None."""

    __tablename__ = "proposal_message"
    __table_args__ = (
        CheckConstraint("text <> ''", name="said"),
        Index("ix_proposal_message_proposal_id", "proposal_id", "id"),
    )

    proposal_id: Mapped[int] = mapped_column(ForeignKey("proposal.id", ondelete="CASCADE"))
    by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    text: Mapped[str]

    by: Mapped[User | None] = relationship(lazy="raise_on_sql")


class ProposalLink(Base):
    """The one link that the office gives out; without it nobody reaches the form."""

    __tablename__ = "proposal_link"
    __table_args__ = (CheckConstraint("id = 1", name="only_one"),)

    token: Mapped[str] = mapped_column(String(64), unique=True, info=IS_SECRET)
    made_at: Mapped[datetime]
    made_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))

    made_by: Mapped[User | None] = relationship(lazy="raise_on_sql")
