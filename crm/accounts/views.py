"""Coming in: first set-up, login, logout."""

import secrets
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from flask import (
    Blueprint,
    abort,
    current_app,
    flash,
    make_response,
    redirect,
    render_template,
    request,
    url_for,
)
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_login import current_user, login_user, logout_user

from crm.accounts import guessing, queries
from crm.accounts.actions import create_first_admin, note_login
from crm.accounts.forms import LoginForm, SetupForm
from crm.accounts.setup import SETUP_TOKEN_FILE
from crm.database import now
from crm.errors import Refused, Values
from crm.models import User
from crm.operations.sample import load_sample
from crm.web.access import anyone
from crm.web.addresses import local_address
from crm.web.forms import Form
from crm.web.kept import what_waits

bp = Blueprint("accounts", __name__)


@cache
def _nobody() -> User:
    """An account that nobody can enter: asking for its password takes as long as any other."""
    nobody = User(email="", name="", name_sort="")
    nobody.set_password(secrets.token_urlsafe())
    return nobody


@bp.route("/login", methods=["GET", "POST"])
@anyone
def login() -> ResponseReturnValue:
    wanted = local_address(request.args.get("next")) or url_for("home.index")
    if current_user.is_authenticated:
        return redirect(wanted)
    if not queries.are_there_any():
        return render_template("accounts/not_set_up.html"), 503
    form = LoginForm()
    kept = what_waits(wanted)
    attempt = guessing.begin(form.email.data, now()) if form.validate_on_submit() else None
    if attempt and attempt.wait:
        form.refuse(_too_soon(attempt.wait))
        page = render_template("accounts/login.html", form=form, kept=kept)
        return page, 429, {"Retry-After": str(attempt.wait)}
    if attempt and (came_in := form.submit(_log_in, attempt)):
        login_user(came_in.user)
        if came_in.failures:
            flash(_failed_before(came_in.failures), "warn")
        went = render_template("accounts/go_on.html", kept=kept) if kept else redirect(wanted)
        response = make_response(went)
        guessing.mark_device(response, came_in.user.email)
        return response
    return render_template("accounts/login.html", form=form, kept=kept), form.http_status


@bp.post("/logout")
@anyone
def logout() -> ResponseReturnValue:
    if Form().validate_on_submit():
        logout_user()
    return redirect(url_for(".login"))


@bp.route("/setup", methods=["GET", "POST"])
@anyone
def setup() -> ResponseReturnValue:
    """Open while there is no account, to whoever has the token that `crm run` printed."""
    file = Path(current_app.config["INSTANCE_PATH"]) / SETUP_TOKEN_FILE
    token = file.read_text("ascii") if file.exists() else ""
    given = request.args.get("token", "").encode()
    is_right = bool(token) and secrets.compare_digest(token.encode(), given)
    if not is_right or queries.are_there_any():
        abort(404 if queries.are_there_any() else 403)
    form = SetupForm()
    if user := form.submit(_set_up):
        file.unlink(missing_ok=True)
        login_user(user)
        return redirect(url_for("home.index"))
    return render_template("accounts/setup.html", form=form), form.http_status


@dataclass(frozen=True)
class CameIn:
    user: User
    failures: int
    """Logins that failed for this account since the last that did not."""


def _log_in(values: Values, attempt: guessing.Attempt) -> CameIn:
    """The account of that address and password. Takes as long when there is none."""
    user = queries.with_email(values["email"])
    is_right = (user or _nobody()).has_password(values["password"])
    if user is None or not is_right or not user.is_active:
        raise Refused(_("E-mail or password is wrong."))
    moment = now()
    note_login(user, moment, request.url_root)
    return CameIn(user, guessing.succeeded(attempt))


def _too_soon(wait: int) -> Refused:
    """Said of any address alike, whether or not there is an account."""
    return Refused(
        ngettext(
            "Too many logins have failed. Try again in %(num)d second.",
            "Too many logins have failed. Try again in %(num)d seconds.",
            wait,
        )
    )


def _failed_before(failures: int) -> str:
    return ngettext(
        "%(num)d login with your address failed since you were here last. If that was not you,"
        " tell an administrator.",
        "%(num)d logins with your address failed since you were here last. If that was not you,"
        " tell an administrator.",
        failures,
    )


def _set_up(values: Values) -> User:
    user = create_first_admin(values)
    note_login(user, now(), request.url_root)
    if values["load_sample"]:
        load_sample()
    return user
