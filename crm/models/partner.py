"""An organisation that the school works with."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column, relationship, validates

from crm.database import Base, SortKey, Word, downwards, now, where_filled, words
from crm.models.countries import country_keys
from crm.models.identifiers import domain_of
from crm.models.names import ONE_NAME, Named, with_sort_key
from crm.models.prepared import Searched
from crm.models.ranks import rank_in
from crm.models.tags import Tagged, of_tagged
from crm.models.user import User


class Category(Word):
    GOVERNMENT = "government"
    INTERNATIONAL = "international"
    HOSPITAL = "hospital"
    ENTERPRISE = "enterprise"
    OTHER = "other"


class PartnerStatus(Word):
    PROSPECT = "prospect"
    ACTIVE = "active"
    DORMANT = "dormant"
    CLOSED = "closed"


class Pipeline(Word):
    """How far a prospect has come, from the first contact until an agreement is signed or not."""

    FIRST_CONTACT = "first_contact"
    TALKS = "talks"
    DRAFTING = "drafting"
    SIGNING = "signing"
    SIGNED = "signed"
    LOST = "lost"


ON_THE_WAY = (Pipeline.FIRST_CONTACT, Pipeline.TALKS, Pipeline.DRAFTING, Pipeline.SIGNING)
"""A prospect is at one of these."""


def _ordered(name: str, first: str, then: str) -> tuple[Index, Index]:
    """By what some partners say, either way."""
    return (
        Index(f"ix_partner_by_{name}", first, then),
        downwards(f"ix_partner_by_{name}_down", first, then),
    )


def _ranked(name: str, kind: type[Word]) -> tuple[Index, Index]:
    """By a word, for who reads English and for who reads Chinese."""
    place = text(rank_in(kind, name))
    return (
        Index(f"ix_partner_by_{name}", place, "name_sort"),
        Index(f"ix_partner_by_{name}_zh", place, "name_sort_zh"),
    )


class Partner(Named, Tagged, Base):
    """A ministry, university, hospital, company or foundation; a school has its university above.

    A country that is not known is None: nothing guesses one.
    """

    __tablename__ = "partner"
    __table_args__ = (
        CheckConstraint(ONE_NAME, name="named"),
        CheckConstraint("parent_id <> id", name="parent_is_another"),
        CheckConstraint("length(country) = 2", name="country_code"),
        CheckConstraint("(pipeline IS NULL) = (pipeline_since IS NULL)", name="pipeline_since"),
        CheckConstraint("lost_reason IS NULL OR pipeline = 'lost'", name="lost_reason"),
        where_filled("ix_partner_pipeline", "pipeline", "pipeline_since", "id"),
        Index("ix_partner_prospect", "status", "pipeline_since", "id"),
        Index(
            "ix_partner_pipeline_name",
            "name_sort",
            "id",
            info={"where": "pipeline IS NOT NULL"},
        ),
        Index(
            "ix_partner_pipeline_name_zh",
            "name_sort_zh",
            "id",
            info={"where": "pipeline IS NOT NULL"},
        ),
        Index(
            "ix_partner_pipeline_since",
            "pipeline_since",
            "id",
            info={"where": "pipeline IS NOT NULL"},
        ),
        where_filled("ix_partner_parent_id", "parent_id"),
        Index("ix_partner_name_sort", "name_sort", "id"),
        Index("ix_partner_name_sort_zh", "name_sort_zh", "id"),
        where_filled("ix_partner_name_zh", "name_zh"),
        Index("ix_partner_category", "category", "country", "name_sort"),
        Index("ix_partner_category_name_sort", "category", "name_sort"),
        Index("ix_partner_country", "country", "name_sort"),
        Index("ix_partner_status", "status", "name_sort"),
        *_ordered("country", "country_sort", "name_sort"),
        *_ordered("country_zh", "country_sort_zh", "name_sort_zh"),
        *_ordered("city", "city_sort", "name_sort"),
        *_ordered("city_zh", "city_sort", "name_sort_zh"),
        *_ranked("category", Category),
        *_ranked("status", PartnerStatus),
        Index("ix_partner_owner_id", "owner_id", "name_sort"),
        Index("ix_partner_updated_at", "updated_at"),
        of_tagged("partner"),
        Index("ix_partner_is_public", "is_public", "name_sort"),
        Index("ix_partner_website_domain", "website_domain"),
        where_filled("uq_partner_ror", "ror", unique=True),
        where_filled("uq_partner_credit_code", "credit_code", unique=True),
        where_filled("uq_partner_isni", "isni", unique=True),
    )

    short_name: Mapped[str | None] = mapped_column(String(50))
    category: Mapped[Category] = mapped_column(words(Category))
    country: Mapped[str | None] = mapped_column(String(2))
    country_sort: Mapped[str | None] = mapped_column(SortKey)
    country_sort_zh: Mapped[str | None] = mapped_column(SortKey)
    """By what the country is called in either language."""

    city: Mapped[str | None] = mapped_column(String(100))
    city_sort: Mapped[str | None] = mapped_column(SortKey)
    website: Mapped[str | None] = mapped_column(String(300))
    website_domain: Mapped[str | None] = mapped_column(String(253))
    """Follows from the website, so that others of the same domain are found."""

    aliases: Mapped[str | None]
    """Former and other names, one a line."""

    ror: Mapped[str | None] = mapped_column(String(9))
    credit_code: Mapped[str | None] = mapped_column(String(18))
    isni: Mapped[str | None] = mapped_column(String(16))
    status: Mapped[PartnerStatus] = mapped_column(
        words(PartnerStatus), default=PartnerStatus.ACTIVE
    )
    pipeline: Mapped[Pipeline | None] = mapped_column(words(Pipeline))
    """Of one that is or was a prospect; the others were partners from the beginning."""

    pipeline_since: Mapped[datetime | None]
    lost_reason: Mapped[str | None]
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("partner.id"))
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    notes: Mapped[str | None]
    is_public: Mapped[bool] = mapped_column(default=False)
    """Whether the public page names it; it says nothing else of it."""

    parent: Mapped["Partner | None"] = relationship(
        remote_side="Partner.id", lazy="raise_on_sql", viewonly=True
    )
    owner: Mapped[User | None] = relationship(lazy="raise_on_sql")

    @validates("city")
    def _keep_city_sort(self, attribute: str, said: str | None) -> str | None:
        return with_sort_key(self, attribute, said)

    @validates("country")
    def _keep_country_sort(self, _attribute: str, code: str | None) -> str | None:
        keys = country_keys(code)
        if (self.country_sort, self.country_sort_zh) != keys:
            self.country_sort, self.country_sort_zh = keys
        return code

    def search_text(self) -> Searched:
        others = (self.aliases or "").splitlines()
        return Searched(
            names=(self.name_en, self.name_zh, self.short_name, *others),
            texts=(self.city, self.tags, self.website, self.ror, self.credit_code, self.isni),
        )

    def move_to(self, stage: Pipeline, reason: str | None = None) -> None:
        """Go to that stage of the pipeline, and be what one is there: a prospect, active when an
        agreement is signed, closed when nothing came of it. `reason` is why nothing did."""
        if stage is not self.pipeline:
            self.pipeline, self.pipeline_since = stage, now()
        self.lost_reason = reason if stage is Pipeline.LOST else None
        self.status = _STATUSES.get(stage, PartnerStatus.PROSPECT)

    @validates("status")
    def _keep_pipeline(self, _attribute: str, status: PartnerStatus) -> PartnerStatus:
        """Whoever becomes a prospect, by whichever way, begins at the first contact; who was one
        and is no more has left the way."""
        is_under_way = self.pipeline in ON_THE_WAY
        if is_under_way == (status is PartnerStatus.PROSPECT):
            return status
        left = Pipeline.SIGNED if status is PartnerStatus.ACTIVE else Pipeline.LOST
        self.pipeline = left if is_under_way else Pipeline.FIRST_CONTACT
        self.pipeline_since, self.lost_reason = now(), None
        return status

    @validates("website")
    def _keep_domain(self, _attribute: str, website: str | None) -> str | None:
        self.website_domain = domain_of(website)
        return website


_STATUSES = {Pipeline.SIGNED: PartnerStatus.ACTIVE, Pipeline.LOST: PartnerStatus.CLOSED}
