"""Word files with fields from which drafts are made, and which drafts were made from them."""

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from crm.database import Base, Word, words
from crm.models.agreement_type import AgreementType
from crm.models.names import ONE_NAME, Named


class DraftLanguage(Word):
    EN = "en"
    ZH = "zh"


class DraftTemplate(Named, Base):
    """A Word file whose fields an agreement fills. `type_id` is the type that it is meant for.

    `key` names those that the product ships. `content` is the file: a template is small, and in
    the database it is backed up, checked and replaced together with what is said about it.
    """

    __tablename__ = "draft_template"
    __table_args__ = (
        CheckConstraint(ONE_NAME, name="named"),
        CheckConstraint("file_name <> ''", name="file_named"),
        Index("ix_draft_template_name_sort", "name_sort", "id"),
        Index("ix_draft_template_type_id", "type_id"),
    )

    key: Mapped[str | None] = mapped_column(String(40), unique=True)
    language: Mapped[DraftLanguage] = mapped_column(words(DraftLanguage))
    type_id: Mapped[int | None] = mapped_column(
        ForeignKey("agreement_type.id", ondelete="SET NULL")
    )
    is_retired: Mapped[bool] = mapped_column(default=False)
    file_name: Mapped[str] = mapped_column(String(200))
    content: Mapped[bytes] = mapped_column(LargeBinary, deferred=True, deferred_raiseload=True)

    type: Mapped[AgreementType | None] = relationship(lazy="raise_on_sql")


class Draft(Base):
    """The document of an agreement that a template has filled: drafting again adds a version."""

    __tablename__ = "draft"
    __table_args__ = (
        Index("uq_draft", "agreement_id", "template_id", unique=True),
        Index("ix_draft_template_id", "template_id"),
        Index("ix_draft_document_id", "document_id"),
    )

    agreement_id: Mapped[int] = mapped_column(ForeignKey("agreement.id", ondelete="CASCADE"))
    template_id: Mapped[int] = mapped_column(ForeignKey("draft_template.id", ondelete="CASCADE"))
    document_id: Mapped[int] = mapped_column(ForeignKey("document.id", ondelete="CASCADE"))
