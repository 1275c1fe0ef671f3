"""The addresses of the pipeline: parse, call one thing, render."""

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from crm.exports.download import download
from crm.models import ON_THE_WAY, Partner, Pipeline
from crm.pipeline import actions, queries
from crm.pipeline.forms import LostForm, MoveForm
from crm.pipeline.lists import board_list, pipeline_list
from crm.saved_views.sidebar import list_page
from crm.web.access import editor, viewer
from crm.web.addresses import local_address
from crm.web.locale import local_time, name_of, reader, today
from crm.web.words import PIPELINE

bp = Blueprint("pipeline", __name__, url_prefix="/pipeline")

LONG = 60
"""Days after which a prospect that stands still is marked."""


def _get(prospect_id: int) -> Partner:
    return queries.get(prospect_id) or abort(404)


def _days(row: Partner) -> int:
    """How many days the prospect has been at its stage, as the office counts them."""
    return (today() - local_time(row.pipeline_since).date()).days if row.pipeline_since else 0


@bp.get("")
@viewer
def index() -> ResponseReturnValue:
    return list_page("pipeline/index.html", pipeline_list, days=_days)


@bp.get("/board")
@viewer
def board() -> ResponseReturnValue:
    """Those under way, each at its stage; of the others how many there are."""
    return list_page(
        "pipeline/board.html",
        board_list,
        stages=PIPELINE,
        on_the_way=ON_THE_WAY,
        counts=queries.counts(pipeline_list.chosen(request.args, reader())),
        days=_days,
        long=LONG,
        form=MoveForm(),
    )


@bp.get("/export.<any(csv, xlsx):kind>")
@viewer
def export(kind: str) -> ResponseReturnValue:
    return download(pipeline_list, request.args, reader(), kind)


@bp.post("/<int:prospect_id>/move")
@editor
def move(prospect_id: int) -> ResponseReturnValue:
    """Back to where it was pressed; what is lost asks for the reason first."""
    partner, form = _get(prospect_id), MoveForm()
    back = local_address(request.form.get("back")) or url_for(".board")
    if form.stage.data is Pipeline.LOST:
        return redirect(url_for(".lose", prospect_id=prospect_id, was_at=form.was_at.data))
    if (moved := form.submit(actions.move, partner)) and moved.pipeline is not None:
        told = {"name": name_of(moved), "stage": PIPELINE[moved.pipeline]}
        flash(_("“%(name)s” is at “%(stage)s” now.", **told))
    elif form.all_errors:
        flash(form.all_errors, "warn")
    return redirect(back)


@bp.route("/<int:prospect_id>/lost", methods=["GET", "POST"])
@editor
def lose(prospect_id: int) -> ResponseReturnValue:
    partner = _get(prospect_id)
    form = LostForm(data={"was_at": request.args.get("was_at") or partner.pipeline})
    if form.submit(actions.move, partner):
        flash(_("Noted. The prospect can be taken up again at any time."))
        return redirect(url_for(".board"))
    partner = _get(prospect_id)
    if form.form_errors:
        form.was_at.data = partner.pipeline  # of which the person is told now
    return render_template("pipeline/lost.html", form=form, partner=partner), form.http_status
