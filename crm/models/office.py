"""The school itself, as it stands in the papers that it signs."""

from sqlalchemy import CheckConstraint, String
from sqlalchemy.orm import Mapped, mapped_column

from crm.database import Base


class Office(Base):
    """One row: who we are. There is none until somebody has said so."""

    __tablename__ = "office"
    __table_args__ = (CheckConstraint("id = 1", name="one"),)

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
