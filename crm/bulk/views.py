"""The addresses of work on many rows: choose what is done, see what becomes of them, do it."""

import json
from functools import partial
from pathlib import Path
from secrets import token_hex
from urllib.parse import parse_qsl

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_login import current_user
from sqlalchemy import null

from crm.bulk import queries
from crm.bulk.actions import Done, carry_out
from crm.bulk.chosen import MOST, Seen, packed, read_seen
from crm.bulk.forms import WorkForm
from crm.bulk.plan import MOST_SLOW, Order, ordered, plan
from crm.bulk.rooms import SUBJECTS
from crm.bulk.works import TRASH, Hand
from crm.errors import Refused
from crm.history.going_back import say_done
from crm.merges.fields import KINDS
from crm.merges.fields import MOST as MOST_MERGED
from crm.progress import Progress
from crm.web import long_work
from crm.web.access import editor
from crm.web.locale import reader, this_moment, today
from crm.web.sheets import made_before, note_sheet, sheet_key

bp = Blueprint("bulk", __name__)

NAMED = 5
"""Rows that are told by name; the rest is counted."""

WARNED = 100
"""Rows that are told by name when there is something to know of them before it is done."""

DONE = ".done"
"""How the name of a file ends that says what was done beside the requests."""

ROOMS = ", ".join(SUBJECTS)


@bp.get(f"/<any({ROOMS}):what>/bulk")
@editor
def choose(what: str) -> ResponseReturnValue:
    """What can be done to the ticked rows, or to all that match the filters in `back`."""
    subject, back = SUBJECTS[what], request.args.get("back", "")
    if request.args.get("all"):
        seen = queries.matching(subject, dict(parse_qsl(back)), reader())
    else:
        seen = read_seen(request.args.getlist("ids"))
    if not 0 < len(seen) <= MOST:
        return _no_rows(what, back, _too_many() if seen else _("Tick the rows it is about."))
    return _offer(what, subject.form(data={"chosen": packed(seen), "back": back}), seen)


@bp.post(f"/<any({ROOMS}):what>/bulk")
@editor
def work(what: str) -> ResponseReturnValue:
    """Says how many it would be of before anything is done, and how many it was afterwards."""
    subject, form = SUBJECTS[what], SUBJECTS[what].form()
    seen, back = form.rows_seen, form.back.data or ""
    if not 0 < len(seen) <= MOST:
        return _no_rows(what, back, _("Tick the rows it is about."))
    if form.is_asking or not form.validate():
        return _offer(what, form, seen)
    try:
        order = ordered(form, subject, reader(), Hand(current_user.id, this_moment(), today()))
    except Refused as refused:
        form.refuse(refused)
        return _offer(what, form, seen)
    if "go" not in request.form:
        return _preview(what, form, order)
    return _carry_out(what, form, order)


def _carry_out(what: str, form: WorkForm, order: Order) -> ResponseReturnValue:
    back = form.back.data or ""
    if order.is_long:
        key = sheet_key() or token_hex(32)
        if made_before(key) is not None:
            _say([])
            return redirect(_list(what, back))
        note, doing = _note(key), partial(_carry_out_once, key, order)
        long_work.begin(note, len(order.seen), doing, partial(_keep_done, note))
        return redirect(url_for(".working", what=what, key=key, back=back))
    done = form.submit(carry_out, order)
    if done is None:
        return _preview(what, form, order)
    _say(done)
    return redirect(_list(what, back))


def _carry_out_once(key: str, order: Order, progress: Progress) -> Done:
    """The database refuses a second one of the same sheet, as it does where `Form.submit` acts."""
    done = carry_out({}, order, progress)
    note_sheet(key, done)
    return done


@bp.get(f"/<any({ROOMS}):what>/bulk/<key>")
@editor
def working(what: str, key: str) -> ResponseReturnValue:
    """How far work on very many rows is; once it is done, the list, which says so."""
    back, note = request.args.get("back", ""), _note(key)
    if (state := long_work.state_of(note)) is not None:
        if not state.trouble:
            template, here = "bulk/working.html", request.full_path
            return long_work.working_page(template, state, subject=SUBJECTS[what], here=here)
        long_work.forget(note)
        flash(state.trouble)
    elif (done := note.with_suffix(DONE)).exists():
        batch_id, number = json.loads(done.read_text("ascii"))
        done.unlink()
        _say_number(batch_id, number)
    else:
        return _no_rows(what, back, _("No such work is being done."))
    return redirect(_list(what, back))


def _note(key: str) -> Path:
    """Where it stands how far the work of the one who asks is."""
    name = key if key.isascii() and key.isalnum() else "none"  # as none of ours is called
    return Path(current_app.config["INSTANCE_PATH"], "bulk", str(current_user.id), f"{name}.json")


def _keep_done(note: Path, done: Done) -> None:
    note.with_suffix(DONE).write_text(json.dumps([done.batch.id, done.number]), "ascii")


def _say(done: list[object] | Done) -> None:
    if isinstance(done, Done):
        _say_number(done.batch.id, done.number)
    else:
        flash(_("This was done already."))


def _say_number(batch_id: int, number: int) -> None:
    message = ngettext("Done for %(num)d row.", "Done for %(num)d rows.", number)
    say_done(batch_id, message)


def _offer(what: str, form: WorkForm, seen: Seen) -> ResponseReturnValue:
    first = sorted(seen)[:NAMED]
    rows = queries.standing(SUBJECTS[what], first, null(), reader())
    return render_template(
        "bulk/choose.html",
        subject=SUBJECTS[what],
        form=form,
        number=len(seen),
        most_slow=MOST_SLOW,
        rows=rows,
        mergeable=sorted(seen) if what in KINDS and 1 < len(seen) <= MOST_MERGED else (),
        what=what,
        back=_list(what, form.back.data or ""),
    ), form.http_status


def _preview(what: str, form: WorkForm, order: Order) -> ResponseReturnValue:
    return render_template(
        "bulk/preview.html",
        subject=order.subject,
        form=form,
        order=order,
        plan=plan(order),
        named=NAMED,
        warned=WARNED,
        is_trash=order.work == TRASH,
        back=_list(what, form.back.data or ""),
    ), form.http_status


def _no_rows(what: str, back: str, why: str) -> ResponseReturnValue:
    """There is nothing to work on, or too much: the way back to the list."""
    page = "bulk/no_rows.html"
    return render_template(page, subject=SUBJECTS[what], why=why, back=_list(what, back))


def _list(what: str, back: str) -> str:
    """The list as it was; a part after the question mark leads nowhere else."""
    return url_for(f"{what}.index") + (f"?{back}" if back else "")


def _too_many() -> str:
    message = ngettext(
        "At most %(num)d row can be worked on at once: narrow the filters.",
        "At most %(num)d rows can be worked on at once: narrow the filters.",
        MOST,
    )
    return str(message)
