"""The addresses of the history: parse, call one thing, render."""

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from crm.database import AnyRow
from crm.history import queries, reverting
from crm.history.lists import history_list
from crm.history.reading import read_lines
from crm.history.words import RECORDS
from crm.models import Act
from crm.saved_views.sidebar import list_page
from crm.trash import queries as trash_queries
from crm.web.access import editor, may_administer, viewer
from crm.web.export import download
from crm.web.forms import Form
from crm.web.locale import reader
from crm.web.pages import RECORD_ROOMS

bp = Blueprint("history", __name__, url_prefix="/history")

NEWEST = 50
"""Lines of a record's history on its own page; the list has all of them."""


@bp.get("")
@viewer
def index() -> ResponseReturnValue:
    return list_page("history/index.html", history_list, read_lines=read_lines, kinds=RECORDS)


@bp.get("/export.<any(csv, xlsx):kind>")
@viewer
def export(kind: str) -> ResponseReturnValue:
    return download(history_list, request.args, reader(), kind)


@bp.get("/<int:change_id>")
@viewer
def show(change_id: int) -> ResponseReturnValue:
    return _page(_line(change_id), Form())


@bp.post("/<int:change_id>/revert")
@editor
def revert(change_id: int) -> ResponseReturnValue:
    """Take the change back: what the set-up is concerned, administrators only know of it."""
    line, form = _line(change_id), Form()
    if form.submit(reverting.revert, line):
        flash(_("The change was taken back."))
        return redirect(url_for(".of_record", owner_type=line.owner_type, owner_id=line.owner_id))
    return _page(_line(change_id), form)


def _line(change_id: int) -> AnyRow:
    return queries.line(change_id, sees_all=may_administer()) or abort(404)


def _page(row: AnyRow, form: Form) -> ResponseReturnValue:
    return render_template(
        "history/show.html",
        line=read_lines([row])[0],
        kinds=RECORDS,
        form=form,
        can_be_reverted=reverting.can_be_reverted(row),
        in_trash=trash_queries.of_record(row.record_type, row.record_id),
    ), form.http_status


@bp.get("/<owner_type>/<int:owner_id>")
@viewer
def of_record(owner_type: str, owner_id: int) -> ResponseReturnValue:
    """The record's history; it is there for one that was deleted too."""
    if owner_type not in queries.OWNERS:
        abort(404)
    rows = queries.lines_of(owner_type, owner_id, NEWEST, sees_all=may_administer())
    if not rows:
        abort(404)
    own = next((row for row in rows if row.record_type == owner_type), None)
    return render_template(
        "history/of_record.html",
        lines=read_lines(rows),
        kinds=RECORDS,
        owner=(owner_type, owner_id),
        name=own.name if own else "",
        is_there=owner_type in RECORD_ROOMS and (own is None or own.act is not Act.DELETED),
        is_cut=len(rows) == NEWEST,
    )
