"""Addresses for whoever has no password, or has forgotten it: each chooses their own, by a link."""

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from crm.accounts import guessing, links, queries
from crm.accounts.forms import ChooseForm, ForgottenForm
from crm.database import now
from crm.errors import Values
from crm.models import AccountLink, User
from crm.models.token import token_digest
from crm.models.user import LONGEST_PASSWORD, SHORTEST_PASSWORD
from crm.web.access import anyone
from crm.web.visitors import by_link

bp = Blueprint("passwords", __name__)

GUESSED_AS = "reset {}"
"""Links that are asked for are counted as guesses are, but apart from those at the login."""


@bp.route("/login/forgotten", methods=["GET", "POST"])
@anyone
def forgotten() -> ResponseReturnValue:
    """Takes any address, and looks at no account: the answer is the same and takes as long."""
    if current_app.config["MAIL"] is None:
        return render_template("accounts/forgotten.html", form=None)
    form = ForgottenForm()
    attempt = None
    if form.validate_on_submit():
        attempt = guessing.begin(GUESSED_AS.format(queries.typed(form.email.data)), now())
    if attempt and attempt.wait:
        form.refuse(guessing.too_soon(attempt.wait))
    elif attempt and form.submit(links.wish_for_reset):
        return render_template("accounts/link_sent.html")
    return guessing.answer(render_template("accounts/forgotten.html", form=form), form, attempt)


@bp.route("/new-password", methods=["GET", "POST"])
@by_link
def choose() -> ResponseReturnValue:
    """The token of a link stands behind its #, which browsers tell no server: no log on the way
    has it. A script brings it in a form, or whoever has the link pastes it there; to look at
    the page does not use it up."""
    token = request.form.get("token", "").rpartition("#")[2].strip()
    if not token:
        return render_template("accounts/paste_link.html")
    link, form = _link(token), ChooseForm()
    if link is None:
        return render_template("accounts/link_gone.html"), 404
    if "password" in request.form and form.submit(_choose, link) is not None:
        flash(_("Your password is set. Log in with it."))
        return redirect(url_for("accounts.login"))
    # Loaded again: a refusal has taken back what was loaded before, and may have ended the link.
    link = _link(token)
    if link is None:
        return render_template("accounts/link_gone.html"), 404
    shown = {"token": token, "least": SHORTEST_PASSWORD, "most": LONGEST_PASSWORD}
    return render_template("accounts/choose.html", form=form, link=link, **shown), form.http_status


def _link(token: str) -> AccountLink | None:
    """The link of that token; None for one that is forged, used, overtaken or has run out, or
    whose person may not log in."""
    link = queries.link_with(token_digest(token))
    return link if link is not None and link.is_open(now()) and link.user.is_active else None


def _choose(values: Values, link: AccountLink) -> User:
    return links.use_link(values, link, now())
