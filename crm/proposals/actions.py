"""What can be done to a proposal. An action changes the session and never commits."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta

from flask_babel import gettext as _

from crm.agreements.actions import create_agreement
from crm.errors import Refused, Values
from crm.extensions import db
from crm.models import (
    Agreement,
    Proposal,
    ProposalLink,
    ProposalMessage,
    ProposalStatus,
    Stage,
)
from crm.models.history import hold_chain
from crm.models.token import token_digest
from crm.partners.made_along import NEW_PARTNER, names_new_partner
from crm.proposals import queries

HOURLY = 20
"""Proposals that one sender may send within an hour."""

MOST_ANSWERS = 30
"""What a proposer may add to one proposal, in all."""


def receive_proposal(
    values: Values, *, token: str, sender_digest: str, moment: datetime
) -> Proposal:
    """Put a proposal into the queue. Raises Refused when too many come from one sender."""
    # Held before it is counted: of many that come at once, each counts the others.
    hold_chain(db.session())
    if queries.sent_since(sender_digest, moment - timedelta(hours=1)) >= HOURLY:
        message = _("Many proposals came from your network within the hour. Try again later.")
        raise Refused(message)
    proposal = Proposal(token_digest=token_digest(token), sender_digest=sender_digest)
    proposal.assign(values)
    if proposal.cost is None:
        proposal.currency = None
    proposal.created_at = moment
    db.session.add(proposal)
    return proposal


def ask_back(values: Values, proposal: Proposal, by_id: int) -> ProposalMessage:
    """The office wants to know something: it is the proposer's turn."""
    _refuse_closed(proposal)
    message = ProposalMessage(text=values["text"], by_id=by_id)
    proposal.messages.append(message)
    proposal.status = ProposalStatus.ASKED
    return message


def answer(values: Values, proposal: Proposal) -> ProposalMessage:
    """The proposer says something. When the office had asked, it is the office's turn now."""
    _refuse_closed(proposal)
    if sum(message.by_id is None for message in proposal.messages) >= MOST_ANSWERS:
        raise Refused(_("That is much already. Call the office instead."), "text")
    message = ProposalMessage(text=values["text"])
    proposal.messages.append(message)
    if proposal.is_asked:
        proposal.status = ProposalStatus.ANSWERED
    return message


def decline(values: Values, proposal: Proposal) -> Proposal:
    _refuse_closed(proposal)
    proposal.decline_reason = values["decline_reason"]
    proposal.status = ProposalStatus.DECLINED
    return proposal


def why_not_declined(numbers: Sequence[int]) -> Mapping[int, str]:
    """Of which of them that cannot be said any more, and why."""
    return dict.fromkeys(queries.decided(numbers), _is_decided())


def make_draft(
    values: Values, proposal: Proposal, day: date, *, save_anyway: bool = False
) -> Agreement:
    """The agreement that the proposal asks for; a partner that is not there yet is made too."""
    _refuse_closed(proposal)
    agreement = create_agreement(_filled_in(values, proposal), day, save_anyway=save_anyway)
    proposal.agreement = agreement
    proposal.status = ProposalStatus.DRAFTED
    return agreement


def renew_link(_values: Values, token: str, moment: datetime, by_id: int) -> ProposalLink:
    """The office's link from now on; the one before stops working."""
    link = queries.office_link() or ProposalLink(id=1)
    link.assign({"token": token, "made_at": moment, "made_by_id": by_id})
    db.session.add(link)
    return link


def close_link(_values: Values) -> bool:
    """Nobody can propose until a new link is made. False when there was none."""
    link = queries.office_link()
    if link is not None:
        db.session.delete(link)
    return link is not None


def renew_own_link(_values: Values, proposal: Proposal, token: str) -> Proposal:
    """A new link for a proposer who has lost the old one, which stops working."""
    proposal.token_digest = token_digest(token)
    return proposal


def _refuse_closed(proposal: Proposal) -> None:
    if not proposal.is_open:
        raise Refused(_is_decided())


def _is_decided() -> str:
    return _("This proposal has been decided on already.")


def _filled_in(values: Values, proposal: Proposal) -> Values:
    """The new agreement as its form would say it."""
    given = dict(values)
    partner_id = given.pop("partner_id")
    if partner_id is not None:
        given = {name: v for name, v in given.items() if name not in NEW_PARTNER}
    elif not names_new_partner(given):
        raise Refused(_("Choose the partner, or name a new one below."), "partner_id")
    return given | {
        "partner_ids": [partner_id] if partner_id is not None else [],
        "stage": Stage.DRAFT,
        "effective_on": proposal.starts_on,
        "purpose": proposal.purpose,
        "lead_name": proposal.proposer_name,
        "lead_email": proposal.proposer_email,
        "value_amount": proposal.cost,
        "value_currency": proposal.currency,
        "notes": "\n\n".join(filter(None, (proposal.why_now, proposal.cost_notes))),
    }
