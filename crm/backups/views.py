"""The address at which administrators see, make and fetch backups."""

from flask import Blueprint, abort, flash, redirect, render_template, send_file, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from crm.backups.shelf import KEPT, is_stale, path_of, put_on_shelf, shelf
from crm.seeing import eyes
from crm.web.access import admin, admin_again
from crm.web.forms import Form
from crm.web.locale import office_zone, this_moment

bp = Blueprint("backups", __name__, url_prefix="/settings/backups")


@bp.route("", methods=["GET", "POST"])
@admin
def index() -> ResponseReturnValue:
    form, moment = Form(), this_moment().astimezone(office_zone())
    damaged = form.submit(lambda _values: put_on_shelf(moment))
    if damaged is not None:
        flash(_said(damaged))
        return redirect(url_for(".index"))
    kept = shelf()
    return render_template(
        "backups/index.html", form=form, kept=kept, is_stale=is_stale(kept, moment), most=KEPT
    ), form.http_status


def _said(damaged: int) -> str:
    if not damaged:
        return _("The backup was made.")
    return ngettext(
        "The backup was made, but %(num)d document in it is damaged: have `crm check` run on the "
        "server, and keep an older backup.",
        "The backup was made, but %(num)d documents in it are damaged: have `crm check` run on the "
        "server, and keep an older backup.",
        damaged,
    )


@bp.get("/<name>")
@admin_again
def fetch(name: str) -> ResponseReturnValue:
    path = path_of(name) or abort(404)
    if eyes().hides:
        flash(
            _(
                "This backup holds confidential agreements that are not for you. Whoever runs the "
                "server can copy it from there."
            )
        )
        return redirect(url_for(".index"))
    return send_file(path, as_attachment=True, download_name=name)
