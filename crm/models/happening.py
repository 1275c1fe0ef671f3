"""What happened with a partner or under an agreement: the entries of the timeline."""

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from crm.database import Base, Word, downwards, words
from crm.models.agreement import Agreement
from crm.models.partner import Category, Partner
from crm.models.prepared import Searched


class HappeningKind(Word):
    MEETING = "meeting"
    VISIT = "visit"
    CALL = "call"
    EMAIL = "email"
    NEWS = "news"


class Happening(Base):
    """A meeting, visit, call, e-mail or news item. Its day may be unknown."""

    __tablename__ = "happening"
    __table_args__ = (
        CheckConstraint("title <> ''", name="titled"),
        Index("ix_happening_happened_on", "happened_on", "id"),
        downwards("ix_happening_happened_on_down", "happened_on"),
        Index("ix_happening_kind", "kind", "happened_on"),
        Index("ix_happening_title", "title"),
        Index("ix_happening_channel", "channel", "happened_on"),
        Index("ix_happening_partner_id", "partner_id", "happened_on"),
        Index("ix_happening_agreement_id", "agreement_id", "happened_on"),
    )

    kind: Mapped[HappeningKind] = mapped_column(words(HappeningKind))
    happened_on: Mapped[date | None]
    title: Mapped[str] = mapped_column(String(300))
    body: Mapped[str | None]
    link: Mapped[str | None] = mapped_column(String(500))
    channel: Mapped[Category | None] = mapped_column(words(Category))
    """Under which channel news stands on the public page; None when it does not."""
    partner_id: Mapped[int | None] = mapped_column(ForeignKey("partner.id", ondelete="CASCADE"))
    agreement_id: Mapped[int | None] = mapped_column(ForeignKey("agreement.id", ondelete="CASCADE"))

    partner: Mapped[Partner | None] = relationship(lazy="raise_on_sql")
    agreement: Mapped[Agreement | None] = relationship(lazy="raise_on_sql")

    def search_text(self) -> Searched:
        return Searched(names=(self.title,), texts=(self.body,))
