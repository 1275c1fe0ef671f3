"""What happened with partners and under agreements: the entries of the timeline."""

from collections.abc import Iterable
from datetime import date

from sqlalchemy import CheckConstraint, Column, ForeignKey, Index, String, Table
from sqlalchemy.orm import Mapped, mapped_column, relationship, validates

from crm.database import Base, SortKey, Word, downwards, words
from crm.models.agreement import Agreement
from crm.models.contact import Contact
from crm.models.delegation import ProgrammeItem, Visitor, programme_items, visitors_of
from crm.models.names import with_sort_key
from crm.models.partner import Category, Partner
from crm.models.prepared import Searched
from crm.models.user import User


class HappeningKind(Word):
    MEETING = "meeting"
    VISIT = "visit"
    DELEGATION = "delegation"
    CALL = "call"
    EMAIL = "email"
    EVENT = "event"
    NEWS = "news"


def _linked(name: str) -> Table:
    """A table that links happenings with others; what either side leaves behind goes with it."""
    return Table(
        f"happening_{name}",
        Base.metadata,
        Column("happening_id", ForeignKey("happening.id", ondelete="CASCADE"), primary_key=True),
        Column(
            "user_id" if name == "user" else f"{name}_id",
            ForeignKey("user_account.id" if name == "user" else f"{name}.id", ondelete="CASCADE"),
            primary_key=True,
            index=True,
        ),
    )


happening_partner = _linked("partner")
"""Which further partners a happening is about."""
happening_agreement = _linked("agreement")
"""Which further agreements it is about."""
happening_contact = _linked("contact")
"""Who took part for the partners."""
happening_user = _linked("user")
"""Who took part for us."""


class Happening(Base):
    """A meeting, visit, delegation, call, e-mail, event or news item. Its day may be unknown.

    `partner_id` and `agreement_id` are what it is about first of all; `partners` and `agreements`
    are the others. `visitors` and `programme` are tables as text, read by `models/delegation.py`.
    """

    __tablename__ = "happening"
    __table_args__ = (
        CheckConstraint("title <> ''", name="titled"),
        CheckConstraint("ends_on >= happened_on", name="ends_after_start"),
        Index("ix_happening_happened_on", "happened_on", "id"),
        downwards("ix_happening_happened_on_down", "happened_on"),
        Index("ix_happening_kind", "kind", "happened_on"),
        Index("ix_happening_title_sort", "title_sort", "id"),
        Index("ix_happening_channel", "channel", "happened_on"),
        Index("ix_happening_partner_id", "partner_id", "happened_on"),
        Index("ix_happening_agreement_id", "agreement_id", "happened_on"),
    )

    kind: Mapped[HappeningKind] = mapped_column(words(HappeningKind))
    happened_on: Mapped[date | None]
    ends_on: Mapped[date | None]
    title: Mapped[str] = mapped_column(String(300))
    title_sort: Mapped[str] = mapped_column(SortKey, default="")
    place: Mapped[str | None] = mapped_column(String(200))
    body: Mapped[str | None]
    link: Mapped[str | None] = mapped_column(String(500))
    visitors: Mapped[str | None]
    programme: Mapped[str | None]
    channel: Mapped[Category | None] = mapped_column(words(Category))
    """Under which channel news stands on the public page; None when it does not."""
    partner_id: Mapped[int | None] = mapped_column(ForeignKey("partner.id", ondelete="CASCADE"))
    agreement_id: Mapped[int | None] = mapped_column(ForeignKey("agreement.id", ondelete="CASCADE"))

    partner: Mapped[Partner | None] = relationship(lazy="raise_on_sql")
    agreement: Mapped[Agreement | None] = relationship(lazy="raise_on_sql")
    partners: Mapped[list[Partner]] = relationship(
        secondary=happening_partner,
        lazy="raise_on_sql",
        order_by=(Partner.name_sort, Partner.id),
    )
    agreements: Mapped[list[Agreement]] = relationship(
        secondary=happening_agreement,
        lazy="raise_on_sql",
        order_by=(Agreement.title_sort, Agreement.id),
    )
    contacts: Mapped[list[Contact]] = relationship(
        secondary=happening_contact,
        lazy="raise_on_sql",
        order_by=(Contact.name_sort, Contact.id),
    )
    users: Mapped[list[User]] = relationship(
        secondary=happening_user, lazy="raise_on_sql", order_by=(User.name_sort, User.id)
    )

    @validates("title")
    def _keep_sort_key(self, attribute: str, said: str) -> str | None:
        return with_sort_key(self, attribute, said)

    @property
    def partner_ids(self) -> list[int]:
        return _numbers(self.partners)

    @property
    def agreement_ids(self) -> list[int]:
        return _numbers(self.agreements)

    @property
    def contact_ids(self) -> list[int]:
        return _numbers(self.contacts)

    @property
    def user_ids(self) -> list[int]:
        return _numbers(self.users)

    @property
    def visitor_list(self) -> list[Visitor]:
        return visitors_of(self.visitors)

    @property
    def programme_list(self) -> list[ProgrammeItem]:
        return programme_items(self.programme)

    def search_text(self) -> Searched:
        texts = (self.body, self.place, self.visitors, self.programme)
        return Searched(names=(self.title,), texts=texts)


def _numbers(records: Iterable[Base]) -> list[int]:
    return [record.id for record in records]
