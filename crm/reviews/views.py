"""The addresses of reviews: parse, call one thing, render."""

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from crm.agreements import queries as agreement_queries
from crm.models import Review
from crm.reviews import actions, queries
from crm.web.access import editor, viewer
from crm.web.forms import Form
from crm.web.locale import today

bp = Blueprint("reviews", __name__)


def _get(review_id: int) -> Review:
    return queries.get(review_id) or abort(404)


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
    return redirect(url_for(".show", review_id=review.id))


@bp.get("/reviews/<int:review_id>")
@viewer
def show(review_id: int) -> ResponseReturnValue:
    return render_template("reviews/show.html", review=_get(review_id), form=Form())
