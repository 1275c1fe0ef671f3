"""What somebody outside asks the office through the public page."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column, relationship, validates

from crm.database import IS_SECRET, Base, SortKey, Word, words
from crm.models.names import with_sort_key
from crm.models.partner import Category, Partner
from crm.models.prepared import Searched
from crm.models.ranks import rank_in


class EnquiryStatus(Word):
    RECEIVED = "received"
    TAKEN_UP = "taken_up"
    ASIDE = "aside"


class Enquiry(Base):
    """A wish to cooperate, of somebody without an account. Nothing comes of it by itself: staff
    make the organisation a prospect, say which partner it is, or put it aside.

    Of the sender's network only a digest is kept: it serves to count how many came from there.
    """

    __tablename__ = "enquiry"
    __table_args__ = (
        CheckConstraint("message <> ''", name="said"),
        CheckConstraint("length(country) = 2", name="country_code"),
        CheckConstraint("status = 'taken_up' OR partner_id IS NULL", name="taken_up"),
        Index("ix_enquiry_status", "status", "created_at"),
        Index("ix_enquiry_by_status", text(rank_in(EnquiryStatus, "status")), "id"),
        Index("ix_enquiry_created_at", "created_at"),
        Index("ix_enquiry_organisation_sort", "organisation_sort", "id"),
        Index("ix_enquiry_name_sort", "name_sort", "id"),
        Index("ix_enquiry_email", "email", "created_at"),
        Index("ix_enquiry_sender_digest", "sender_digest", "created_at"),
        Index("ix_enquiry_partner_id", "partner_id"),
    )

    status: Mapped[EnquiryStatus] = mapped_column(
        words(EnquiryStatus), default=EnquiryStatus.RECEIVED
    )
    name: Mapped[str] = mapped_column(String(200))
    name_sort: Mapped[str] = mapped_column(SortKey, default="")
    email: Mapped[str] = mapped_column(String(254))
    phone: Mapped[str | None] = mapped_column(String(60))
    organisation: Mapped[str] = mapped_column(String(200))
    organisation_sort: Mapped[str] = mapped_column(SortKey, default="")
    country: Mapped[str | None] = mapped_column(String(2))
    category: Mapped[Category | None] = mapped_column(words(Category))
    message: Mapped[str]
    language: Mapped[str] = mapped_column(String(10))
    """In which it was written, as accounts have it: that of the page."""

    consent: Mapped[str]
    """What the sender has agreed to, as it was shown."""

    confirmed_at: Mapped[datetime | None]
    """When the link in the confirming e-mail was followed: the address is the sender's own."""

    reason: Mapped[str | None]
    """Why it was put aside, if anybody said so."""

    partner_id: Mapped[int | None] = mapped_column(ForeignKey("partner.id", ondelete="SET NULL"))
    sender_digest: Mapped[str] = mapped_column(String(64), info=IS_SECRET)

    partner: Mapped[Partner | None] = relationship(lazy="raise_on_sql")

    @validates("name", "organisation")
    def _keep_sort_key(self, attribute: str, said: str) -> str | None:
        return with_sort_key(self, attribute, said)

    @property
    def is_open(self) -> bool:
        """Whether it can be taken up: what was put aside can, and that of a partner who is gone."""
        return self.status is not EnquiryStatus.TAKEN_UP or self.lacks_partner

    @property
    def lacks_partner(self) -> bool:
        """Whether the partner that it became has been deleted since."""
        return self.status is EnquiryStatus.TAKEN_UP and self.partner_id is None

    def search_text(self) -> Searched:
        return Searched(
            names=(self.organisation, self.name),
            texts=(self.email, self.message),
            numbers=(self.phone,),
        )
