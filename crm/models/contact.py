"""A person at a partner, and the positions that the person holds."""

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from crm.database import Base, SortKey, downwards
from crm.models.names import ONE_NAME, Named
from crm.models.partner import Partner


class Contact(Named, Base):
    """A person. Where the person works is a position; one of them is the main one."""

    __tablename__ = "contact"
    __table_args__ = (
        CheckConstraint(ONE_NAME, name="named"),
        Index("ix_contact_name_sort", "name_sort", "id"),
        Index("ix_contact_email", "email"),
        Index("ix_contact_partner_sort", "partner_sort", "name_sort"),
        Index("ix_contact_position_sort", "position_sort", "name_sort"),
        downwards("ix_contact_email_down", "email"),
        downwards("ix_contact_partner_down", "partner_sort", "name_sort"),
        downwards("ix_contact_position_down", "position_sort", "name_sort"),
        Index("ix_contact_updated_at", "updated_at"),
    )

    email: Mapped[str | None] = mapped_column(String(254))
    phone: Mapped[str | None] = mapped_column(String(60))
    notes: Mapped[str | None]

    partner_sort: Mapped[str | None] = mapped_column(SortKey)
    position_sort: Mapped[str | None] = mapped_column(SortKey)
    """Both of the main position; None without one. `models/sort_keys.py` keeps them."""

    positions: Mapped[list["Position"]] = relationship(
        back_populates="contact",
        lazy="raise_on_sql",
        cascade="all, delete-orphan",
        passive_deletes=True,
        order_by="(Position.is_main.desc(), Position.id)",
    )

    def search_text(self) -> tuple[str | None, ...]:
        return self.name_en, self.name_zh, self.email, self.phone


class Position(Base):
    """What a person is at one partner. Professors of clinical medicine hold two or more."""

    __tablename__ = "contact_position"
    __table_args__ = (
        Index("ix_contact_position_partner_id", "partner_id", "contact_id"),
        Index("ix_contact_position_contact_id", "contact_id"),
        Index("uq_contact_position_main", "contact_id", unique=True, info={"where": "is_main"}),
        Index("ix_contact_position_department", "department"),
        Index("ix_contact_position_title", "title"),
    )

    contact_id: Mapped[int] = mapped_column(ForeignKey("contact.id", ondelete="CASCADE"))
    partner_id: Mapped[int] = mapped_column(ForeignKey("partner.id"))
    title: Mapped[str | None] = mapped_column(String(200))
    department: Mapped[str | None] = mapped_column(String(200))
    is_main: Mapped[bool] = mapped_column(default=False)

    contact: Mapped[Contact] = relationship(back_populates="positions", lazy="raise_on_sql")
    partner: Mapped[Partner] = relationship(lazy="raise_on_sql")
