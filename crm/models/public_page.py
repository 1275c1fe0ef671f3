"""What the office says of itself to everybody, on a page without an account."""

from sqlalchemy import CheckConstraint, String
from sqlalchemy.orm import Mapped, mapped_column

from crm.database import Base


class PublicPage(Base):
    """One row: the texts of the public page in both languages, in Markdown. None until somebody
    has written some; nobody outside sees the page until it is switched on.

    A text that is None in one language is taken from the other. Each channel of cooperation is
    called like the category of its partners.
    """

    __tablename__ = "public_page"
    __table_args__ = (CheckConstraint("id = 1", name="one"),)

    is_on: Mapped[bool] = mapped_column(default=False)
    title_en: Mapped[str | None] = mapped_column(String(200))
    title_zh: Mapped[str | None] = mapped_column(String(200))
    office_en: Mapped[str | None] = mapped_column(String(200))
    office_zh: Mapped[str | None] = mapped_column(String(200))
    intro_en: Mapped[str | None]
    intro_zh: Mapped[str | None]
    government_en: Mapped[str | None]
    government_zh: Mapped[str | None]
    international_en: Mapped[str | None]
    international_zh: Mapped[str | None]
    hospital_en: Mapped[str | None]
    hospital_zh: Mapped[str | None]
    enterprise_en: Mapped[str | None]
    enterprise_zh: Mapped[str | None]
    invitation_en: Mapped[str | None]
    invitation_zh: Mapped[str | None]
    consent_en: Mapped[str | None]
    consent_zh: Mapped[str | None]
    address_en: Mapped[str | None] = mapped_column(String(300))
    address_zh: Mapped[str | None] = mapped_column(String(300))
    phone: Mapped[str | None] = mapped_column(String(60))
    email: Mapped[str | None] = mapped_column(String(254))

    def said(self, name: str, language: str) -> str | None:
        """The text of that name in that language, `en` or `zh`, else in the other one."""
        other = "zh" if language == "en" else "en"
        found: str | None = getattr(self, f"{name}_{language}") or getattr(self, f"{name}_{other}")
        return found
