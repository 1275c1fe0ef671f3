"""The addresses of saved views."""

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from crm.saved_views import actions, queries
from crm.saved_views.forms import ROOMS, SavedViewForm
from crm.trash.going import say_gone
from crm.web.access import viewer
from crm.web.forms import Form

bp = Blueprint("saved_views", __name__, url_prefix="/views")


@bp.route("/new", methods=["GET", "POST"])
@viewer
def new() -> ResponseReturnValue:
    form = SavedViewForm(request.form if request.method == "POST" else request.args)
    if view := form.submit(actions.save_view, current_user.id):
        flash(_("View “%(name)s” saved.", name=view.name))
        return redirect(address(view.room, view.query))
    return render_template("saved_views/new.html", form=form), form.http_status


@bp.post("/<int:view_id>/delete")
@viewer
def delete(view_id: int) -> ResponseReturnValue:
    view = queries.get_own(view_id, current_user.id) or abort(404)
    room = view.room
    if item := Form().submit(actions.delete_view, view):
        say_gone(item, _("View deleted."))
    return redirect(url_for(f"{room}.index"))


def address(room: str, query: str | None) -> str:
    """Where the view leads."""
    if room not in ROOMS:
        abort(404)
    return url_for(f"{room}.index") + (f"?{query}" if query else "")
