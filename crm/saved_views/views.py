"""The addresses of saved views."""

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from crm.saved_views import actions, following, news, queries
from crm.saved_views.forms import OwnViewForm, SavedViewForm, ViewChoiceForm
from crm.saved_views.rooms import ROOMS, address
from crm.trash.going import say_gone
from crm.web.access import viewer
from crm.web.forms import Form
from crm.web.locale import reader

bp = Blueprint("saved_views", __name__, url_prefix="/views")


@bp.route("/new", methods=["GET", "POST"])
@viewer
def new() -> ResponseReturnValue:
    form = SavedViewForm(request.form if request.method == "POST" else request.args)
    if saved := form.submit(following.save, reader()):
        view = saved.view
        if saved.replaced:
            message = _(
                "View “%(name)s” saved in the place of the one that had this name.", name=view.name
            )
        else:
            message = _("View “%(name)s” saved.", name=view.name)
        flash(message)
        return redirect(address(view.room, view.query))
    room = form.room.data
    back = address(room, form.query.data) if room in ROOMS else None
    return render_template("saved_views/new.html", form=form, back=back), form.http_status


@bp.route("/<int:view_id>", methods=["GET", "POST"])
@viewer
def edit(view_id: int) -> ResponseReturnValue:
    """What its reader makes of it, and what its owner changes."""
    view = queries.get_seen(view_id, current_user.id) or abort(404)
    is_own = view.user_id == current_user.id
    made = queries.choice(view.id, current_user.id)
    data = {"is_home": made is not None and made.is_home, "tells": made is not None and made.tells}
    form = (OwnViewForm if is_own else ViewChoiceForm)(obj=view if is_own else None, data=data)
    if not news.can_tell(view.room, view.query, reader()):
        del form.tells
    if form.submit(following.keep, view, reader()):
        flash(_("View “%(name)s” saved.", name=view.name))
        return redirect(address(view.room, view.query))
    page = "saved_views/edit.html"
    answer = render_template(
        page, form=form, view=view, is_own=is_own, list_address=address(view.room, view.query)
    )
    return answer, form.http_status


@bp.post("/<int:view_id>/read")
@viewer
def read(view_id: int) -> ResponseReturnValue:
    """What it has newly found was read."""
    view = queries.get_seen(view_id, current_user.id) or abort(404)
    Form().submit(following.note_read, view, reader())
    return redirect(url_for("digests.index"))


@bp.post("/<int:view_id>/delete")
@viewer
def delete(view_id: int) -> ResponseReturnValue:
    view = queries.get_own(view_id, current_user.id) or abort(404)
    room = view.room
    if item := Form().submit(actions.delete_view, view):
        say_gone(item, _("View deleted."))
    return redirect(url_for(f"{room}.index"))
