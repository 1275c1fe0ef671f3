"""Coming in: first set-up, login, logout."""

import secrets
from datetime import datetime
from pathlib import Path

from flask import (
    Blueprint,
    abort,
    current_app,
    flash,
    g,
    make_response,
    redirect,
    render_template,
    request,
    url_for,
)
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_login import current_user

from crm.accounts import guessing, notices, queries, same_time, second_step, session
from crm.accounts.actions import create_first_admin, end_sessions, note_confirmation, note_login
from crm.accounts.factor_forms import CodeForm
from crm.accounts.factors import begin_half_login
from crm.accounts.forms import ConfirmForm, LoginForm, SetupForm
from crm.accounts.setup import SETUP_TOKEN_FILE
from crm.database import now
from crm.errors import Refused, Values
from crm.frozen import Frozen
from crm.models import User
from crm.operations.sample import load_sample
from crm.web.access import anyone, on_the_way, viewer_again
from crm.web.addresses import local_address
from crm.web.days import said_moment
from crm.web.forms import Form
from crm.web.kept import Kept, what_waits

bp = Blueprint("accounts", __name__)


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
        form.refuse(guessing.too_soon(attempt.wait))
    elif attempt and (came_in := form.submit(_log_in, attempt)):
        return welcome(came_in, kept, wanted)
    page = render_template("accounts/login.html", form=form, kept=kept)
    return guessing.answer(page, form, attempt)


@bp.route("/login/again", methods=["GET", "POST"])
@on_the_way
def confirm() -> ResponseReturnValue:
    """The password once more, before what is dangerous."""
    wanted = local_address(request.args.get("next")) or url_for("home.index")
    form = ConfirmForm()
    kept = what_waits(wanted)
    user = queries.get(current_user.id) or abort(404)
    attempt = guessing.begin(user.email, now()) if form.validate_on_submit() else None
    if attempt and attempt.wait:
        form.refuse(guessing.too_soon(attempt.wait))
    elif attempt and form.submit(_confirm, user, attempt):
        return _go_on(kept, wanted)
    page = render_template("accounts/confirm.html", form=form, kept=kept)
    return guessing.answer(page, form, attempt)


@bp.get("/session")
@on_the_way
def time_left() -> ResponseReturnValue:
    """For a page that has been open for long. With `stay` it counts as used from now on."""
    moment = now()
    used = moment if "stay" in request.args else g.login.seen_at
    limits = session.limits()
    ends = limits.end_of(g.login.began_at, used)
    is_last = ends >= g.login.began_at + limits.longest
    return {"left": round((ends - moment).total_seconds()), "isLast": is_last}


@bp.post("/sessions/<int:session_id>/end")
@viewer_again
def end_one(session_id: int) -> ResponseReturnValue:
    """Of one's own sessions."""
    return _end_sessions(session_id)


@bp.post("/sessions/end")
@viewer_again
def end_others() -> ResponseReturnValue:
    """All of one's own sessions but this one."""
    return _end_sessions()


@bp.post("/logout")
@anyone
def logout() -> ResponseReturnValue:
    Form().submit(_log_out)
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
    if begun := form.submit(_set_up):
        file.unlink(missing_ok=True)
        session.bear(begun)
        return redirect(url_for("home.index"))
    return render_template("accounts/setup.html", form=form), form.http_status


class CameIn(Frozen):
    """Somebody whose password was right."""

    user_id: int
    email: str
    token: str
    is_half: bool = False
    """Whether the second factor is still to come: the token opens nothing then."""
    last_seen_at: datetime | None = None
    """When that was, as far as it is known."""
    failures: int = 0
    """Logins that failed for this account since the last that did not."""
    changed: str | None = None
    """What else happened to it, in a sentence."""


def _log_in(values: Values, attempt: guessing.Attempt) -> CameIn:
    """The account of that address and password. Takes as long when there is none."""
    user = queries.with_email(values["email"])
    is_right = same_time.is_theirs(user, values["password"])
    if user is None or not is_right or not user.is_active:
        raise Refused(_("E-mail or password is wrong."))
    same_time.keep_up(user, values["password"])
    if user.has_factor:
        guessing.passed(attempt)
        return CameIn(user.id, user.email, begin_half_login(user, now()), is_half=True)
    return come_in(user, attempt, now())


def come_in(user: User, attempt: guessing.Attempt, moment: datetime) -> CameIn:
    """That person has given all that is asked for."""
    last = user.last_seen_at
    note_login(user, moment, request.url_root)
    token = session.begin(user, moment)
    failures = guessing.succeeded(attempt)
    changed = notices.what_was_told(user.id)
    return CameIn(user.id, user.email, token, False, last, failures, changed)


def welcome(came_in: CameIn, kept: Kept | None, wanted: str) -> ResponseReturnValue:
    """Where the person wanted to go; before that, to the code, if one is asked for."""
    if came_in.is_half:
        session.bear_half(came_in.token)
        if kept is None:
            return redirect(url_for("factors.code", next=wanted))
        return second_step.page(came_in.user_id, CodeForm(formdata=None), kept, wanted)
    session.bear(came_in.token)
    if came_in.failures:
        flash(_failed_before(came_in), "warn")
    if came_in.changed:
        flash(came_in.changed, "warn")
    response = make_response(_go_on(kept, wanted))
    guessing.mark_device(response, came_in.email)
    return response


def _confirm(values: Values, user: User, attempt: guessing.Attempt) -> User:
    if not user.has_password(values["password"]):
        raise Refused(_("This is not your password."), "password")
    note_confirmation(g.login.id, now())
    guessing.passed(attempt)  # what failed before is told at the next login
    return user


def _log_out(_values: Values) -> None:
    session.end()


def _end_sessions(*those: int) -> ResponseReturnValue:
    form = Form()
    form.submit(end_sessions, current_user.id, *those, but=g.login.id)
    if form.http_status == 200:
        flash(_("Ended: there one has to log in again."))
    return redirect(url_for("settings.profile", _anchor="sessions"))


def _go_on(kept: Kept | None, wanted: str) -> ResponseReturnValue:
    """Where the person wanted to go, with the form that waited for the login."""
    return render_template("accounts/go_on.html", kept=kept) if kept else redirect(wanted)


def _failed_before(came_in: CameIn) -> str:
    if came_in.last_seen_at is None:
        return ngettext(
            "%(num)d login with your address failed before this one. If that was not you,"
            " tell an administrator.",
            "%(num)d logins with your address failed before this one. If that was not you,"
            " tell an administrator.",
            came_in.failures,
        )
    return ngettext(
        "%(num)d login with your address failed since you came in last, on %(last)s. If that was"
        " not you, tell an administrator.",
        "%(num)d logins with your address failed since you came in last, on %(last)s. If that was"
        " not you, tell an administrator.",
        came_in.failures,
        last=said_moment(came_in.last_seen_at),
    )


def _set_up(values: Values) -> str:
    user = create_first_admin(values)
    moment = now()
    note_login(user, moment, request.url_root)
    if values["load_sample"]:
        load_sample()
    return session.begin(user, moment)
