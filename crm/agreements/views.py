"""The addresses of agreements: parse, call one thing, render."""

from typing import cast

from flask import Blueprint, abort, flash, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_login import current_user

from crm.agreements import actions, follow_ups, queries
from crm.agreements.chain import draw_chain
from crm.agreements.forms import AgreementForm, FollowUpForm
from crm.agreements.lists import agreement_list
from crm.agreements.picker import find_agreements
from crm.agreements.whole import whole as whole_of
from crm.counterparts import section as counterpart_section
from crm.database import now
from crm.documents import section
from crm.exports.download import download
from crm.models import Agreement, Decision, Stage
from crm.models.days import said_day
from crm.models.life import steps_from
from crm.obligations import queries as obligation_queries
from crm.reviews import decision
from crm.reviews.section import section_of
from crm.saved_views.sidebar import list_page
from crm.tasks import queries as task_queries
from crm.timeline import queries as timeline_queries
from crm.trash.going import going_with, say_gone
from crm.web.access import editor, viewer
from crm.web.forms import Form
from crm.web.locale import name_of, reader, this_moment, today
from crm.web.prefill import prefilled
from crm.web.uploads import takes_files
from crm.web.words import word

bp = Blueprint("agreements", __name__, url_prefix="/agreements")


def _get(agreement_id: int) -> Agreement:
    return queries.get(agreement_id) or abort(404)


@bp.get("")
@viewer
def index() -> ResponseReturnValue:
    return list_page("agreements/index.html", agreement_list)


@bp.get("/totals")
@viewer
def totals() -> ResponseReturnValue:
    """What the agreements of the list at the same filters are worth."""
    who = reader()
    args = agreement_list.meant(request.args, who)
    return render_template(
        "agreements/totals.html",
        totals=queries.totals(agreement_list.chosen(args, who)),
        number=agreement_list.count(args, who),
        back=f"{url_for('.index')}?{request.query_string.decode()}",
    )


@bp.get("/export.<any(csv, xlsx):kind>")
@viewer
def export(kind: str) -> ResponseReturnValue:
    return download(agreement_list, request.args, reader(), kind)


@bp.get("/lookup")
@viewer
def lookup() -> ResponseReturnValue:
    """What the picker shows while somebody types."""
    return jsonify(find_agreements(request.args.get("q", "")))


@bp.get("/<int:agreement_id>")
@viewer
def show(agreement_id: int) -> ResponseReturnValue:
    whole = whole_of(agreement_id, today()) or abort(404)
    agreement = whole.agreement
    tasks = task_queries.of_agreement(agreement_id)
    has_own_tasks = any(task.anchor is None for task in tasks)
    return render_template(
        "agreements/show.html",
        agreement=agreement,
        own=whole.own,
        steps=steps_from(agreement.stage),
        chain=draw_chain(whole.chain, agreement_id),
        tasks=tasks,
        happenings=timeline_queries.with_steps(agreement_id),
        documents=section.of_agreement(agreement_id),
        obligations=obligation_queries.of_agreement(agreement_id),
        proposals=[] if has_own_tasks else follow_ups.proposed(agreement, today()),
        reviewed=section_of(agreement, whole.review, whole.reviews),
        partner_side=counterpart_section.of_agreement(agreement, this_moment()),
        form=Form(),
    )


@bp.route("/new", methods=["GET", "POST"])
@editor
@takes_files
def new() -> ResponseReturnValue:
    given = prefilled("parent_id", "predecessor_id", several=("partner_ids",))
    given |= {"owner_id": current_user.id}
    for number in prefilled("parent_id", "predecessor_id").values():
        named = {name: value for name, value in given.items() if value}
        given = {**queries.like_the_one_before(cast("int", number)), **named}
    form = AgreementForm(data=given)
    by_id, anyway = current_user.id, form.save_anyway
    if agreement := form.submit(actions.log_agreement, by_id, now(), today(), save_anyway=anyway):
        are_proposed = bool(follow_ups.proposed(agreement, today()))
        saved, proposing = (
            _("Agreement saved."),
            _("Agreement saved. These follow-ups are proposed."),
        )
        flash(proposing if are_proposed else saved)
        _ask_about_the_signing(agreement)
        return redirect(url_for(".show", agreement_id=agreement.id))
    return render_template("agreements/edit.html", form=form), form.http_status


