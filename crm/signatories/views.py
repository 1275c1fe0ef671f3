"""The addresses of signatories, under their agreement."""

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from crm.agreements import queries as agreement_queries
from crm.models import Agreement, Signatory
from crm.signatories import actions, queries
from crm.signatories.forms import SignatoryForm
from crm.trash.going import say_gone
from crm.web.access import editor
from crm.web.forms import Form
from crm.web.locale import name_of

bp = Blueprint("signatories", __name__, url_prefix="/agreements/<int:agreement_id>/signatories")


def _agreement(agreement_id: int) -> Agreement:
    return agreement_queries.get(agreement_id) or abort(404)


def _signatory(agreement_id: int, signatory_id: int) -> Signatory:
    signatory = queries.get(signatory_id) or abort(404)
    return signatory if signatory.agreement_id == agreement_id else abort(404)


def _back(agreement_id: int) -> str:
    return url_for("agreements.show", agreement_id=agreement_id, _anchor="signatories")


@bp.route("/new", methods=["GET", "POST"])
@editor
def new(agreement_id: int) -> ResponseReturnValue:
    agreement = _agreement(agreement_id)
    form = SignatoryForm(agreement, data={"signed_on": agreement.signed_on})
    if form.submit(actions.save_signatory, Signatory(agreement_id=agreement_id)):
        flash(_("Signatory saved."))
        return redirect(_back(agreement_id))
    return _page(form, agreement)


@bp.route("/<int:signatory_id>/edit", methods=["GET", "POST"])
@editor
def edit(agreement_id: int, signatory_id: int) -> ResponseReturnValue:
    agreement = _agreement(agreement_id)
    signatory = _signatory(agreement_id, signatory_id)
    form = SignatoryForm(agreement, obj=signatory)
    if form.submit(actions.save_signatory, signatory):
        flash(_("Signatory saved."))
        return redirect(_back(agreement_id))
    return _page(form, agreement, signatory_id)


@bp.route("/<int:signatory_id>/delete", methods=["GET", "POST"])
@editor
def delete(agreement_id: int, signatory_id: int) -> ResponseReturnValue:
    agreement, form = _agreement(agreement_id), Form()
    signatory = _signatory(agreement_id, signatory_id)
    if item := form.submit(actions.delete_signatory, signatory):
        say_gone(item, _("Signatory deleted."))
        return redirect(_back(agreement_id))
    question = _("Delete the signatory %(name)s?", name=signatory.name)
    page = "signatories/delete.html"
    return render_template(page, form=form, agreement=agreement, question=question, going=())


def _page(
    form: SignatoryForm, agreement: Agreement, signatory_id: int | None = None
) -> ResponseReturnValue:
    page = render_template(
        "signatories/edit.html",
        form=form,
        agreement_id=agreement.id,
        title=name_of(agreement),
        signatory_id=signatory_id,
    )
    return page, form.http_status
