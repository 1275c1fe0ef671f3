"""The address where administrators say who we are."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from crm.office import actions, queries
from crm.office.forms import OfficeForm
from crm.web.access import admin

bp = Blueprint("office", __name__, url_prefix="/settings/office")


@bp.route("", methods=["GET", "POST"])
@admin
def edit() -> ResponseReturnValue:
    office = queries.office()
    form = OfficeForm(obj=office)
    if form.submit(actions.save_office, office):
        flash(_("Saved. Drafts show it from now on."))
        return redirect(url_for(".edit"))
    return render_template("office/edit.html", form=form), form.http_status
