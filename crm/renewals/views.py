"""The addresses of the renewals desk, and of what is drawn beside it."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from crm.agreements import queries as agreement_queries
from crm.exports.download import download
from crm.renewals import actions, queries
from crm.renewals.lists import URGENCIES, drawn_list, renewal_list
from crm.renewals.picture import FIRST_YEAR, LAST_YEAR, SPANS, Years, month_chart, months_from
from crm.renewals.timeline import Grouping, bar_of, runs_within, sizes, stretches, window
from crm.renewals.urgency import QUARTER, in_groups
from crm.reviews.next_step import next_step
from crm.saved_views.sidebar import list_page
from crm.web.access import editor, viewer
from crm.web.addresses import local_address
from crm.web.filters import is_number
from crm.web.forms import Form
from crm.web.locale import name_of, reader, today
from crm.web.page import Page

MONTHS = 36

GROUPINGS = {
    Grouping.TYPE: _l("Type"),
    Grouping.CATEGORY: _l("Partner category"),
    Grouping.PERSON: _l("Responsible"),
}

bp = Blueprint("renewals", __name__, url_prefix="/renewals")


@bp.get("")
@viewer
def index() -> ResponseReturnValue:
    return list_page(
        "renewals/index.html",
        renewal_list,
        of_page=_counted,
        in_groups=in_groups,
        urgencies=URGENCIES,
        next_step=next_step,
        form=Form(),
    )


def _counted(page: Page) -> Mapping[str, Any]:
    """How many there are of each urgency among what the other filters of the page leave; the end of
    a quarter cuts a group in two, whose number would be of the whole."""
    chosen = renewal_list.chosen({**page.args, "urgency": ""}, reader())
    is_cut = page.args.get("urgency") == QUARTER
    return {"counts": queries.counts(today(), chosen), "groups_are_cut": is_cut}


@bp.post("/<int:agreement_id>/resume")
@editor
def resume(agreement_id: int) -> ResponseReturnValue:
    agreement = agreement_queries.get(agreement_id) or abort(404)
    if Form().submit(actions.resume, agreement):
        title = name_of(agreement)
        flash(_("“%(title)s” is due on its own day again.", title=title))
    return redirect(local_address(request.form.get("back")) or url_for(".index"))


@bp.get("/timeline")
@viewer
def timeline() -> ResponseReturnValue:
    """The agreements that run in a year or in a few, one bar each."""
    who, day = reader(), today()
    years, wrong = _asked_years(day)
    grouping = next((g for g in Grouping if g == request.args.get("group")), Grouping.TYPE)
    chosen = [runs_within(years.first, years.last), *drawn_list.chosen(request.args, who)]
    groups = sizes(grouping, chosen)
    total = sum(size.number for size in groups)
    page = drawn_list.page_of(
        request.args,
        who,
        total,
        lambda start, size: window(grouping, chosen, groups, (start, size), day),
    )
    return render_template(
        "renewals/timeline.html",
        page=page,
        wrong=wrong,
        years=years,
        spans=SPANS,
        grouping=grouping,
        groupings=GROUPINGS,
        stretches=stretches(page.rows, groups, page.first_row - 1),
        bar_of=lambda row: bar_of(row, years, day),
    )


def _asked_years(day: date) -> tuple[Years, str | None]:
    """The years of the address, else that of the day; what it asks for that cannot be drawn."""
    args = request.args
    number = next((n for n in SPANS if str(n) == args.get("years")), SPANS[0])
    asked = args.get("year", "")
    if is_number(asked) and FIRST_YEAR <= int(asked) <= LAST_YEAR:
        return Years(int(asked), number), None
    return Years(day.year, number), asked or None


@bp.get("/months")
@viewer
def months() -> ResponseReturnValue:
    """How many decisions are due in each of the next three years' months."""
    who, span = reader(), months_from(today(), MONTHS)
    first, last = span[0][0], span[-1][1]
    found = queries.decision_days(first, last, drawn_list.chosen(request.args, who))
    total = sum(found.by_day.values()) + found.earlier + found.later + found.unknown
    return render_template(
        "renewals/months.html",
        page=drawn_list.page_of(request.args, who, total, lambda _start, _size: ()),
        chart=month_chart(span, found.by_day),
        found=found,
        before=first - timedelta(days=1),
        after=last + timedelta(days=1),
    )


@bp.get("/export.<any(csv, xlsx):kind>")
@viewer
def export(kind: str) -> ResponseReturnValue:
    return download(renewal_list, request.args, reader(), kind)
