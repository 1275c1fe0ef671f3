"""The addresses of the partner's side for staff: parse, call one thing, render."""

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from crm.agreements import queries as agreement_queries
from crm.counterparts import actions, decision, queries
from crm.counterparts.forms import DeclineForm, LinkForm
from crm.counterparts.lists import suggestion_list
from crm.documents.serving import serve
from crm.exports.download import download
from crm.models import CounterpartLink, Suggestion
from crm.saved_views.sidebar import list_page
from crm.web.access import editor, viewer
from crm.web.forms import Form
from crm.web.locale import local_time, reader, this_moment

bp = Blueprint("counterparts", __name__, url_prefix="/counterparts")


def _get(suggestion_id: int) -> Suggestion:
    return queries.get(suggestion_id) or abort(404)


def _get_link(link_id: int) -> CounterpartLink:
    return queries.get_link(link_id) or abort(404)


def _to_agreement(agreement_id: int) -> ResponseReturnValue:
    return redirect(url_for("agreements.show", agreement_id=agreement_id, _anchor="partners-side"))


@bp.get("")
@viewer
def index() -> ResponseReturnValue:
    return list_page("counterparts/index.html", suggestion_list)


@bp.get("/export.<any(csv, xlsx):kind>")
@viewer
def export(kind: str) -> ResponseReturnValue:
    return download(suggestion_list, request.args, reader(), kind)


@bp.get("/<int:suggestion_id>")
@viewer
def show(suggestion_id: int) -> ResponseReturnValue:
    page = "counterparts/show.html"
    return render_template(page, suggestion=_get(suggestion_id), form=Form())


@bp.get("/<int:suggestion_id>/file/<name>")
@viewer
def file(suggestion_id: int, **_name: str) -> ResponseReturnValue:
    """The signed copy that still waits; once accepted it is a document like any other."""
    return serve(queries.file(suggestion_id) or abort(404))


@bp.post("/<int:suggestion_id>/accept")
@editor
def accept(suggestion_id: int) -> ResponseReturnValue:
    suggestion, form = _get(suggestion_id), Form()
    agreement_id = suggestion.link.agreement_id
    came_on = local_time(suggestion.created_at).date()
    if form.submit(decision.accept, suggestion, current_user.id, this_moment(), came_on):
        flash(_("Accepted: it is part of the record now."))
        return _to_agreement(agreement_id)
    page = "counterparts/show.html"
    return render_template(page, suggestion=_get(suggestion_id), form=form), form.http_status


@bp.route("/<int:suggestion_id>/decline", methods=["GET", "POST"])
@editor
def decline(suggestion_id: int) -> ResponseReturnValue:
    suggestion, form = _get(suggestion_id), DeclineForm()
    agreement_id = suggestion.link.agreement_id
    if form.submit(decision.decline, suggestion, current_user.id, this_moment()):
        flash(_("Declined: nothing was changed."))
        return _to_agreement(agreement_id)
    page = "counterparts/decline.html"
    return render_template(page, suggestion=_get(suggestion_id), form=form), form.http_status


@bp.route("/agreements/<int:agreement_id>/links/new", methods=["GET", "POST"])
@editor
def new_link(agreement_id: int) -> ResponseReturnValue:
    agreement = agreement_queries.get(agreement_id) or abort(404)
    form = LinkForm(agreement)
    if form.submit(actions.give_out, agreement, current_user.id, this_moment()):
        flash(_("The link is there: copy it and send it to the counterpart."))
        return _to_agreement(agreement_id)
    page = "counterparts/link.html"
    return render_template(page, form=form, agreement_id=agreement_id), form.http_status


@bp.route("/links/<int:link_id>/edit", methods=["GET", "POST"])
@editor
def edit_link(link_id: int) -> ResponseReturnValue:
    link = _get_link(link_id)
    agreement_id = link.agreement_id
    form = LinkForm(agreement_queries.get(agreement_id) or abort(404), link)
    if form.submit(actions.change_link, link, this_moment()):
        flash(_("Link saved. Its days count from today."))
        return _to_agreement(agreement_id)
    page = "counterparts/link.html"
    return render_template(page, form=form, agreement_id=agreement_id), form.http_status


@bp.post("/links/<int:link_id>/withdraw")
@editor
def withdraw(link_id: int) -> ResponseReturnValue:
    link = _get_link(link_id)
    agreement_id = link.agreement_id
    if Form().submit(actions.withdraw, link, this_moment()):
        flash(_("The link works no longer."))
    return _to_agreement(agreement_id)
