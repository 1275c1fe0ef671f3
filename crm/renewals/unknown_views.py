"""The queue of agreements whose end nobody knows: a form a row, one after the other."""

from flask import Blueprint, abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from crm.agreements import queries as agreement_queries
from crm.exports.download import download
from crm.renewals import actions
from crm.renewals.forms import EndForm
from crm.renewals.lists import unknown_list
from crm.saved_views.sidebar import list_page
from crm.web.access import editor, viewer
from crm.web.filters import is_number
from crm.web.locale import name_of, reader

bp = Blueprint("unknown_ends", __name__, url_prefix="/renewals/unknown")


@bp.get("")
@viewer
def index() -> ResponseReturnValue:
    here = request.args.get("row", "")
    number = int(here) if is_number(here) else None
    return list_page("renewals/unknown.html", unknown_list, form=EndForm(), here=number)


@bp.post("/<int:agreement_id>")
@editor
def fill_in(agreement_id: int) -> ResponseReturnValue:
    """Keep the end and go on with the next row; refused, the row comes back as it was typed."""
    agreement = agreement_queries.get(agreement_id) or abort(404)
    form = EndForm(obj=agreement)
    if form.submit(actions.fill_in_end, agreement):
        flash(_("The end of “%(title)s” is kept.", title=name_of(agreement)))
        return redirect(f"{url_for('.index')}?{request.query_string.decode()}")
    page = list_page("renewals/unknown.html", unknown_list, form=form, here=agreement_id)
    return page, form.http_status


@bp.get("/export.<any(csv, xlsx):kind>")
@viewer
def export(kind: str) -> ResponseReturnValue:
    return download(unknown_list, request.args, reader(), kind)
