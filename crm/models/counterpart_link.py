"""The link on which a counterpart looks over an agreement, and what it suggests there."""

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, Integer, String, text
from sqlalchemy.orm import Mapped, mapped_column, relationship, validates

from crm.database import IS_SECRET, Base, SortKey, Word, words
from crm.models.agreement import Agreement
from crm.models.contact import Contact
from crm.models.document import Document, FileType
from crm.models.names import with_sort_key
from crm.models.partner import Partner
from crm.models.ranks import rank_in
from crm.models.user import User


class CounterpartLink(Base):
    """A link for one party of one agreement, until `expires_at` or until it is withdrawn.

    `key` is what the signed token of the link carries: whoever reads the database cannot make the
    link from it, and whoever has the link loses it with the row. Of the document that is shared,
    one version is seen: `document_number`.
    """

    __tablename__ = "counterpart_link"
    __table_args__ = (
        CheckConstraint(
            "document_id IS NULL OR document_number IS NOT NULL", name="document_version"
        ),
        Index("ix_counterpart_link_agreement_id", "agreement_id", "id"),
        Index("ix_counterpart_link_partner_id", "partner_id"),
        Index("ix_counterpart_link_document_id", "document_id"),
    )

    agreement_id: Mapped[int] = mapped_column(ForeignKey("agreement.id", ondelete="CASCADE"))
    partner_id: Mapped[int] = mapped_column(ForeignKey("partner.id", ondelete="CASCADE"))
    document_id: Mapped[int | None] = mapped_column(ForeignKey("document.id", ondelete="SET NULL"))
    document_number: Mapped[int | None]
    key: Mapped[str] = mapped_column(String(64), unique=True, info=IS_SECRET)
    expires_at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None]
    made_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))

    agreement: Mapped[Agreement] = relationship(lazy="raise_on_sql")
    partner: Mapped[Partner] = relationship(lazy="raise_on_sql")
    document: Mapped[Document | None] = relationship(lazy="raise_on_sql")
    made_by: Mapped[User | None] = relationship(lazy="raise_on_sql")
    suggestions: Mapped[list["Suggestion"]] = relationship(
        back_populates="link",
        lazy="raise_on_sql",
        cascade="all, delete-orphan",
        order_by="Suggestion.id.desc()",
    )

    def is_open(self, moment: datetime) -> bool:
        return self.withdrawn_at is None and moment < self.expires_at


class SuggestionKind(Word):
    CONTACT = "contact"
    NEW_CONTACT = "new_contact"
    CONTACT_LEFT = "contact_left"
    COMMENT = "comment"
    SIGNED_COPY = "signed_copy"


class SuggestionStatus(Word):
    PENDING = "pending"
    ACCEPTED = "accepted"
    DECLINED = "declined"


PENDING_OF_CONTACT = "status = 'pending' AND contact_id IS NOT NULL"
"""Of these there is one a link and contact at most."""


class Suggestion(Base):
    """What a counterpart would have changed. Nothing is, until staff accept it.

    `about` says whom or what it is about. `content` maps each field of a contact to its value
    before and after; of a comment it holds `text` alone, of a signed copy nothing: its file lies
    in the store under `digest` until somebody has decided.
    """

    __tablename__ = "suggestion"
    __table_args__ = (
        CheckConstraint("(status = 'pending') = (decided_at IS NULL)", name="decided"),
        CheckConstraint("length(digest) = 64", name="digest"),
        CheckConstraint("digest IS NULL OR file_type IS NOT NULL", name="file"),
        Index("ix_suggestion_status", "status", "created_at"),
        Index("ix_suggestion_by_status", text(rank_in(SuggestionStatus, "status")), "id"),
        Index("ix_suggestion_kind", "kind", "created_at"),
        Index("ix_suggestion_created_at", "created_at"),
        Index("ix_suggestion_about_sort", "about_sort", "id"),
        Index("ix_suggestion_link_id", "link_id", "status"),
        Index("ix_suggestion_contact_id", "contact_id"),
        Index("ix_suggestion_digest", "digest"),
        Index(
            "uq_suggestion_contact",
            "link_id",
            "contact_id",
            unique=True,
            info={"where": PENDING_OF_CONTACT},
        ),
    )

    link_id: Mapped[int] = mapped_column(ForeignKey("counterpart_link.id", ondelete="CASCADE"))
    kind: Mapped[SuggestionKind] = mapped_column(words(SuggestionKind))
    status: Mapped[SuggestionStatus] = mapped_column(
        words(SuggestionStatus), default=SuggestionStatus.PENDING
    )
    about: Mapped[str] = mapped_column(String(200))
    about_sort: Mapped[str] = mapped_column(SortKey, default="")
    contact_id: Mapped[int | None] = mapped_column(ForeignKey("contact.id", ondelete="SET NULL"))
    content: Mapped[dict[str, Any]] = mapped_column(default=dict)
    file_name: Mapped[str | None] = mapped_column(String(200))
    file_type: Mapped[FileType | None] = mapped_column(words(FileType))
    digest: Mapped[str | None] = mapped_column(String(64))
    size: Mapped[int | None] = mapped_column(BigInteger().with_variant(Integer, "sqlite"))
    decided_at: Mapped[datetime | None]
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    reason: Mapped[str | None]

    link: Mapped[CounterpartLink] = relationship(back_populates="suggestions", lazy="raise_on_sql")
    contact: Mapped[Contact | None] = relationship(lazy="raise_on_sql")
    decided_by: Mapped[User | None] = relationship(lazy="raise_on_sql")

    @validates("about")
    def _keep_sort_key(self, attribute: str, said: str) -> str | None:
        return with_sort_key(self, attribute, said)

    @property
    def is_pending(self) -> bool:
        return self.status is SuggestionStatus.PENDING

    @property
    def is_leave(self) -> bool:
        return self.kind is SuggestionKind.CONTACT_LEFT

    def decide(self, status: SuggestionStatus, by_id: int, at: datetime) -> None:
        self.status, self.decided_by_id, self.decided_at = status, by_id, at
