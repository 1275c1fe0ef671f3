"""One signed paper, the partners who are party to it, and what its dates mean on a day."""

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from sqlalchemy import CheckConstraint, Computed, ForeignKey, String, inspect
from sqlalchemy.orm import Mapped, mapped_column, relationship, validates

from crm.database import Base, ExactNumber, SortKey, Word, words
from crm.models.agreement_indexes import INDEXES
from crm.models.agreement_type import AgreementType
from crm.models.deciding import (
    decide_by_rule,
    last_day_for_notice,
    months_of_term,
    renewed_end,
    review_day,
)
from crm.models.life import Stage, Standing, Term, standing_on
from crm.models.names import sort_key
from crm.models.partner import Category
from crm.models.party import Party, Signatory
from crm.models.prepared import Searched
from crm.models.tags import Tagged
from crm.models.unit import Unit, agreement_unit
from crm.models.user import User


class Renewal(Word):
    NONE = "none"
    MUTUAL = "mutual"
    AUTOMATIC = "automatic"


class Decision(Word):
    """What the office has decided about an end date; none as long as it has not."""

    RENEW = "renew"
    END = "end"


class Link(Word):
    """What an agreement is to the one that it stands under."""

    IMPLEMENTS = "implements"
    AMENDS = "amends"
    ANNEX = "annex"


