"""The school itself, as it stands in the papers that it signs."""

from sqlalchemy import CheckConstraint, String, text
from sqlalchemy.orm import Mapped, mapped_column

from crm.database import Base, words
from crm.models.second_factor import FactorRule

CONTACT_YEARS = 3
"""After so many years without use a contact comes up for review, unless the office says else."""


class Office(Base):
    """One row: who we are. There is none until somebody has said so."""

    __tablename__ = "office"
    __table_args__ = (
        CheckConstraint("id = 1", name="one"),
        CheckConstraint("contact_years BETWEEN 1 AND 30", name="contact_years"),
    )

    name_en: Mapped[str | None] = mapped_column(String(200))
    name_zh: Mapped[str | None] = mapped_column(String(200))
    address_en: Mapped[str | None] = mapped_column(String(300))
    address_zh: Mapped[str | None] = mapped_column(String(300))
    city_en: Mapped[str | None] = mapped_column(String(100))
    city_zh: Mapped[str | None] = mapped_column(String(100))
    signatory_en: Mapped[str | None] = mapped_column(String(200))
    signatory_zh: Mapped[str | None] = mapped_column(String(200))
    position_en: Mapped[str | None] = mapped_column(String(200))
    position_zh: Mapped[str | None] = mapped_column(String(200))
    contact_years: Mapped[int] = mapped_column(
        default=CONTACT_YEARS, server_default=text(str(CONTACT_YEARS))
    )
    """Years without use after which it is asked whether a contact is still needed."""
    factor_for: Mapped[FactorRule] = mapped_column(
        words(FactorRule), default=FactorRule.NOBODY, server_default=text("'nobody'")
    )
    """Of whom a second factor is required at the login."""
