"""The addresses of likely duplicates: parse, call one thing, render."""

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from crm.duplicates import actions, queries
from crm.duplicates.foreseen import foresee
from crm.duplicates.lists import different_list, likely_list
from crm.duplicates.wording import read_pairs, said_whys
from crm.exports.download import download
from crm.history.going_back import say_done
from crm.models import PairKind
from crm.saved_views.sidebar import list_page
from crm.web.access import editor, viewer
from crm.web.addresses import local_address
from crm.web.forms import Form
from crm.web.locale import reader, this_moment

bp = Blueprint("duplicates", __name__, url_prefix="/duplicates")


@bp.get("")
@viewer
def index() -> ResponseReturnValue:
    return list_page(
        "duplicates/index.html",
        likely_list,
        search=queries.search_done(),
        said_whys=said_whys,
        most=actions.MOST_KEPT,
    )


@bp.get("/export.<any(csv, xlsx):kind>")
@viewer
def export(kind: str) -> ResponseReturnValue:
    return download(likely_list, request.args, reader(), kind)


@bp.post("/look")
@editor
def look() -> ResponseReturnValue:
    """Look through the base anew: at once, or in the background when that takes a while."""
    form = Form()
    is_done = form.submit(actions.ask_for_look, this_moment())
    if is_done:
        flash(_("All partners and contacts were looked through."))
    elif is_done is None:
        flash(form.all_errors)
    return redirect(url_for(".index"))


@bp.get("/different")
@viewer
def different() -> ResponseReturnValue:
    return list_page("duplicates/different.html", different_list)


@bp.post("/<any(partner, contact):kind>/<int:one>/<int:other>/different")
@editor
def say_different(kind: str, one: int, other: int) -> ResponseReturnValue:
    form = Form()
    if form.submit(actions.say_different, PairKind(kind), one, other):
        flash(_("They are not the same, and will not be named together again."))
    else:
        flash(form.all_errors)
    return redirect(local_address(request.form.get("back")) or url_for(".index"))


@bp.post("/different")
@editor
def say_all_different() -> ResponseReturnValue:
    """Of all ticked pairs at once; of how many it would be is said before."""
    form, pairs = Form(), read_pairs(request.form.getlist("pairs"))
    back = local_address(request.form.get("back")) or url_for(".index")
    if pairs and "go" not in request.form:
        return render_template("duplicates/preview.html", form=form, plan=foresee(pairs), back=back)
    if batch := form.submit(actions.say_all_different, pairs):
        number = len(pairs)
        message = ngettext(
            "%(num)d pair is not the same.", "%(num)d pairs are not the same.", number
        )
        say_done(batch.id, message)
    else:
        flash(form.all_errors)
    return redirect(back)


@bp.post("/different/<int:said_id>/forget")
@editor
def take_back(said_id: int) -> ResponseReturnValue:
    said, form = queries.get_different(said_id) or abort(404), Form()
    if form.submit(actions.take_back, said):
        flash(_("Taken back. They are named again when all is looked through the next time."))
    else:
        flash(form.all_errors)
    return redirect(url_for(".different"))
