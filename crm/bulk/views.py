"""The addresses of work on many rows: choose what is done, see what becomes of them, do it."""

from urllib.parse import parse_qsl

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_login import current_user
from sqlalchemy import null

from crm.bulk import queries
from crm.bulk.actions import Done, carry_out
from crm.bulk.chosen import MOST, Seen, packed, read_seen
from crm.bulk.forms import WorkForm
from crm.bulk.plan import MOST_TO_TRASH, Order, ordered, plan
from crm.bulk.subjects import SUBJECTS
from crm.bulk.works import TRASH, Hand
from crm.errors import Refused
from crm.history.going_back import say_done
from crm.web.access import editor
from crm.web.locale import reader, this_moment, today

bp = Blueprint("bulk", __name__)

NAMED = 5
"""Rows that are told by name; the rest is counted."""

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
    done = form.submit(carry_out, order)
    if done is None:
        return _preview(what, form, order)
    _say(done)
    return redirect(_list(what, back))


def _say(done: list[object] | Done) -> None:
    if isinstance(done, Done):
        number = done.number
        message = ngettext("Done for %(num)d row.", "Done for %(num)d rows.", number)
        say_done(done.batch, message)
    else:
        flash(_("This was done already."))


def _offer(what: str, form: WorkForm, seen: Seen) -> ResponseReturnValue:
    first = sorted(seen)[:NAMED]
    rows = queries.standing(SUBJECTS[what], first, null(), reader())
    return render_template(
        "bulk/choose.html",
        subject=SUBJECTS[what],
        form=form,
        number=len(seen),
        most_to_trash=MOST_TO_TRASH,
        rows=rows,
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
