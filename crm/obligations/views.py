"""The addresses of obligations: parse, call one thing, render."""

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from crm.agreements import queries as agreement_queries
from crm.exports.download import download
from crm.models import Agreement, Obligation
from crm.obligations import actions, queries
from crm.obligations.forms import ObligationForm, every
from crm.obligations.lists import obligation_list
from crm.saved_views.sidebar import list_page
from crm.trash.going import going_with, say_gone
from crm.web.access import editor, viewer
from crm.web.forms import Form
from crm.web.locale import reader, today

bp = Blueprint("obligations", __name__)
bp.add_app_template_global(every, "every")


def _get(obligation_id: int) -> Obligation:
    return queries.get(obligation_id) or abort(404)


def _agreement(agreement_id: int) -> Agreement:
    return agreement_queries.get(agreement_id) or abort(404)


def _at_agreement(agreement_id: int) -> ResponseReturnValue:
    where = url_for("agreements.show", agreement_id=agreement_id, _anchor="obligations")
    return redirect(where)


@bp.get("/obligations")
@viewer
def index() -> ResponseReturnValue:
    return list_page("obligations/index.html", obligation_list)


@bp.get("/obligations/export.<any(csv, xlsx):kind>")
@viewer
def export(kind: str) -> ResponseReturnValue:
    return download(obligation_list, request.args, reader(), kind)


@bp.get("/obligations/<int:obligation_id>")
@viewer
def show(obligation_id: int) -> ResponseReturnValue:
    obligation, form = _get(obligation_id), Form()
    tasks = queries.tasks(obligation_id)
    return render_template("obligations/show.html", obligation=obligation, tasks=tasks, form=form)


@bp.route("/agreements/<int:agreement_id>/obligations/new", methods=["GET", "POST"])
@editor
def new(agreement_id: int) -> ResponseReturnValue:
    agreement = _agreement(agreement_id)
    form = ObligationForm(queries.parties(agreement_id), data={"owner_id": agreement.owner_id})
    if form.submit(actions.create_obligation, agreement, today()):
        flash(_("Obligation saved."))
        return _at_agreement(agreement_id)
    page = "obligations/edit.html"
    return render_template(page, form=form, agreement=agreement), form.http_status


@bp.route("/obligations/<int:obligation_id>/edit", methods=["GET", "POST"])
@editor
def edit(obligation_id: int) -> ResponseReturnValue:
    obligation = _get(obligation_id)
    agreement = obligation.agreement
    form = ObligationForm(queries.parties(agreement.id), obj=obligation)
    if form.submit(actions.update_obligation, obligation, today()):
        flash(_("Obligation saved."))
        return redirect(url_for(".show", obligation_id=obligation_id))
    return render_template(
        "obligations/edit.html", form=form, agreement=agreement, obligation_id=obligation_id
    ), form.http_status


@bp.post("/obligations/<int:obligation_id>/<any(end, resume):answer>")
@editor
def end(obligation_id: int, answer: str) -> ResponseReturnValue:
    obligation, form = _get(obligation_id), Form()
    act = actions.end_obligation if answer == "end" else actions.resume_obligation
    if form.submit(act, obligation, today()):
        flash(_("Ended: it makes no more tasks.") if answer == "end" else _("It is owed again."))
    elif form.all_errors:
        flash(form.all_errors, "warn")
    return redirect(url_for(".show", obligation_id=obligation_id))


@bp.route("/obligations/<int:obligation_id>/delete", methods=["GET", "POST"])
@editor
def delete(obligation_id: int) -> ResponseReturnValue:
    obligation, form = _get(obligation_id), Form()
    agreement_id = obligation.agreement_id
    if item := form.submit(actions.delete_obligation, obligation):
        say_gone(item, _("Obligation deleted."))
        return _at_agreement(agreement_id)
    page, going = "obligations/delete.html", going_with(obligation)
    return render_template(page, form=form, obligation=obligation, going=going), form.http_status
