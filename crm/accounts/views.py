"""Coming in: first set-up, login, logout."""

import secrets
from functools import cache
from pathlib import Path

from flask import Blueprint, abort, current_app, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user, login_user, logout_user

from crm.accounts import queries
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
    if user := form.submit(_log_in):
        login_user(user)
        return render_template("accounts/go_on.html", kept=kept) if kept else redirect(wanted)
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


def _log_in(values: Values) -> User:
    """The account of that address and password. Takes as long when there is none."""
    user = queries.with_email(values["email"])
    is_right = (user or _nobody()).has_password(values["password"])
    if user is None or not is_right or not user.is_active:
        raise Refused(_("E-mail or password is wrong."))
    note_login(user, now(), request.url_root)
    return user


def _set_up(values: Values) -> User:
    user = create_first_admin(values)
    note_login(user, now(), request.url_root)
    if values["load_sample"]:
        load_sample()
    return user
