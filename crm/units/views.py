"""The addresses of the school's units, among the settings."""

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from crm.models import Unit
from crm.trash.going import going_with, say_gone
from crm.units import actions, queries
from crm.units.forms import UnitForm
from crm.web.access import admin
from crm.web.forms import Form
from crm.web.locale import language

bp = Blueprint("units", __name__, url_prefix="/settings/units")


@bp.get("")
@admin
def index() -> ResponseReturnValue:
    return render_template("units/index.html", units=queries.all_with_numbers(language()))


@bp.route("/new", methods=["GET", "POST"])
@admin
def new() -> ResponseReturnValue:
    form = UnitForm()
    if form.submit(actions.save_unit, Unit()):
        flash(_("Unit saved."))
        return redirect(url_for(".index"))
    return render_template("units/edit.html", form=form), form.http_status


@bp.route("/<int:unit_id>/edit", methods=["GET", "POST"])
@admin
def edit(unit_id: int) -> ResponseReturnValue:
    unit = queries.get(unit_id) or abort(404)
    form = UnitForm(obj=unit)
    if form.submit(actions.save_unit, unit):
        flash(_("Unit saved."))
        return redirect(url_for(".index"))
    return render_template("units/edit.html", form=form, unit_id=unit_id), form.http_status


@bp.route("/<int:unit_id>/delete", methods=["GET", "POST"])
@admin
def delete(unit_id: int) -> ResponseReturnValue:
    unit, form = queries.get(unit_id) or abort(404), Form()
    if item := form.submit(actions.delete_unit, unit):
        say_gone(item, _("Unit deleted."))
        return redirect(url_for(".index"))
    page, going = "units/delete.html", going_with(unit)
    return render_template(page, form=form, unit=unit, going=going), form.http_status