class Agreement(Tagged, Base):
    """An agreement with one or more partners.

    A date that is None is unknown. `is_open_ended` says that there is no end, which is another
    thing than an end that nobody has looked up. `expires_on` and `is_open_ended` are what its own
    paper says; `ends_on` and `is_endless` are what holds, which a signed amendment may have moved
    (`end_from`), or its automatic renewal (`renewed_to`). They are kept by `models/chain.py`.
    """

    __tablename__ = "agreement"
    __table_args__ = (
        CheckConstraint("coalesce(title_en, title_zh) IS NOT NULL", name="named"),
        CheckConstraint("notice_days BETWEEN 0 AND 3650", name="notice_days"),
        CheckConstraint("expires_on > effective_on", name="ends_after_start"),
        CheckConstraint("NOT (is_open_ended AND expires_on IS NOT NULL)", name="one_end"),
        CheckConstraint("parent_id <> id", name="parent_is_another"),
        CheckConstraint("predecessor_id <> id", name="predecessor_is_another"),
        CheckConstraint("NOT (is_endless AND ends_on IS NOT NULL)", name="one_effective_end"),
        CheckConstraint("preparation_days BETWEEN 0 AND 3650", name="preparation_days"),
        CheckConstraint("review_years BETWEEN 1 AND 50", name="review_years"),
        CheckConstraint("renewal_months BETWEEN 1 AND 1200", name="renewal_months"),
        CheckConstraint("(postponed_to IS NULL) = (postponed_why IS NULL)", name="postponed"),
        CheckConstraint("originals BETWEEN 0 AND 99", name="originals"),
        CheckConstraint("(value_amount IS NULL) = (value_currency IS NULL)", name="money"),
        CheckConstraint("value_amount >= 0", name="value"),
        CheckConstraint("(decision IS NULL) = (decided_on IS NULL)", name="decided"),
        *INDEXES,
    )

    title_en: Mapped[str | None] = mapped_column(String(200))
    title_zh: Mapped[str | None] = mapped_column(String(200))
    type_id: Mapped[int] = mapped_column(ForeignKey("agreement_type.id"))
    reference: Mapped[str | None] = mapped_column(String(40), unique=True)
    stage: Mapped[Stage] = mapped_column(words(Stage))
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("agreement.id"), index=True)
    link: Mapped[Link | None] = mapped_column(words(Link))
    predecessor_id: Mapped[int | None] = mapped_column(ForeignKey("agreement.id"), index=True)
    signed_on: Mapped[date | None]
    effective_on: Mapped[date | None]
    expires_on: Mapped[date | None]
    is_open_ended: Mapped[bool] = mapped_column(default=False)
    closed_on: Mapped[date | None]
    notice_days: Mapped[int] = mapped_column(default=0)
    preparation_days: Mapped[int] = mapped_column(default=0)
    review_years: Mapped[int | None]
    reviewed_on: Mapped[date | None]
    postponed_to: Mapped[date | None]
    postponed_why: Mapped[str | None]
    renewal: Mapped[Renewal] = mapped_column(words(Renewal), default=Renewal.NONE)
    renewal_months: Mapped[int | None]
    renewed_to: Mapped[date | None]
    decision: Mapped[Decision | None] = mapped_column(words(Decision))
    decided_on: Mapped[date | None]
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    lead_name: Mapped[str | None] = mapped_column(String(200))
    lead_email: Mapped[str | None] = mapped_column(String(254))
    areas: Mapped[str | None] = mapped_column(String(300))
    purpose: Mapped[str | None]
    value_amount: Mapped[Decimal | None] = mapped_column(ExactNumber)
    value_currency: Mapped[str | None] = mapped_column(String(3))
    languages: Mapped[str | None] = mapped_column(String(100))
    prevailing_language: Mapped[str | None] = mapped_column(String(10))
    originals: Mapped[int | None]
    room: Mapped[str | None] = mapped_column(String(60))
    cabinet: Mapped[str | None] = mapped_column(String(60))
    folder: Mapped[str | None] = mapped_column(String(60))
    seal: Mapped[str | None] = mapped_column(String(100))
    notes: Mapped[str | None]
    is_public: Mapped[bool] = mapped_column(default=False)
    """Whether the public page names it while it is signed and has not ended."""

    title_sort: Mapped[str] = mapped_column(SortKey, default="")
    title_sort_zh: Mapped[str] = mapped_column(SortKey, default="")
    partner_sort: Mapped[str | None] = mapped_column(SortKey)
    partner_sort_zh: Mapped[str | None] = mapped_column(SortKey)
    partner_category: Mapped[Category | None] = mapped_column(words(Category))
    type_place: Mapped[int] = mapped_column(default=0)
    owner_sort: Mapped[str | None] = mapped_column(SortKey)
    """Of the first partner, the type and who is responsible. `models/sort_keys.py` keeps them."""

    ends_on: Mapped[date | None]
    is_endless: Mapped[bool] = mapped_column(default=False)
    end_from_id: Mapped[int | None] = mapped_column(ForeignKey("agreement.id"), index=True)
    review_on: Mapped[date | None]
    """Of an endless agreement the day of its next review, as far as one is known."""

    planned_until: Mapped[date | None]
    """The last day for which its playbook's tasks are planned: past as soon as something has
    changed that they hang on, and once it has ended. `models/planning.py` and
    `crm/playbooks/queries.py` keep it."""

    decide_by: Mapped[date | None] = mapped_column(Computed(decide_by_rule(), persisted=True))
    """The last day to say yes or no. The database keeps it."""

    if TYPE_CHECKING:  # `models/confidential.py` says what they are
        is_confidential: Mapped[bool]
        reader_names: Mapped[str | None]

    type: Mapped[AgreementType] = relationship(lazy="raise_on_sql")
    owner: Mapped[User | None] = relationship(lazy="raise_on_sql")
    parent: Mapped["Agreement | None"] = relationship(
        foreign_keys=[parent_id], remote_side="Agreement.id", lazy="raise_on_sql"
    )
    predecessor: Mapped["Agreement | None"] = relationship(
        foreign_keys=[predecessor_id], remote_side="Agreement.id", lazy="raise_on_sql"
    )
    end_from: Mapped["Agreement | None"] = relationship(
        foreign_keys=[end_from_id],
        remote_side="Agreement.id",
        lazy="raise_on_sql",
        post_update=True,
    )
    parties: Mapped[list["Party"]] = relationship(
        back_populates="agreement",
        lazy="raise_on_sql",
        cascade="all, delete-orphan",
        passive_deletes=True,
        order_by="Party.place",
    )
    signatories: Mapped[list["Signatory"]] = relationship(
        back_populates="agreement",
        lazy="raise_on_sql",
        cascade="all, delete-orphan",
        passive_deletes=True,
        order_by="Signatory.id",
    )
    units: Mapped[list[Unit]] = relationship(
        secondary=agreement_unit, lazy="raise_on_sql", order_by=(Unit.name_sort, Unit.id)
    )

    def __init__(self, **values: Any) -> None:
        """Signed unless said otherwise: most are filed when they are."""
        super().__init__(**{"stage": Stage.SIGNED} | values)

    @property
    def name_en(self) -> str | None:
        return self.title_en

    @property
    def name_zh(self) -> str | None:
        return self.title_zh

    @validates("title_en", "title_zh")
    def _keep_sort_key(self, attribute: str, title: str | None) -> str | None:
        titles = {"title_en": self.title_en, "title_zh": self.title_zh, attribute: title}
        self.title_sort = sort_key(titles["title_en"], titles["title_zh"])
        self.title_sort_zh = sort_key(titles["title_zh"], titles["title_en"])
        return title

    def set_end(
        self, ends_on: date | None, *, is_endless: bool, source: "Agreement | None"
    ) -> None:
        """Keep what holds; a known end that moves has to be decided anew."""
        self.end_from = source
        if (ends_on, is_endless) == (self.ends_on, bool(self.is_endless)):
            return
        if inspect(self).persistent:
            self.decision = self.decided_on = None
            self.postponed_to = self.postponed_why = None
        self.ends_on, self.is_endless = ends_on, is_endless

    def keep_review_day(self) -> None:
        """One without an end comes up again so many years after its last review or its start."""
        last = self.reviewed_on or self.effective_on or self.signed_on
        self.review_on = review_day(last, self.review_years) if self.is_endless else None

    @property
    def stands_alone(self) -> bool:
        """Amendments and annexes end with what they belong to."""
        return self.link in {None, Link.IMPLEMENTS}

    @property
    def comes_up(self) -> bool:
        """Whether there is a day to decide by, known or not: at its end or at its next review."""
        has_a_day = not self.is_endless or self.review_years is not None
        return has_a_day and self.stands_alone

    @property
    def needs_decision(self) -> bool:
        """Whether it waits for a yes or no at its end or at its next review, as on the desk."""
        is_undecided = self.decision is None and self.stage is Stage.SIGNED
        return is_undecided and self.comes_up

    @property
    def last_day_for_notice(self) -> date | None:
        """The last day on which the partner can still be told; None without a known end."""
        return last_day_for_notice(self.ends_on, self.notice_days)

    @property
    def ends_with_another(self) -> bool:
        """Whether nothing is said of its end, which is that of what it belongs to."""
        return self.ends_on is None and not self.is_endless and not self.stands_alone

    def renews_anyway(self, day: date) -> bool:
        """Whether a no on that day comes too late, so that it renews by itself all the same."""
        last = self.last_day_for_notice
        return self.renewal is Renewal.AUTOMATIC and last is not None and last < day

    @property
    def months_of_renewal(self) -> int | None:
        """For how long it renews by itself: as agreed, else for as long as it ran at first, else
        for the usual term of its type. None when nobody can know."""
        if self.renewal_months is not None:
            return self.renewal_months
        start = self.effective_on or self.signed_on
        own = months_of_term(start, self.expires_on) if self.expires_on is not None else None
        return own or self.type.term_months

    def end_if_renewed(self, day: date) -> date | None:
        """The end of the term that runs on that day when nobody has said no in time.

        None when it does not renew by itself, or has not reached its end, or nobody can know for
        how long it renews.
        """
        is_over = self.ends_on is not None and self.ends_on < day
        runs_on = self.renewal is Renewal.AUTOMATIC and self.decision is not Decision.END
        if not (is_over and runs_on and self.stage is Stage.SIGNED and self.stands_alone):
            return None
        # Of an amended one the end that moves on, since the own paper no longer gives it.
        is_amended = self.end_from_id is not None
        first_end = self.ends_on if is_amended else self.expires_on or self.ends_on
        months = self.months_of_renewal
        return renewed_end(first_end, months, day) if first_end and months else None

    @property
    def term(self) -> Term:
        return Term(self.effective_on, self.ends_on, bool(self.is_endless))

    def standing(self, day: date) -> Standing:
        """What its stage and its dates say on that day."""
        return standing_on(self.stage, self.term, self.closed_on, day)

    def decide(self, decision: Decision, day: date) -> None:
        """Say what becomes of it. One without an end that goes on is due again at its next
        review, so that nothing stays decided about it."""
        self.postponed_to = self.postponed_why = None
        if self.is_endless and decision is Decision.RENEW:
            self.decision = self.decided_on = None
            self.reviewed_on = day
        else:
            self.decision, self.decided_on = decision, day

    def search_text(self) -> Searched:
        return Searched(
            names=(self.title_en, self.title_zh),
            texts=(self.tags, self.areas, self.purpose, self.lead_name),
            numbers=(self.reference,),
        )
