"""The addresses of proposals for staff: parse, call one thing, render."""

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from crm.exports.download import download
from crm.models import Proposal
from crm.models.token import new_token
from crm.proposals import actions, queries
from crm.proposals.forms import DeclineForm, DraftForm, MessageForm
from crm.proposals.lists import proposal_list
from crm.proposals.mail import mail_about
from crm.saved_views.sidebar import list_page
from crm.web.access import editor, viewer
from crm.web.forms import Form
from crm.web.locale import reader, this_moment, today

bp = Blueprint("proposals", __name__, url_prefix="/proposals")


def _get(proposal_id: int) -> Proposal:
    return queries.get(proposal_id) or abort(404)


@bp.get("")
@viewer
def index() -> ResponseReturnValue:
    return list_page("proposals/index.html", proposal_list)


@bp.get("/export.<any(csv, xlsx):kind>")
@viewer
def export(kind: str) -> ResponseReturnValue:
    return download(proposal_list, request.args, reader(), kind)


@bp.get("/link")
@editor
def link() -> ResponseReturnValue:
    """The link that the office gives out, to copy, renew or close."""
    return render_template("proposals/link.html", link=queries.office_link(), form=Form())


@bp.post("/link")
@editor
def renew_link() -> ResponseReturnValue:
    if Form().submit(actions.renew_link, new_token(), this_moment(), current_user.id):
        flash(_("This is the link from now on."))
    return redirect(url_for(".link"))


@bp.post("/link/close")
@editor
def close_link() -> ResponseReturnValue:
    if Form().submit(actions.close_link):
        flash(_("The link works no longer."))
    return redirect(url_for(".link"))


@bp.get("/<int:proposal_id>")
@viewer
def show(proposal_id: int) -> ResponseReturnValue:
    proposal = _get(proposal_id)
    mail = mail_about(proposal, own_link=None)
    return render_template("proposals/show.html", proposal=proposal, mail=mail, form=Form())


@bp.route("/<int:proposal_id>/ask", methods=["GET", "POST"])
@editor
def ask(proposal_id: int) -> ResponseReturnValue:
    proposal = _get(proposal_id)
    form = MessageForm()
    if form.submit(actions.ask_back, proposal, current_user.id):
        flash(_("The proposer sees your question. Tell them by e-mail that it is there."))
        return redirect(url_for(".show", proposal_id=proposal_id))
    return _decide("proposals/ask.html", form, proposal_id)


@bp.route("/<int:proposal_id>/decline", methods=["GET", "POST"])
@editor
def decline(proposal_id: int) -> ResponseReturnValue:
    proposal = _get(proposal_id)
    form = DeclineForm(obj=proposal)
    if form.submit(actions.decline, proposal):
        flash(_("Declined. The proposer sees the reason."))
        return redirect(url_for(".show", proposal_id=proposal_id))
    return _decide("proposals/decline.html", form, proposal_id)


@bp.route("/<int:proposal_id>/draft", methods=["GET", "POST"])
@editor
def draft(proposal_id: int) -> ResponseReturnValue:
    proposal = _get(proposal_id)
    form = DraftForm(proposal, current_user.id)
    anyway = form.save_anyway
    if agreement := form.submit(actions.make_draft, proposal, today(), save_anyway=anyway):
        flash(_("The draft is there, with everything that the proposal says."))
        return redirect(url_for("agreements.show", agreement_id=agreement.id))
    return _decide("proposals/draft.html", form, proposal_id)


@bp.post("/<int:proposal_id>/own-link")
@editor
def renew_own_link(proposal_id: int) -> ResponseReturnValue:
    """Shows the new link once: afterwards nobody can read it anywhere."""
    proposal, token = _get(proposal_id), new_token()
    if not Form().submit(actions.renew_own_link, proposal, token):
        return redirect(url_for(".show", proposal_id=proposal_id))
    address = url_for("proposer.show", own_token=token, _external=True)
    mail = mail_about(proposal, own_link=address)
    page = "proposals/own_link.html"
    return render_template(page, proposal=proposal, address=address, mail=mail)


def _decide(template: str, form: Form, proposal_id: int) -> ResponseReturnValue:
    """The form's page, with the proposal as the database has it: a refusal took the rest back."""
    page = render_template(template, form=form, proposal=_get(proposal_id))
    return page, form.http_status
