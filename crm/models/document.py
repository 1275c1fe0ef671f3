"""The papers kept with an agreement or a partner: scans, drafts, annexes, e-mails."""

from datetime import datetime

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, Integer, String
from sqlalchemy.orm import Mapped, mapped_column, relationship, validates

from crm.database import Base, SortKey, Word, now, words
from crm.models.agreement import Agreement
from crm.models.names import with_sort_key
from crm.models.partner import Partner
from crm.models.prepared import Searched
from crm.models.user import User


class DocumentKind(Word):
    SIGNED = "signed"
    DRAFT = "draft"
    ANNEX = "annex"
    CORRESPONDENCE = "correspondence"
    OTHER = "other"


class Access(Word):
    """Who may read a document: all who can log in, or the administrators alone."""

    STAFF = "staff"
    ADMINISTRATORS = "administrators"


class FileType(Word):
    """What a file is by its content. Nothing else is kept."""

    PDF = "pdf"
    DOCX = "docx"
    XLSX = "xlsx"
    PNG = "png"
    JPEG = "jpeg"
    WEBP = "webp"
    GIF = "gif"
    TIFF = "tiff"
    EML = "eml"
    MSG = "msg"

    @property
    def is_image(self) -> bool:
        """Whether it has no text that search could look into."""
        return self in {self.PNG, self.JPEG, self.WEBP, self.GIF, self.TIFF}


class Document(Base):
    """A paper with all its versions; it belongs to an agreement or to a partner, never to both.

    `latest` is the number of its newest version, `filed_at` the moment when that one came.
    """

    __tablename__ = "document"
    __table_args__ = (
        CheckConstraint("title <> ''", name="titled"),
        CheckConstraint("(agreement_id IS NULL) <> (partner_id IS NULL)", name="one_owner"),
        CheckConstraint("latest > 0", name="has_version"),
        Index("ix_document_title_sort", "title_sort", "id"),
        Index("ix_document_filed_at", "filed_at", "id"),
        Index("ix_document_kind", "kind", "title_sort"),
        Index("ix_document_access", "access", "title_sort"),
        Index("ix_document_agreement_id", "agreement_id", "filed_at"),
        Index("ix_document_partner_id", "partner_id", "filed_at"),
        Index("ix_document_happening_id", "happening_id", "filed_at"),
    )

    agreement_id: Mapped[int | None] = mapped_column(ForeignKey("agreement.id", ondelete="CASCADE"))
    partner_id: Mapped[int | None] = mapped_column(ForeignKey("partner.id", ondelete="CASCADE"))
    happening_id: Mapped[int | None] = mapped_column(ForeignKey("happening.id"))
    """Where it comes from, if it was filed with a happening."""
    title: Mapped[str] = mapped_column(String(200))
    title_sort: Mapped[str] = mapped_column(SortKey, default="")
    kind: Mapped[DocumentKind] = mapped_column(words(DocumentKind))
    access: Mapped[Access] = mapped_column(words(Access), default=Access.STAFF)
    latest: Mapped[int] = mapped_column(default=0)
    filed_at: Mapped[datetime] = mapped_column(default=now)

    agreement: Mapped[Agreement | None] = relationship(lazy="raise_on_sql")
    partner: Mapped[Partner | None] = relationship(lazy="raise_on_sql")
    versions: Mapped[list["DocumentVersion"]] = relationship(
        back_populates="document",
        lazy="raise_on_sql",
        cascade="all, delete-orphan",
        order_by="DocumentVersion.number.desc()",
    )

    @validates("title")
    def _keep_sort_key(self, attribute: str, said: str) -> str | None:
        return with_sort_key(self, attribute, said)

    def add_version(self, version: "DocumentVersion", at: datetime) -> None:
        """File one more version: it becomes the newest."""
        self.latest = (self.latest or 0) + 1
        self.filed_at = at
        version.number = self.latest
        self.versions.insert(0, version)

    def search_text(self) -> Searched:
        return Searched(names=(self.title,))


class DocumentVersion(Base):
    """One file that was handed in. Its bytes lie in the store under their SHA-256 `digest`.

    `file_name` is the safe form of the name that came with it, `size` is in bytes.
    """

    __tablename__ = "document_version"
    __table_args__ = (
        CheckConstraint("number > 0", name="number"),
        CheckConstraint("length(digest) = 64", name="digest"),
        CheckConstraint("size > 0", name="size"),
        CheckConstraint("file_name <> ''", name="file_named"),
        Index("uq_document_version", "document_id", "number", unique=True),
        Index("ix_document_version_digest", "digest"),
        Index("ix_document_version_file_type", "file_type", "document_id"),
        Index("ix_document_version_by_id", "by_id"),
    )

    document_id: Mapped[int] = mapped_column(ForeignKey("document.id", ondelete="CASCADE"))
    number: Mapped[int]
    file_name: Mapped[str] = mapped_column(String(200))
    file_type: Mapped[FileType] = mapped_column(words(FileType))
    digest: Mapped[str] = mapped_column(String(64))
    size: Mapped[int] = mapped_column(BigInteger().with_variant(Integer, "sqlite"))
    note: Mapped[str | None] = mapped_column(String(300))
    has_text: Mapped[bool]
    """Whether search can look into it: a scan, a locked or a damaged PDF has no text."""

    by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))

    document: Mapped[Document] = relationship(back_populates="versions", lazy="raise_on_sql")
    by: Mapped[User | None] = relationship(lazy="raise_on_sql")
    passages: Mapped[list["DocumentPassage"]] = relationship(
        lazy="raise_on_sql", cascade="all, delete-orphan"
    )


class DocumentPassage(Base):
    """A stretch of a version's text, short enough for search to keep the place of each word."""

    __tablename__ = "document_passage"
    __table_args__ = (Index("ix_document_passage_version_id", "version_id"),)

    version_id: Mapped[int] = mapped_column(ForeignKey("document_version.id", ondelete="CASCADE"))
    text: Mapped[str]

    def search_text(self) -> Searched:
        return Searched(names=(), texts=(self.text,))
