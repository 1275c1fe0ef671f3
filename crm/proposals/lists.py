"""The queue of proposals: its page and its exports read this."""

from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import ColumnElement, func

from crm.agreements.columns import name_of_type
from crm.models import AgreementType, Proposal, ProposalStatus
from crm.models.ranks import rank
from crm.proposals import queries
from crm.search.near import among
from crm.web.columns import Column, Shown, Sort, own_first
from crm.web.filters import Case, OneRecord
from crm.web.listing import Listing
from crm.web.locale import Reader, country_names
from crm.web.offered import types_offered
from crm.web.words import PAYERS, PROPOSAL_STATUSES


def _waiting_first(_reader: Reader) -> tuple[ColumnElement[bool], ...]:
    """Those that were asked back have waited longest."""
    return _is(ProposalStatus.ANSWERED), _is(ProposalStatus.RECEIVED), ~queries.waits()


def _type_name(reader: Reader) -> Any:
    """The type's name in the reader's language, as a scalar."""
    names = own_first(reader, AgreementType.name_en, AgreementType.name_zh)
    return name_of_type(func.coalesce(*names), Proposal.type_id)


def _is(status: ProposalStatus) -> ColumnElement[bool]:
    return Proposal.status == status


proposal_list = Listing(
    room="proposals",
    title=_l("Proposals"),
    model=Proposal,
    in_bulk=True,
    rows=lambda _reader: queries.rows(),
    search=lambda typed, _reader: queries.search(typed),
    near=among(Proposal),
    filters=(
        Case(
            "status",
            _l("Status"),
            {
                "waiting": (_l("Waiting for us"), lambda _: queries.waits()),
                "asked": (_l("Asked back"), lambda _: _is(ProposalStatus.ASKED)),
                "drafted": (_l("Became a draft"), lambda _: _is(ProposalStatus.DRAFTED)),
                "declined": (_l("Declined"), lambda _: _is(ProposalStatus.DECLINED)),
            },
            as_links=True,
        ),
        OneRecord("type", _l("Type"), Proposal.type_id, types_offered, _l("Unknown")),
    ),
    shown=(
        Shown("title", _l("What it is about")),
        Shown("partner", _l("Partner")),
        Shown("proposer", _l("Proposed by")),
        Shown("type", _l("Type")),
        Shown("status", _l("Status")),
        Shown("received", _l("Received"), is_date=True),
    ),
    sorts={
        "status": Sort(rank(ProposalStatus, Proposal.status)),
        "received": Sort(Proposal.created_at),
        "title": Sort(Proposal.title_sort),
        "partner": Sort(Proposal.partner_name_sort),
        "proposer": Sort(Proposal.proposer_name_sort),
    },
    default_sort="received",
    opening=_waiting_first,
    columns=(
        Column(_l("Number"), lambda _: Proposal.id, width=8),
        Column(_l("Status"), lambda _: Proposal.status, words=lambda _: PROPOSAL_STATUSES),
        Column(_l("What it is about"), lambda _: Proposal.title, width=44),
        Column(_l("Partner"), lambda _: Proposal.partner_name, width=40),
        Column(
            _l("Country or region"),
            lambda _: Proposal.country,
            words=lambda reader: country_names(reader.language),
        ),
        Column(_l("Type"), _type_name, width=28),
        Column(_l("Proposed by"), lambda _: Proposal.proposer_name),
        Column(_l("E-mail"), lambda _: Proposal.proposer_email, width=30),
        Column(_l("Department"), lambda _: Proposal.department, width=28),
        Column(_l("Purpose"), lambda _: Proposal.purpose, width=40),
        Column(_l("Why now"), lambda _: Proposal.why_now, width=40),
        Column(_l("When it should begin"), lambda _: Proposal.starts_on, is_date=True),
        Column(_l("Who pays"), lambda _: Proposal.payer, words=lambda _: PAYERS),
        Column(_l("What it costs"), lambda _: Proposal.cost),
        Column(_l("Currency"), lambda _: Proposal.currency, width=10),
        Column(_l("Reason"), lambda _: Proposal.decline_reason, width=40),
    ),
)