@bp.route("/<int:agreement_id>/edit", methods=["GET", "POST"])
@editor
def edit(agreement_id: int) -> ResponseReturnValue:
    agreement = _get(agreement_id)
    named = [party.partner_id for party in agreement.parties]
    form = AgreementForm(obj=agreement, partner_ids=named)
    if form.submit(actions.update_agreement, agreement, today(), save_anyway=form.save_anyway):
        flash(_("Agreement saved."))
        _ask_about_the_signing(agreement)
        return redirect(url_for(".show", agreement_id=agreement_id))
    page = "agreements/edit.html"
    return render_template(page, form=form, agreement_id=agreement_id), form.http_status


@bp.route("/<int:agreement_id>/delete", methods=["GET", "POST"])
@editor
def delete(agreement_id: int) -> ResponseReturnValue:
    agreement = _get(agreement_id)
    form = Form()
    if item := form.submit(actions.delete_agreement, agreement):
        say_gone(item, _("Agreement deleted."))
        return redirect(url_for(".index"))
    agreement = _get(agreement_id)
    page, going = "agreements/delete.html", going_with(agreement)
    return render_template(page, form=form, agreement=agreement, going=going), form.http_status


@bp.post("/<int:agreement_id>/follow-ups")
@editor
def make_tasks(agreement_id: int) -> ResponseReturnValue:
    agreement, form = _get(agreement_id), FollowUpForm()
    made = form.submit(follow_ups.make_tasks, agreement, today(), current_user.id)
    if made:
        flash(ngettext("%(num)d task added.", "%(num)d tasks added.", len(made)))
    return redirect(url_for(".show", agreement_id=agreement_id, _anchor="tasks"))


@bp.post("/<int:agreement_id>/decide/<any(renew, end, undo):answer>")
@editor
def decide(agreement_id: int, answer: str) -> ResponseReturnValue:
    agreement, form = _get(agreement_id), Form()
    if answer == "undo":
        form.submit(decision.undo, agreement, today())
    elif form.submit(
        decision.decide_at_once, agreement, Decision(answer), current_user.id, today()
    ):
        _say_decided(agreement)
    if form.all_errors:
        flash(form.all_errors)
    if request.args.get("from") == "renewals":
        back = request.args.get("back", "")  # a part after the question mark leads nowhere else
        return redirect(url_for("renewals.index") + (f"?{back}" if back else ""))
    return redirect(url_for(".show", agreement_id=agreement_id))


def _say_decided(agreement: Agreement) -> None:
    decision = agreement.decision or Decision.RENEW  # of one without an end nothing stays decided
    said = {"title": name_of(agreement), "decision": word(decision)}
    flash(_("Decision saved for “%(title)s”: %(decision)s.", **said), f"decided-{agreement.id}")
    last = agreement.last_day_for_notice
    if decision is Decision.END and last is not None and agreement.renews_anyway(today()):
        warning = _(
            "The last day for notice was %(day)s. Unless the partner agrees to the end, the"
            " agreement renews by itself.",
            day=said_day(last),
        )
        flash(warning, "warn")


def _ask_about_the_signing(agreement: Agreement) -> None:
    """A year that was mistyped would move its reviews and its term out of sight."""
    day = agreement.signed_on
    if day is not None and day > today() and agreement.stage is Stage.SIGNED:
        said = _(
            "It says signed on %(day)s, which is still to come. Is the day right?",
            day=said_day(day),
        )
        flash(said, "warn")
