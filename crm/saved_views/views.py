"""The addresses of saved views."""

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from crm.errors import Values
from crm.models import SavedView
from crm.saved_views import actions, news, queries
from crm.saved_views.forms import OwnViewForm, SavedViewForm, ViewChoiceForm
from crm.saved_views.rooms import address
from crm.trash.going import say_gone
from crm.web.access import viewer
from crm.web.forms import Form
from crm.web.locale import reader

bp = Blueprint("saved_views", __name__, url_prefix="/views")


@bp.route("/new", methods=["GET", "POST"])
@viewer
def new() -> ResponseReturnValue:
    form = SavedViewForm(request.form if request.method == "POST" else request.args)
    if view := form.submit(actions.save_view, current_user.id):
        flash(_("View “%(name)s” saved.", name=view.name))
        return redirect(address(view.room, view.query))
    return render_template("saved_views/new.html", form=form), form.http_status


@bp.route("/<int:view_id>", methods=["GET", "POST"])
@viewer
def edit(view_id: int) -> ResponseReturnValue:
    """What its reader makes of it, and what its owner changes."""
    view = queries.get_seen(view_id, current_user.id) or abort(404)
    is_own = view.user_id == current_user.id
    made = queries.choice(view.id, current_user.id)
    data = {"is_home": made is not None and made.is_home, "tells": made is not None and made.tells}
    form = (OwnViewForm if is_own else ViewChoiceForm)(obj=view if is_own else None, data=data)
    if not news.can_tell(view.room):
        del form.tells
    if form.submit(_keep, view, current_user.id):
        flash(_("View “%(name)s” saved.", name=view.name))
        return redirect(address(view.room, view.query))
    page = "saved_views/edit.html"
    answer = render_template(
        page, form=form, view=view, is_own=is_own, list_address=address(view.room, view.query)
    )
    return answer, form.http_status


def _keep(values: Values, view: SavedView, user_id: int) -> SavedView:
    """All that the page says. What the view finds now is no news."""
    chosen = {"is_home": values["is_home"], "tells": values.get("tells", False)}
    before = queries.choice(view.id, user_id)
    told_before = before is not None and before.tells
    made = actions.choose(chosen, view, user_id)
    if made is not None and made.tells and not told_before:
        news.remember(made.id, view.room, view.query, reader())
    if before is not None and not chosen["tells"]:
        news.forget(before.id)
    if view.user_id == user_id:
        actions.change_view({name: values[name] for name in ("name", "is_shared")}, view)
    return view


@bp.post("/<int:view_id>/read")
@viewer
def read(view_id: int) -> ResponseReturnValue:
    """What it has newly found was read."""
    view = queries.get_seen(view_id, current_user.id) or abort(404)
    Form().submit(_note_read, view, current_user.id)
    return redirect(url_for("digests.index"))


def _note_read(_values: Values, view: SavedView, user_id: int) -> bool:
    if (made := queries.choice(view.id, user_id)) is not None and made.tells:
        news.remember(made.id, view.room, view.query, reader())
    return True


@bp.post("/<int:view_id>/delete")
@viewer
def delete(view_id: int) -> ResponseReturnValue:
    view = queries.get_own(view_id, current_user.id) or abort(404)
    room = view.room
    if item := Form().submit(actions.delete_view, view):
        say_gone(item, _("View deleted."))
    return redirect(url_for(f"{room}.index"))
