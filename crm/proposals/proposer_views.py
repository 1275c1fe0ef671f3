"""What a proposer sees without an account: the form, and where the own proposal stands."""

import secrets

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from crm.models import Proposal
from crm.models.token import new_token
from crm.proposals import actions, queries
from crm.proposals.forms import MessageForm, ProposalForm
from crm.web.locale import this_moment
from crm.web.sheets import sheet_key
from crm.web.signing import KeySigner
from crm.web.visitors import by_link, sender_digest

bp = Blueprint("proposer", __name__)

_OWN = KeySigner("proposal")


@bp.route("/propose/<office_token>", methods=["GET", "POST"])
@by_link
def propose(office_token: str) -> ResponseReturnValue:
    link = queries.office_link()
    if link is None or not secrets.compare_digest(link.token.encode(), office_token.encode()):
        abort(404)
    form, token = ProposalForm(), _new_own_token()
    sent = form.submit(
        actions.receive_proposal,
        token=token,
        sender_digest=sender_digest(),
        moment=this_moment(),
    )
    if sent:
        flash(_("The office has your proposal. Keep the address of this page."))
        return redirect(url_for(".show", own_token=token))
    return render_template("proposals/propose.html", form=form), form.http_status


@bp.route("/proposal/<own_token>", methods=["GET", "POST"])
@by_link
def show(own_token: str) -> ResponseReturnValue:
    form = MessageForm()
    if form.submit(actions.answer, _own(own_token)):
        flash(_("The office has your message."))
        return redirect(url_for(".show", own_token=own_token))
    # Loaded only now: a refusal has taken back what was loaded before.
    page = render_template("proposals/own.html", form=form, proposal=_own(own_token))
    return page, form.http_status


def _new_own_token() -> str:
    """The same for a form that a browser sends twice: the second answer is the one that is seen."""
    key = sheet_key()
    return _OWN.stand_in(key) if key is not None else new_token()


def _own(token: str) -> Proposal:
    return queries.with_token(token) or abort(404)
