"""What the academic lead sees without an account: one form, once."""

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from crm.models import ReviewLink
from crm.reviews import actions, queries
from crm.reviews.activity import activity_since_signing
from crm.reviews.forms import RecommendationForm
from crm.reviews.signing import key_of
from crm.web.locale import this_moment, today
from crm.web.visitors import by_link

bp = Blueprint("lead", __name__)


def _link(token: str) -> ReviewLink | None:
    """The link of that token. A forged one and one that was used, withdrawn or has run out are
    the same to whoever asks: None."""
    key = key_of(token)
    link = queries.link_with_key(key) if key is not None else None
    return link if link is not None and link.is_open(this_moment()) else None


@bp.route("/recommendation/<review_token>", methods=["GET", "POST"])
@by_link
def recommend(review_token: str) -> ResponseReturnValue:
    link = _link(review_token)
    if link is None:
        return _gone()
    form = RecommendationForm(data={"recommended_by": link.review.agreement.lead_name})
    if form.submit(actions.recommend, link, this_moment(), today()):
        return redirect(url_for(".thanks"))
    # Loaded again: a refusal has taken back what was loaded before, and may have ended the link.
    link = _link(review_token)
    if link is None:
        return _gone()
    activity = link.review.activity or activity_since_signing(link.review.agreement)
    page = "reviews/recommend.html"
    return render_template(page, link=link, activity=activity, form=form), form.http_status


@bp.get("/recommendation/thanks")
@by_link
def thanks() -> ResponseReturnValue:
    """The same for everybody: the link itself is dead by then."""
    return render_template("reviews/thanks.html")


def _gone() -> ResponseReturnValue:
    return render_template("components/gone.html"), 404
