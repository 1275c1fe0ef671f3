"""The list of obligations: its page and its exports read this."""

from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import func, select

from crm.accounts.people import person_filter
from crm.models import Agreement, Obligation, ObligationKind, Partner, User
from crm.models.ranks import rank
from crm.obligations import queries
from crm.search.near import among
from crm.web.agreement_words import OBLIGATION_KINDS
from crm.web.columns import Column, Shown, Sort, own_first
from crm.web.filters import Case, Day, OneWord, Related
from crm.web.listing import Listing


def _name(columns: tuple[Any, ...], model: Any, reference: Any) -> Any:
    return select(func.coalesce(*columns)).where(model.id == reference).scalar_subquery()


obligation_list = Listing(
    room="obligations",
    title=_l("Obligations"),
    model=Obligation,
    in_bulk=True,
    rows=lambda _reader: queries.rows(),
    search=lambda typed, _reader: queries.search(typed),
    near=among(Obligation),
    filters=(
        Case(
            "status",
            _l("Status"),
            {
                "open": (
                    _l("Still due"),
                    lambda _: queries.is_due_again(),
                ),
                "overdue": (
                    _l("Overdue"),
                    lambda reader: (Obligation.next_on < reader.day) & queries.is_within_time(),
                ),
                "ended": (_l("Ended by us"), lambda _: Obligation.ended_on.is_not(None)),
            },
            as_links=True,
        ),
        OneWord("kind", _l("Kind"), Obligation.kind, OBLIGATION_KINDS),
        Case(
            "owing",
            _l("Owed by"),
            {
                "us": (_l("Our school"), lambda _: Obligation.partner_id.is_(None)),
                "them": (_l("Partners"), lambda _: Obligation.partner_id.is_not(None)),
            },
        ),
        person_filter("owner", _l("Responsible"), Obligation.owner_id),
        Related("partner", _l("Partner"), lambda number: Obligation.partner_id == number, Partner),
        Related(
            "agreement",
            _l("Agreement"),
            lambda number: Obligation.agreement_id == number,
            Agreement,
        ),
        Day("due_from", _l("Due from"), lambda day: Obligation.next_on >= day),
        Day("due_to", _l("Due until"), lambda day: Obligation.next_on <= day),
    ),
    shown=(
        Shown("due", _l("Next due"), is_date=True),
        Shown("text", _l("What was promised")),
        Shown("kind", _l("Kind")),
        Shown("owing", _l("Owed by")),
        Shown("owner", _l("Responsible")),
        Shown("agreement", _l("Agreement")),
    ),
    sorts={
        "due": Sort(Obligation.next_on, nullable=True),
        "text": Sort(Obligation.text_sort),
        "kind": Sort(rank(ObligationKind, Obligation.kind)),
    },
    default_sort="due",
    columns=(
        Column(_l("Number"), lambda _: Obligation.id, width=8),
        Column(_l("Kind"), lambda _: Obligation.kind, words=lambda _: OBLIGATION_KINDS),
        Column(_l("What was promised"), lambda _: Obligation.text, width=48),
        Column(
            _l("Owed by"),
            lambda reader: _name(
                own_first(reader, Partner.name_en, Partner.name_zh), Partner, Obligation.partner_id
            ),
            blank=_l("Our school"),
            width=36,
        ),
        Column(_l("Next due"), lambda _: queries.next_due(), is_date=True),
        Column(_l("First due"), lambda _: Obligation.due_on, is_date=True),
        Column(_l("Every so many months"), lambda _: Obligation.every_months, blank=_l("once")),
        Column(_l("Last time by"), lambda _: Obligation.ends_on, is_date=True),
        Column(_l("Amount"), lambda _: Obligation.amount, is_exact=True),
        Column(_l("Currency"), lambda _: Obligation.currency, width=9),
        Column(_l("Ended on"), lambda _: Obligation.ended_on, is_date=True),
        Column(_l("Responsible"), lambda _: _name((User.name, ""), User, Obligation.owner_id)),
        Column(
            _l("Agreement"),
            lambda reader: _name(
                own_first(reader, Agreement.title_en, Agreement.title_zh),
                Agreement,
                Obligation.agreement_id,
            ),
            width=44,
        ),
    ),
)
