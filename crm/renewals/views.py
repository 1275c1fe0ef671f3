"""The addresses of the renewals desk."""

from flask import Blueprint, abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_login import current_user

from crm.agreements import queries as agreement_queries
from crm.renewals import actions, queries
from crm.renewals.forms import WorkForm
from crm.renewals.lists import URGENCIES, renewal_list
from crm.renewals.urgency import in_groups
from crm.reviews.next_step import next_step
from crm.saved_views.sidebar import list_page
from crm.web.access import editor, viewer
from crm.web.addresses import local_address
from crm.web.export import download
from crm.web.forms import Form
from crm.web.locale import language, name_of, reader, today

bp = Blueprint("renewals", __name__, url_prefix="/renewals")


def _desk(form: WorkForm) -> ResponseReturnValue:
    page = list_page(
        "renewals/index.html",
        renewal_list,
        counts=queries.counts(today()),
        in_groups=in_groups,
        urgencies=URGENCIES,
        next_step=next_step,
        form=form,
    )
    return page, form.http_status


@bp.get("")
@viewer
def index() -> ResponseReturnValue:
    return _desk(WorkForm())


@bp.post("/work")
@editor
def work() -> ResponseReturnValue:
    """Several rows at once; refused, the desk comes back as it was, with its ticks."""
    form = WorkForm()
    hand = actions.Hand(by_id=current_user.id, day=today(), language=language())
    if done := form.submit(actions.work_on, hand):
        flash(ngettext("Done for %(num)d agreement.", "Done for %(num)d agreements.", len(done)))
        return redirect(f"{url_for('.index')}?{request.query_string.decode()}")
    return _desk(form)


@bp.post("/<int:agreement_id>/resume")
@editor
def resume(agreement_id: int) -> ResponseReturnValue:
    agreement = agreement_queries.get(agreement_id) or abort(404)
    if Form().submit(actions.resume, agreement):
        title = name_of(agreement)
        flash(_("“%(title)s” is due on its own day again.", title=title))
    return redirect(local_address(request.form.get("back")) or url_for(".index"))


@bp.get("/export.<any(csv, xlsx):kind>")
@viewer
def export(kind: str) -> ResponseReturnValue:
    return download(renewal_list, request.args, reader(), kind)
