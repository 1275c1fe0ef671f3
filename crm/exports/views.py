"""The page on which somebody chooses what the exports of a list carry."""

from urllib.parse import urlencode

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from crm.exports import actions, queries
from crm.exports.columns import keyed, narrowed
from crm.exports.forms import ColumnsForm
from crm.exports.lists import LISTS
from crm.web.access import may_open, viewer
from crm.web.forms import Form
from crm.web.listing import Listing
from crm.web.locale import reader

bp = Blueprint("exports", __name__, url_prefix="/exports")


@bp.route("/<room>/columns", methods=["GET", "POST"])
@viewer
def columns(room: str) -> ResponseReturnValue:
    """The columns of the list at the address of which the rest is after the question mark."""
    listing = _get(room).exported(request.args, reader())
    offered = keyed(listing)
    chosen = queries.columns_chosen(current_user.id, room)
    carried = narrowed(listing, chosen.keys) if chosen is not None else listing
    form = ColumnsForm(data={"keys": [*keyed(carried)]})
    form.offer(offered)
    if form.submit(actions.choose_columns, room, offered.keys(), current_user.id):
        flash(_("The exports of this list carry the columns that you have chosen."))
        return redirect(_list_of(room))
    kept = [column.label for column in offered.values() if column.is_kept]
    page = "exports/columns.html"
    back, is_chosen = _list_of(room), chosen is not None
    answer = render_template(page, form=form, kept=kept, room=room, back=back, is_chosen=is_chosen)
    return answer, form.http_status


@bp.post("/<room>/all-columns")
@viewer
def all_columns(room: str) -> ResponseReturnValue:
    _get(room)
    if Form().submit(actions.take_all_columns, room, current_user.id):
        flash(_("The exports of this list carry all columns again."))
    return redirect(_list_of(room))


def _get(room: str) -> Listing:
    """The list, if the person may export it."""
    listing = LISTS.get(room) or abort(404)
    if not may_open(f"{room}.export"):
        abort(403)
    return listing


def _list_of(room: str) -> str:
    asked = urlencode([*request.args.items(multi=True)])
    return url_for(f"{room}.index") + (f"?{asked}" if asked else "")
