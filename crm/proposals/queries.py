"""Every SELECT about proposals."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from functools import cache

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import joinedload, selectinload
from sqlalchemy.orm.interfaces import ORMOption

from crm.database import AnySelect
from crm.extensions import db
from crm.models import AgreementType, Proposal, ProposalLink, ProposalMessage
from crm.models.finding import found
from crm.models.proposal import WAITING
from crm.models.token import token_digest


@cache
def rows() -> AnySelect:
    """What the queue shows."""
    return select(
        Proposal.id,
        Proposal.version,
        Proposal.title,
        Proposal.partner_name,
        Proposal.country,
        Proposal.proposer_name,
        Proposal.department,
        Proposal.status,
        Proposal.created_at,
        AgreementType.name_en.label("type_en"),
        AgreementType.name_zh.label("type_zh"),
    ).outerjoin(AgreementType, AgreementType.id == Proposal.type_id)


def search(typed: str) -> ColumnElement[bool] | None:
    return found(Proposal, typed)


def waits() -> ColumnElement[bool]:
    """Whether it is the office's turn."""
    return Proposal.status.in_(WAITING)


def decided(numbers: Iterable[int]) -> Sequence[int]:
    """Those of the proposals about which somebody has decided."""
    chosen = db.session.scalars(select(Proposal).where(Proposal.id.in_(list(numbers))))
    return [proposal.id for proposal in chosen if not proposal.is_open]


def get(proposal_id: int) -> Proposal | None:
    """The proposal with its type, its conversation and the agreement that came of it."""
    return db.session.get(Proposal, proposal_id, options=_loads())


def with_token(token: str) -> Proposal | None:
    """The proposal whose own link this is."""
    own = select(Proposal).where(Proposal.token_digest == token_digest(token))
    return db.session.scalar(own.options(*_loads()))


def _loads() -> tuple[ORMOption, ...]:
    return (
        joinedload(Proposal.type),
        joinedload(Proposal.agreement),
        selectinload(Proposal.messages).joinedload(ProposalMessage.by),
    )


def office_link() -> ProposalLink | None:
    """The link that the office gives out now; None while there is none."""
    return db.session.scalar(select(ProposalLink).options(joinedload(ProposalLink.made_by)))


def sent_since(sender_digest: str, moment: datetime) -> int:
    """How many proposals came from that sender since then."""
    counted = select(func.count()).where(
        Proposal.sender_digest == sender_digest, Proposal.created_at >= moment
    )
    return db.session.scalar(counted) or 0
