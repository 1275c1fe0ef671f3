"""The addresses of merging: choose the records, look at them side by side, make them one."""

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from crm.history.going_back import say_done
from crm.history.reading import read_lines
from crm.merges import actions, queries
from crm.merges.fields import KINDS, MOST
from crm.merges.forms import CHOOSERS, MergeForm
from crm.merges.shown import fields_shown, weights_said
from crm.models import PairKind
from crm.web.access import editor
from crm.web.filters import is_number
from crm.web.pages import record_url

bp = Blueprint("merges", __name__)


@bp.route("/<any(partners, contacts):what>/<int:number>/merge", methods=["GET", "POST"])
@editor
def choose(what: str, number: int) -> ResponseReturnValue:
    """Which others are the same as that record; the likely ones are offered."""
    kind = KINDS[what]
    (record,) = queries.records(kind, [number]) or abort(404)
    form = CHOOSERS[kind]()
    if form.is_submitted() and not form.is_asking and form.validate():
        numbers = [number, *(other for other in form.numbers.numbers if other != number)]
        if 1 < len(numbers) <= MOST:
            return redirect(url_for(".merge", what=what, number=numbers))
        form.form_errors.append(
            _("Choose one other at least, and %(most)s at most.", most=MOST - 1)
        )
    elif not form.is_submitted():
        pairs = queries.pairs_with(kind, number)
        others = [p.second_id if p.first_id == number else p.first_id for p in pairs]
        form.numbers.matches = form.numbers.load(others[: MOST - 1]) if others else ()
    page = render_template("merges/choose.html", form=form, record=record, kind=kind)
    return page, form.http_status


@bp.route("/<any(partners, contacts):what>/merge", methods=["GET", "POST"])
@editor
def merge(what: str) -> ResponseReturnValue:
    kind = KINDS[what]
    typed = dict.fromkeys(request.args.getlist("number"))
    numbers = [int(number) for number in typed if is_number(number)][:MOST]
    records = queries.records(kind, numbers)
    if len(records) < max(2, len(numbers)):
        return _not_all_there(kind, numbers)
    weights = queries.hanging(kind, numbers)
    form = MergeForm(kind, records, [sum(weights[record.id].values()) for record in records])
    if batch := form.submit(actions.merge, form.order):
        number = len(numbers)
        say_done(batch.id, ngettext("%(num)d is one now.", "%(num)d are one now.", number))
        return redirect(record_url(kind, form.keep))
    lines = _changed_meanwhile(form)
    form.records = [*queries.records(kind, [record.id for record in form.records])]
    page = render_template(
        "merges/merge.html",
        form=form,
        what=what,
        fields=fields_shown(form),
        weights={number: weights_said(held) for number, held in weights.items()},
        lines=lines,
    )
    return page, form.http_status


def _changed_meanwhile(form: MergeForm) -> list[object]:
    """What others have changed since the page was shown, when that kept it from being merged."""
    if not form.form_errors:
        return []
    return list(read_lines(queries.changes_since(form.kind, form.order.versions)))


def _not_all_there(kind: PairKind, numbers: list[int]) -> ResponseReturnValue:
    """One is gone, perhaps because it has just been merged: then that is where the way leads."""
    into = next((n for number in numbers if (n := queries.led_to(kind, number))), None)
    if into is not None:
        flash(_("They are one already."))
        return redirect(record_url(kind, into))
    return render_template("merges/none.html", kind=kind)
