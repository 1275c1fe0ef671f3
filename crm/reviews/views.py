"""The addresses of reviews: parse, call one thing, render."""

from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from crm.agreements import queries as agreement_queries
from crm.exports.download import download
from crm.models import Review, ReviewLink
from crm.reviews import actions, closing, decision, queries
from crm.reviews.activity import activity_since_signing
from crm.reviews.asked import asked
from crm.reviews.forms import ClosingForm, EndForm, EvaluationForm, RenewForm
from crm.reviews.lists import review_list
from crm.reviews.next_step import next_step
from crm.reviews.successor import create_successor
from crm.saved_views.sidebar import list_page
from crm.web.access import editor, viewer
from crm.web.agreement_words import REVIEW_STAGES
from crm.web.forms import Form
from crm.web.locale import reader, this_moment, today

bp = Blueprint("reviews", __name__)


def _get(review_id: int) -> Review:
    return queries.get(review_id) or abort(404)


def _get_link(link_id: int) -> ReviewLink:
    return queries.get_link(link_id) or abort(404)


def _to(review_id: int, anchor: str | None = None) -> ResponseReturnValue:
    return redirect(url_for(".show", review_id=review_id, _anchor=anchor))


def _page(template: str, form: Form, review_id: int, **more: Any) -> ResponseReturnValue:
    """A form's page, with the review as the database has it: a refusal took the rest back."""
    page = render_template(template, form=form, review=_get(review_id), **more)
    return page, form.http_status


@bp.get("/reviews")
@viewer
def index() -> ResponseReturnValue:
    return list_page("reviews/index.html", review_list, next_step=next_step, form=Form())


@bp.get("/reviews/export.<any(csv, xlsx):kind>")
@viewer
def export(kind: str) -> ResponseReturnValue:
    return download(review_list, request.args, reader(), kind)


@bp.post("/agreements/<int:agreement_id>/review")
@editor
def start(agreement_id: int) -> ResponseReturnValue:
    """Opens a review of the agreement; the one that is open already is shown instead."""
    agreement, form = agreement_queries.get(agreement_id) or abort(404), Form()
    review = form.submit(actions.start_review, agreement, current_user.id, today())
    if review is None and (review := queries.open_review(agreement_id)) is None:
        flash(form.all_errors)
        return redirect(url_for("agreements.show", agreement_id=agreement_id))
    flash(form.all_errors or _("The review has begun."))
    return _to(review.id)


@bp.get("/reviews/<int:review_id>")
@viewer
def show(review_id: int) -> ResponseReturnValue:
    review = _get(review_id)
    return render_template(
        "reviews/show.html",
        review=review,
        next=next_step(review.agreement_id, review.id, review.stage, review.successor_id),
        stages=REVIEW_STAGES,
        asked=asked(review, this_moment()),
        tasks=queries.closing_tasks(review_id),
        form=Form(),
    )


@bp.route("/reviews/<int:review_id>/evaluate", methods=["GET", "POST"])
@editor
def evaluate(review_id: int) -> ResponseReturnValue:
    review = _get(review_id)
    links = asked(review, this_moment())
    form = EvaluationForm(review, activity_since_signing(review.agreement), links)
    is_finished = "finish" in request.form
    if form.submit(actions.evaluate, review, today(), is_finished=is_finished):
        flash(_("The evaluation is finished: decide now.") if is_finished else _("Saved."))
        return _to(review_id, "decision" if is_finished else None)
    return _page("reviews/evaluate.html", form, review_id)


@bp.post("/reviews/<int:review_id>/links")
@editor
def ask(review_id: int) -> ResponseReturnValue:
    """A link for the academic lead, who need not have an account."""
    form = Form()
    if form.submit(actions.ask_lead, _get(review_id), current_user.id, this_moment()):
        flash(_("The link is there: send it to the academic lead."))
    return _back(form, review_id, "lead")


@bp.post("/reviews/links/<int:asked_id>/withdraw")
@editor
def withdraw(asked_id: int) -> ResponseReturnValue:
    link, form = _get_link(asked_id), Form()
    review_id = link.review_id
    if form.submit(actions.withdraw_link, link, this_moment()):
        flash(_("The link works no longer."))
    return _back(form, review_id, "lead")


@bp.route("/reviews/<int:review_id>/renew", methods=["GET", "POST"])
@editor
def renew(review_id: int) -> ResponseReturnValue:
    review = _get(review_id)
    form = RenewForm(review)
    if form.submit(decision.renew, review, current_user.id, today()):
        flash(_("Decided: it is to be renewed."))
        return _to(review_id)
    return _page("reviews/renew.html", form, review_id)


@bp.route("/reviews/<int:review_id>/end", methods=["GET", "POST"])
@editor
def end(review_id: int) -> ResponseReturnValue:
    """An agreement without an end has to be terminated then."""
    review = _get(review_id)
    form, agreement_id = EndForm(review, today()), review.agreement_id
    if ended := form.submit(decision.let_end, review, current_user.id, today()):
        flash(_("Decided: it is let end."))
        if ended.agreement.is_endless:
            return redirect(url_for("life.take", agreement_id=agreement_id, step="terminate"))
        return _to(review_id)
    return _page("reviews/end.html", form, review_id)


@bp.route("/reviews/<int:review_id>/closing-tasks", methods=["GET", "POST"])
@editor
def plan_closing(review_id: int) -> ResponseReturnValue:
    """For an agreement that was let end at once, without a form."""
    review = _get(review_id)
    form = ClosingForm(review, today())
    if form.submit(closing.plan, review, current_user.id):
        flash(_("The closing tasks are planned."))
        return _to(review_id, "closing")
    return _page("reviews/closing.html", form, review_id)


@bp.post("/reviews/<int:review_id>/take-back")
@editor
def take_back(review_id: int) -> ResponseReturnValue:
    form = Form()
    if form.submit(decision.take_back, _get(review_id), today()):
        flash(_("Taken back: nothing is decided."))
    return _back(form, review_id, "decision")


@bp.post("/reviews/<int:review_id>/successor")
@editor
def successor(review_id: int) -> ResponseReturnValue:
    """Makes the draft and opens it, to be looked over."""
    form = Form()
    if made := form.submit(create_successor, _get(review_id), today()):
        flash(_("The draft is there, filled in from the old agreement. Look it over."))
        return redirect(url_for("agreements.edit", agreement_id=made.id))
    return _back(form, review_id)


def _back(form: Form, review_id: int, anchor: str | None = None) -> ResponseReturnValue:
    """To the page of the review, which says what was refused."""
    if form.all_errors:
        flash(form.all_errors)
    return _to(review_id, anchor)
