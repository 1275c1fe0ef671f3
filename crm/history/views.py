"""The addresses of the history: parse, call one thing, render."""

from functools import partial
from pathlib import Path

from flask import Blueprint, abort, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from crm.database import AnyRow
from crm.errors import Refused
from crm.exports.download import download
from crm.history import batches, queries, reverting
from crm.history.lists import act_list, history_list, list_for
from crm.history.reading import read_lines
from crm.history.words import RECORDS
from crm.models import Act, Batch
from crm.saved_views.sidebar import list_page
from crm.trash import queries as trash_queries
from crm.web import long_work
from crm.web.access import editor, may_administer, viewer
from crm.web.forms import Form
from crm.web.locale import reader, today
from crm.web.pages import RECORD_ROOMS

bp = Blueprint("history", __name__, url_prefix="/history")

NEWEST = 50
"""Lines of a record's history on its own page; the list has all of them."""


@bp.get("")
@viewer
def index() -> ResponseReturnValue:
    listing = list_for(request.args)
    return list_page(
        "history/index.html",
        listing,
        as_acts=listing is act_list,
        read_lines=read_lines,
        kinds=RECORDS,
    )


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
    if form.submit(reverting.revert, line, today()):
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


@bp.get("/batches/<int:batch_id>")
@viewer
def show_batch(batch_id: int) -> ResponseReturnValue:
    batch = _batch(batch_id)
    rows = queries.first_of_batch(batch.id, NEWEST, sees_all=may_administer())
    return render_template(
        "history/batch.html",
        batch=batch,
        lines=read_lines(rows),
        kinds=RECORDS,
        is_cut=len(rows) == NEWEST,
        can_be_undone=batches.can_be_undone(batch) and _may_undo(batch),
    )


@bp.route("/batches/<int:batch_id>/undo", methods=["GET", "POST"])
@editor
def undo_batch(batch_id: int) -> ResponseReturnValue:
    """Take the whole act back; the page asks first, and says of how many records. A large one is
    taken back beside the requests, and the page says how far that is."""
    batch, form, note = _batch(batch_id), Form(), _note(batch_id)
    if not _may_undo(batch):
        abort(403)
    if (state := long_work.state_of(note)) is not None:
        if not state.trouble:
            return long_work.working_page("history/working.html", state, batch=batch)
        long_work.forget(note)
        form.refuse(Refused(state.trouble))
        return _ask(batch, form)
    if not batches.can_be_undone(batch) and not form.is_submitted():
        return redirect(url_for(".show_batch", batch_id=batch_id))
    if batch.records >= long_work.MANY and form.validate_on_submit():
        work = partial(batches.undo_beside, batch_id)
        long_work.begin(note, batches.lines_of(batch), work)
        return redirect(url_for(".undo_batch", batch_id=batch_id))
    if form.submit(batches.undo, batch):
        number = batch.records
        flash(ngettext("Undone for %(num)d record.", "Undone for %(num)d records.", number))
        return redirect(url_for(".show_batch", batch_id=batch_id))
    return _ask(_batch(batch_id), form)


def _ask(batch: Batch, form: Form) -> ResponseReturnValue:
    return render_template("history/undo.html", batch=batch, form=form), form.http_status


def _note(batch_id: int) -> Path:
    """Where it stands how far the undoing of a large act is."""
    return Path(current_app.config["INSTANCE_PATH"]) / "undoing" / f"{batch_id}.json"


def _may_undo(batch: Batch) -> bool:
    return batches.may_be_undone(batch, sees_all=may_administer())


def _batch(batch_id: int) -> Batch:
    return queries.batch(batch_id) or abort(404)


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
        own=own,
        is_there=owner_type in RECORD_ROOMS and (own is None or own.act is not Act.DELETED),
        is_cut=len(rows) == NEWEST,
        can_be_reverted=reverting.can_be_reverted,
    )
