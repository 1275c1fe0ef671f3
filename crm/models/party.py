"""Who is party to an agreement, in which role, and who signed for each side."""

from datetime import date
from typing import TYPE_CHECKING

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from crm.database import Base, Word, words
from crm.models.partner import Partner

if TYPE_CHECKING:
    from crm.models.agreement import Agreement


class PartyRole(Word):
    COUNTERPART = "counterpart"
    COORDINATOR = "coordinator"
    MEMBER = "member"
    FUNDER = "funder"


class Party(Base):
    """One partner's part in an agreement; `place` keeps the order in which they were named.

    The agreement is in force for those who have signed. Whoever has signed on an unknown day has
    signed all the same.
    """

    __tablename__ = "agreement_party"
    __table_args__ = (
        CheckConstraint("has_signed OR signed_on IS NULL", name="signed"),
        Index("uq_agreement_party", "agreement_id", "partner_id", unique=True),
        Index("ix_agreement_party_partner_id", "partner_id", "agreement_id", "has_signed"),
    )

    agreement_id: Mapped[int] = mapped_column(ForeignKey("agreement.id", ondelete="CASCADE"))
    partner_id: Mapped[int] = mapped_column(ForeignKey("partner.id"))
    place: Mapped[int] = mapped_column(default=0)
    role: Mapped[PartyRole] = mapped_column(words(PartyRole), default=PartyRole.COUNTERPART)
    has_signed: Mapped[bool] = mapped_column(default=True)
    signed_on: Mapped[date | None]

    agreement: Mapped["Agreement"] = relationship(back_populates="parties", lazy="raise_on_sql")
    partner: Mapped[Partner] = relationship(lazy="raise_on_sql")

    def sign(self, day: date | None) -> None:
        self.has_signed, self.signed_on = True, day


class Signatory(Base):
    """A person who signed: for the partner, or for the school when there is none."""

    __tablename__ = "signatory"
    __table_args__ = (
        CheckConstraint("name <> ''", name="named"),
        Index("ix_signatory_agreement_id", "agreement_id", "id"),
        Index("ix_signatory_partner_id", "partner_id"),
    )

    agreement_id: Mapped[int] = mapped_column(ForeignKey("agreement.id", ondelete="CASCADE"))
    partner_id: Mapped[int | None] = mapped_column(ForeignKey("partner.id"))
    name: Mapped[str] = mapped_column(String(200))
    position: Mapped[str | None] = mapped_column(String(200))
    signed_on: Mapped[date | None]

    agreement: Mapped["Agreement"] = relationship(back_populates="signatories", lazy="raise_on_sql")
    partner: Mapped[Partner | None] = relationship(lazy="raise_on_sql")
