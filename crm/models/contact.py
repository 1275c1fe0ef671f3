"""A person at a partner, what is known about the person and why, and the positions held there."""

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship, validates

from crm.database import Base, SortKey, Word, downwards, words
from crm.models.names import ONE_NAME, Named, with_sort_key
from crm.models.partner import Partner
from crm.models.people import written_forms
from crm.models.prepared import Searched
from crm.models.tags import Tagged, of_tagged


class Purpose(Word):
    """What the office keeps a person's details for."""

    COOPERATION = "cooperation"
    EVENTS = "events"
    OTHER = "other"


class Source(Word):
    """Where the office has a person's details from."""

    PERSON = "person"
    PARTNER = "partner"
    PUBLIC = "public"
    OTHER = "other"


class Honorific(Word):
    """By what a person is addressed; how it is written in a language says `models/people.py`."""

    PROFESSOR = "professor"
    ASSOCIATE_PROFESSOR = "associate_professor"
    ACADEMICIAN = "academician"
    DOCTOR = "doctor"
    DEAN = "dean"
    DIRECTOR = "director"
    MR = "mr"
    MS = "ms"


class Contact(Named, Tagged, Base):
    """A person. Where the person works is a position; one of them is the main one.

    Purpose and source are None where nobody has noted them, as of people from before they were
    asked for.
    """

    __tablename__ = "contact"
    __table_args__ = (
        CheckConstraint(ONE_NAME, name="named"),
        Index("ix_contact_name_sort", "name_sort", "id"),
        Index("ix_contact_name_sort_zh", "name_sort_zh", "id"),
        Index("ix_contact_email", "email"),
        Index("ix_contact_partner_sort", "partner_sort", "name_sort"),
        Index("ix_contact_partner_sort_zh", "partner_sort_zh", "name_sort_zh"),
        Index("ix_contact_position_sort", "position_sort", "name_sort"),
        Index("ix_contact_by_position_zh", "position_sort", "name_sort_zh"),
        downwards("ix_contact_email_down", "email"),
        downwards("ix_contact_partner_down", "partner_sort", "name_sort"),
        downwards("ix_contact_partner_zh_down", "partner_sort_zh", "name_sort_zh"),
        downwards("ix_contact_position_down", "position_sort", "name_sort"),
        downwards("ix_contact_by_position_zh_down", "position_sort", "name_sort_zh"),
        Index("ix_contact_updated_at", "updated_at"),
        Index("ix_contact_purpose", "purpose"),
        Index("ix_contact_source", "source"),
        Index("ix_contact_honorific", "honorific"),
        of_tagged("contact"),
    )

    honorific: Mapped[Honorific | None] = mapped_column(words(Honorific))
    email: Mapped[str | None] = mapped_column(String(254))
    phone: Mapped[str | None] = mapped_column(String(60))
    notes: Mapped[str | None]
    purpose: Mapped[Purpose | None] = mapped_column(words(Purpose), default=Purpose.COOPERATION)
    source: Mapped[Source | None] = mapped_column(words(Source))
    source_note: Mapped[str | None] = mapped_column(String(300))
    kept_on: Mapped[date | None]
    """When somebody decided last to keep a person of whom no use had been made for years."""

    partner_sort: Mapped[str | None] = mapped_column(SortKey)
    partner_sort_zh: Mapped[str | None] = mapped_column(SortKey)
    position_sort: Mapped[str | None] = mapped_column(SortKey)
    """All of the main position; None without one. `models/sort_keys.py` keeps them."""

    positions: Mapped[list["Position"]] = relationship(
        back_populates="contact",
        lazy="raise_on_sql",
        cascade="all, delete-orphan",
        passive_deletes=True,
        order_by="(Position.is_main.desc(), Position.id)",
    )

    def search_text(self) -> Searched:
        names, numbers = (self.name_en, self.name_zh), (self.phone,)
        addressed = written_forms(self.honorific) if self.honorific else ()
        return Searched(names, texts=(self.tags, self.email, *addressed), numbers=numbers)


class Position(Base):
    """What a person is, or was, at one partner. Professors of clinical medicine hold two or more.

    A former position stays, so that the page of the partner knows who was there; when it ended
    may be unknown. It is nobody's main one.
    """

    __tablename__ = "contact_position"
    __table_args__ = (
        CheckConstraint("NOT (is_past AND is_main)", name="main_is_held"),
        CheckConstraint("until_on IS NULL OR is_past", name="until_is_past"),
        Index("ix_contact_position_partner_id", "partner_id", "contact_id", "is_past"),
        Index("ix_contact_position_contact_id", "contact_id"),
        Index("uq_contact_position_main", "contact_id", unique=True, info={"where": "is_main"}),
        Index("ix_contact_position_department", "department"),
        Index("ix_contact_position_title", "title"),
    )

    contact_id: Mapped[int] = mapped_column(ForeignKey("contact.id", ondelete="CASCADE"))
    partner_id: Mapped[int] = mapped_column(ForeignKey("partner.id"))
    title: Mapped[str | None] = mapped_column(String(200))
    title_sort: Mapped[str | None] = mapped_column(SortKey)
    department: Mapped[str | None] = mapped_column(String(200))
    is_main: Mapped[bool] = mapped_column(default=False)
    is_past: Mapped[bool] = mapped_column(default=False)
    until_on: Mapped[date | None]
    """The last day of a former position; None when it is unknown."""

    contact: Mapped[Contact] = relationship(back_populates="positions", lazy="raise_on_sql")
    partner: Mapped[Partner] = relationship(lazy="raise_on_sql")

    @validates("title")
    def _keep_sort_key(self, attribute: str, said: str | None) -> str | None:
        return with_sort_key(self, attribute, said)
