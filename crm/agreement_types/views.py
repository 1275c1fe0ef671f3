"""The addresses of agreement types."""

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from crm.agreement_types import actions, queries
from crm.agreement_types.forms import AgreementTypeForm
from crm.agreements import queries as agreement_queries
from crm.models import AgreementType
from crm.web.access import admin
from crm.web.forms import Form

bp = Blueprint("agreement_types", __name__, url_prefix="/settings/agreement-types")


@bp.get("")
@admin
def index() -> ResponseReturnValue:
    return render_template(
        "agreement_types/index.html",
        types=agreement_queries.types(),
        numbers=queries.agreements_by_type(),
    )


@bp.route("/new", methods=["GET", "POST"])
@admin
def new() -> ResponseReturnValue:
    form = AgreementTypeForm()
    if form.submit(actions.save_type, AgreementType()):
        flash(_("Agreement type saved."))
        return redirect(url_for(".index"))
    return render_template("agreement_types/edit.html", form=form), form.http_status


@bp.route("/<int:type_id>/edit", methods=["GET", "POST"])
@admin
def edit(type_id: int) -> ResponseReturnValue:
    kind = queries.get_type(type_id) or abort(404)
    form = AgreementTypeForm(obj=kind)
    if form.submit(actions.save_type, kind):
        flash(_("Agreement type saved."))
        return redirect(url_for(".index"))
    page = "agreement_types/edit.html"
    return render_template(page, form=form, type_id=type_id), form.http_status


@bp.route("/<int:type_id>/delete", methods=["GET", "POST"])
@admin
def delete(type_id: int) -> ResponseReturnValue:
    kind, form = queries.get_type(type_id) or abort(404), Form()
    if form.submit(actions.delete_type, kind):
        flash(_("Agreement type deleted."))
        return redirect(url_for(".index"))
    return render_template("agreement_types/delete.html", form=form, kind=kind), form.http_status
