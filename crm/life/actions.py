"""Taking a step. An action changes the session and never commits."""

from datetime import date, datetime

from flask_babel import gettext as _

from crm.agreements import families, queries
from crm.documents.actions import add_documents
from crm.errors import Refused, Values
from crm.extensions import db
from crm.frozen import Frozen
from crm.models import Agreement, DocumentKind, Party, Renewal, Stage, Step, StepTaken
from crm.models.days import said_day
from crm.models.life import STEPS
from crm.pipeline.actions import win
from crm.playbooks import schedule
from crm.reviews import following


class Hand(Frozen):
    """Who takes a step, at which moment, and which day that is in the office."""

    by_id: int
    at: datetime
    day: date


def take_step(values: Values, agreement: Agreement, step: Step, hand: Hand) -> Agreement:
    """Move the agreement on, and keep who did it, when and why. `files` are its signed copy.

    Raises Refused when the step may not be taken from where the agreement stands.
    """
    move = STEPS[step]
    if agreement.stage not in move.starts:
        raise Refused(_("Somebody has taken another step meanwhile. Look at where it stands now."))
    about = _ON_THE_WAY.get(step, _nothing_more)(values, agreement, hand.day)
    taken = StepTaken(
        agreement_id=agreement.id,
        step=step,
        before=agreement.stage,
        after=move.end,
        day=about,
        reason=values.get("reason"),
        by_id=hand.by_id,
    )
    db.session.add(taken)
    agreement.stage = move.end
    if values.get("files"):
        signed = {"files": values["files"], "kind": DocumentKind.SIGNED}
        add_documents(signed, agreement, hand.by_id, hand.at)
    following.keep_up(agreement, hand.day)
    schedule.catch_up(hand.day)
    return agreement


def sign_for(values: Values, agreement: Agreement, party: Party, hand: Hand) -> Party:
    """A partner signs after the others. Raises Refused while the agreement itself is not signed."""
    if agreement.stage is not Stage.SIGNED:
        raise Refused(_("Record the signing of the agreement first."))
    _refuse_later(values["signed_on"], hand.day)
    party.sign(values["signed_on"])
    win([party.partner_id])
    name = party.partner.name_en or party.partner.name_zh
    db.session.add(
        StepTaken(
            agreement_id=agreement.id,
            step=Step.SIGN,
            before=agreement.stage,
            after=agreement.stage,
            day=values["signed_on"],
            reason=name,
            by_id=hand.by_id,
        )
    )
    return party


def _sign(values: Values, agreement: Agreement, day: date) -> date:
    signed_on: date = values["signed_on"]
    _refuse_later(signed_on, day)
    signers = set(values["signers"])
    if not signers & {party.partner_id for party in agreement.parties}:
        raise Refused(_("Tick at least one partner who has signed."), "signers")
    agreement.signed_on = signed_on
    for party in agreement.parties:
        if party.partner_id in signers:
            party.sign(None)
        else:
            party.has_signed, party.signed_on = False, None
    win(signers)
    return signed_on


def _refuse_later(signed_on: date, day: date) -> None:
    if signed_on > day:
        raise Refused(_("A signing that has not been yet cannot be recorded."), "signed_on")


def _terminate(values: Values, agreement: Agreement, _day: date) -> date:
    return _close(agreement, values["closed_on"])


def _supersede(values: Values, agreement: Agreement, _day: date) -> date:
    successor = queries.get(values["successor_id"])
    if successor is None or successor.id == agreement.id:
        raise Refused(_("Choose the agreement that takes its place."), "successor_id")
    if successor.predecessor_id not in {None, agreement.id}:
        raise Refused(_("That one already follows another agreement."), "successor_id")
    if families.comes_after(successor.id, agreement.id):
        raise Refused(_("It cannot follow itself or one that follows it."), "successor_id")
    successor.predecessor_id = agreement.id
    return _close(agreement, values["closed_on"])


def _close(agreement: Agreement, closed_on: date) -> date:
    start = agreement.effective_on or agreement.signed_on
    if start is not None and closed_on < start:
        message = _("Give a day that is not before %(day)s, when it began.", day=said_day(start))
        raise Refused(message, "closed_on")
    end = agreement.ends_on
    if end is not None and closed_on > end and agreement.renewal is not Renewal.AUTOMATIC:
        day = said_day(end)
        message = _("It ends on %(day)s anyway. Give that day or an earlier one.", day=day)
        raise Refused(message, "closed_on")
    agreement.closed_on = closed_on
    return closed_on


def _reinstate(_values: Values, agreement: Agreement, _day: date) -> None:
    agreement.closed_on = None


def _nothing_more(_values: Values, _agreement: Agreement, _day: date) -> None:
    return None


_ON_THE_WAY = {
    Step.SIGN: _sign,
    Step.TERMINATE: _terminate,
    Step.SUPERSEDE: _supersede,
    Step.REINSTATE: _reinstate,
}
"""What a step does besides moving the stage; each returns the day that it is about."""
