"""The addresses of agreement types and their fields."""

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from crm.agreement_types import actions, queries
from crm.agreement_types.forms import AgreementTypeForm, TypeFieldForm
from crm.agreements import queries as agreement_queries
from crm.database import now
from crm.models import AgreementType, TypeField
from crm.playbooks import queries as playbook_queries
from crm.trash.going import going_with, say_gone
from crm.web.access import admin
from crm.web.forms import Form
from crm.web.locale import name_of, today

bp = Blueprint("agreement_types", __name__, url_prefix="/settings/agreement-types")


@bp.get("")
@admin
def index() -> ResponseReturnValue:
    return render_template(
        "agreement_types/index.html",
        types=agreement_queries.types(),
        numbers=queries.agreements_by_type(),
        fields=queries.fields_by_type(),
    )


@bp.route("/new", methods=["GET", "POST"])
@admin
def new() -> ResponseReturnValue:
    form = AgreementTypeForm()
    if kind := form.submit(actions.save_type, AgreementType()):
        flash(_("Agreement type saved. Now say what it asks."))
        return redirect(url_for(".edit", type_id=kind.id, _anchor="fields"))
    return render_template("agreement_types/edit.html", form=form), form.http_status


@bp.route("/<int:type_id>/edit", methods=["GET", "POST"])
@admin
def edit(type_id: int) -> ResponseReturnValue:
    kind = queries.get_type(type_id) or abort(404)
    form = AgreementTypeForm(obj=kind)
    if form.submit(actions.save_type, kind):
        flash(_("Agreement type saved."))
        return redirect(url_for(".index"))
    page = render_template(
        "agreement_types/edit.html",
        form=form,
        type_id=type_id,
        fields=queries.fields_of(type_id),
        answers=queries.answers(type_id),
        agreements=queries.agreements_by_type().get(type_id, 0),
        playbook=playbook_queries.steps_of(type_id),
        running=playbook_queries.number_running(type_id, today()),
    )
    return page, form.http_status


@bp.route("/<int:type_id>/delete", methods=["GET", "POST"])
@admin
def delete(type_id: int) -> ResponseReturnValue:
    kind, form = queries.get_type(type_id) or abort(404), Form()
    if item := form.submit(actions.delete_type, kind):
        say_gone(item, _("Agreement type deleted."))
        return redirect(url_for(".index"))
    kind = queries.get_type(type_id) or abort(404)
    page, going = "agreement_types/delete.html", going_with(kind)
    return render_template(page, form=form, kind=kind, going=going), form.http_status


@bp.route("/<int:type_id>/fields/new", methods=["GET", "POST"])
@admin
def new_field(type_id: int) -> ResponseReturnValue:
    kind, form = queries.get_type(type_id) or abort(404), TypeFieldForm()
    if field := form.submit(actions.add_field, kind):
        return _to_fields(field, _("“%(label)s” is asked now.", label=name_of(field)))
    return render_template("agreement_types/field.html", form=form, type_id=type_id), (
        form.http_status
    )


@bp.route("/<int:type_id>/fields/<int:field_id>/edit", methods=["GET", "POST"])
@admin
def edit_field(type_id: int, field_id: int) -> ResponseReturnValue:
    field = _get_field(type_id, field_id)
    form = TypeFieldForm(obj=field)
    if form.submit(actions.update_field, field):
        return _to_fields(field, _("Field saved."))
    page = "agreement_types/field.html"
    return render_template(page, form=form, type_id=type_id, field_id=field_id), form.http_status


@bp.post("/<int:type_id>/fields/<int:field_id>/<any(up, down, retire, restore):act>")
@admin
def change_field(type_id: int, field_id: int, act: str) -> ResponseReturnValue:
    field, form = _get_field(type_id, field_id), Form()
    if act == "retire":
        kept = form.submit(actions.retire_field, field, now())
        said = _("“%(label)s” is asked no longer. Answers stay readable.", label=name_of(field))
    elif act == "restore":
        kept = form.submit(actions.restore_field, field)
        said = _("“%(label)s” is asked again.", label=name_of(field))
    else:
        kept = form.submit(actions.move_field, field, -1 if act == "up" else 1)
        said = None
    return _to_fields(field, said if kept else None)


@bp.route("/<int:type_id>/fields/<int:field_id>/delete", methods=["GET", "POST"])
@admin
def delete_field(type_id: int, field_id: int) -> ResponseReturnValue:
    field, form = _get_field(type_id, field_id), Form()
    if item := form.submit(actions.delete_field, field):
        say_gone(item, _("Field deleted."))
        return redirect(url_for(".edit", type_id=type_id, _anchor="fields"))
    field = _get_field(type_id, field_id)
    page, going = "agreement_types/delete_field.html", going_with(field)
    return render_template(page, form=form, field=field, going=going), form.http_status


def _get_field(type_id: int, field_id: int) -> TypeField:
    return queries.get_field(type_id, field_id) or abort(404)


def _to_fields(field: TypeField, said: str | None) -> ResponseReturnValue:
    """Back to the type's fields; a required one that agreements lack is said so."""
    if said:
        flash(said)
    if said and field.is_required and field.is_asked and (number := queries.lacking(field)):
        message = ngettext(
            "%(num)d agreement lacks it. It can still be saved, and its page says so.",
            "%(num)d agreements lack it. They can still be saved, and their pages say so.",
            number,
        )
        flash(message)
    return redirect(url_for(".edit", type_id=field.type_id, _anchor="fields"))
