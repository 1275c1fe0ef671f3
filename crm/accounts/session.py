"""The session: who is logged in, and a cookie that is as strict as the connection allows.

The cookie bears a random token, and the database its digest: who is logged in, where and until
when is known on the server alone, and ends there.
"""

from datetime import datetime
from json import JSONEncoder
from typing import Any

from flask import (
    Flask,
    Response,
    current_app,
    g,
    redirect,
    render_template,
    request,
    session,
    url_for,
)
from flask.json.tag import TaggedJSONSerializer
from flask.sessions import SecureCookieSessionInterface, SessionMixin
from flask.typing import ResponseReturnValue
from flask_login import current_user
from itsdangerous import URLSafeTimedSerializer

from crm.accounts.actions import begin_session, end_session, forget_old_sessions, note_use
from crm.accounts.door import Login, Member, at_the_door
from crm.accounts.forms import ConfirmForm, LoginForm
from crm.database import now
from crm.extensions import db
from crm.extensions import login as login_manager
from crm.models import User
from crm.models.security_events import SecurityEvent, note
from crm.models.token import token_digest
from crm.models.user_session import NOTED_EVERY, Limits
from crm.seeing import see_as
from crm.web.forms import Form
from crm.web.kept import what_was_sent, where_it_was_typed
from crm.web.signing import DIGEST

MOST_NOTICES = 5
BEARER = "_user_id"
"""Where Flask-Login looks for who is logged in."""

HALF = "half"
"""Where the token of a login is that waits for its code."""

TIME_LEFT = "accounts.time_left"
"""What a waiting page asks: that is no use of it."""


class Plainly(TaggedJSONSerializer):
    """Writes what is JSON by itself, as all is that we keep in the cookie, and looks for nothing
    else in it. What older cookies hold is read as it was written."""

    def dumps(self, value: Any) -> str:
        return _ENCODE(value)


_ENCODE = JSONEncoder(separators=(",", ":")).encode


class SessionInterface(SecureCookieSessionInterface):
    """A cookie that is Secure whenever the page came over HTTPS, and that stays small."""

    digest_method = DIGEST
    serializer = Plainly()

    def __init__(self, app: Flask) -> None:
        self.signer = super().get_signing_serializer(app)

    def get_signing_serializer(self, app: Flask) -> URLSafeTimedSerializer | None:
        """Made once: the key stays as long as the process does."""
        return self.signer

    def get_cookie_secure(self, app: Flask) -> bool:
        return request.is_secure

    def get_cookie_name(self, app: Flask) -> str:
        """Over HTTPS one that browsers take from this host alone: no neighbour can set it."""
        return "__Host-session" if request.is_secure else "session"

    def save_session(self, app: Flask, session: SessionMixin, response: Response) -> None:
        """What waits to be said is kept once: a script that saves and reads no page would
        otherwise fill the cookie until browsers drop it, and the login with it."""
        if waiting := session.get("_flashes"):
            session["_flashes"] = list(dict.fromkeys(map(tuple, waiting)))[-MOST_NOTICES:]
        super().save_session(app, session, response)


def register(app: Flask) -> None:
    app.session_interface = SessionInterface(app)
    app.config.update(SESSION_COOKIE_HTTPONLY=True, SESSION_COOKIE_SAMESITE="Lax")
    # Of Flask-Login's own guard, which goes by the browser's name: the token guards better.
    login_manager.session_protection = None
    login_manager.user_loader(_load_user)
    login_manager.unauthorized_handler(_to_login)
    login_manager.needs_refresh_handler(_ask_again)
    app.jinja_env.globals["seconds_left"] = seconds_left


def begin(user: User, moment: datetime) -> str:
    """A new session of that person in this browser, whose old one ends; its token, for `bear`."""
    forget_old_sessions(moment, limits())
    if BEARER in session:
        end_session(token_digest(session[BEARER]))
    return begin_session(user, request.user_agent.string, moment)


def bear(token: str) -> None:
    """Have the browser bear that session from now on."""
    session.pop(HALF, None)
    session[BEARER] = token
    g.pop("_login_user", None)


def borne() -> str:
    """The token that the browser bears."""
    return str(session[BEARER])


def bear_half(token: str) -> None:
    """Have the browser bear a login that waits for its code."""
    session[HALF] = token


def borne_half() -> str:
    """The token of the login that waits for its code; empty for none."""
    return str(session.get(HALF, ""))


def end() -> None:
    """Of whoever asks: on the server, and all that the cookie bore."""
    if current_user.is_authenticated:
        note(db.session(), SecurityEvent.LOGOUT, user=current_user.id)
    if BEARER in session:
        end_session(token_digest(session[BEARER]))
    session.clear()
    g.pop("_login_user", None)


def limits() -> Limits:
    found: Limits = current_app.config["SESSION_LIMITS"]
    return found


def seconds_left() -> int:
    """How long the session goes on when nothing more is asked for after this page."""
    moment = now()
    return round((limits().end_of(g.login.began_at, moment) - moment).total_seconds())


def _load_user(token: str) -> Member | None:
    """The account of the session; None once that is over, or the account is inactive."""
    found = at_the_door(token_digest(token))
    if found is None or not found.member.is_active:
        return None
    if limits().end_of(found.login.began_at, found.login.seen_at) <= now():
        return None
    _note_use(found.login)
    g.login, g.waiting, g.views, g.head = found.login, found.waiting, found.views, found.head
    g.narrowed, g.owes_factor = found.narrowed, found.owes_factor
    see_as(found.eyes)
    return found.member


def _note_use(login: Login) -> None:
    if request.endpoint == TIME_LEFT and "stay" not in request.args:
        return
    moment = now()
    if moment - login.seen_at >= NOTED_EVERY:
        note_use(login.id, moment)


def _to_login() -> ResponseReturnValue:
    """To the login, and from there back to where the person was going, with what was typed."""
    if _is_by_script():
        # Without a cookie: it could come after that of the login page, and take its place.
        return "", 401
    return _to_password("accounts.login", LoginForm, 401)


def _ask_again() -> ResponseReturnValue:
    """For the password, before what is dangerous; what was typed waits meanwhile."""
    return _to_password("accounts.confirm", ConfirmForm, 403)


def _to_password(endpoint: str, form: type[Form], status: int) -> ResponseReturnValue:
    """To the page of that form; a form that was sent is kept in it under that status."""
    if request.method == "GET":
        return redirect(url_for(endpoint, next=_wanted()))
    kept = what_was_sent()
    if kept is None or not kept.fields:
        return redirect(url_for(endpoint, next=where_it_was_typed()))
    action = url_for(endpoint, next=kept.address)
    template = f"{endpoint.replace('.', '/')}.html"
    page = render_template(template, form=form(formdata=None), action=action, kept=kept)
    return page, status


def _wanted() -> str | None:
    address = request.full_path.rstrip("?")
    return address if address != "/" else None


def _is_by_script() -> bool:
    """Whether a script of a page asks, and nobody will see the answer as a page."""
    return request.headers.get("Sec-Fetch-Dest") == "empty"
