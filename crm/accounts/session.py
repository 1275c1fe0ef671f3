"""The session: who is logged in, and a cookie that is as strict as the connection allows."""

from flask import Flask, Response, g, redirect, render_template, request, url_for
from flask.sessions import SecureCookieSessionInterface, SessionMixin
from flask.typing import ResponseReturnValue
from itsdangerous import URLSafeTimedSerializer

from crm.accounts import queries
from crm.accounts.forms import LoginForm
from crm.accounts.queries import Member
from crm.extensions import login
from crm.web.filters import is_number
from crm.web.kept import what_was_sent, where_it_was_typed

MOST_NOTICES = 5


class SessionInterface(SecureCookieSessionInterface):
    """A cookie that is Secure whenever the page came over HTTPS, and that stays small."""

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
    login.user_loader(_load_user)
    login.unauthorized_handler(_to_login)


def _load_user(kept: str) -> Member | None:
    """The account of the session; None once it is inactive or has another password."""
    number, _separator, _part = kept.partition(":")
    found = queries.at_the_door(int(number)) if is_number(number) else None
    if found is None or not found.member.is_active or found.member.get_id() != kept:
        return None
    g.waiting, g.views, g.head = found.waiting, found.views, found.head
    g.narrowed = found.narrowed
    return found.member


def _to_login() -> ResponseReturnValue:
    """To the login, and from there back to where the person was going, with what was typed."""
    if request.headers.get("Sec-Fetch-Dest") == "empty":
        # A script asks. Without a cookie: that could come after the one of the login's page.
        return "", 401
    if request.method == "GET":
        wanted = request.full_path.rstrip("?")
        return redirect(url_for("accounts.login", next=wanted if wanted != "/" else None))
    kept = what_was_sent()
    if kept is None or not kept.fields:
        return redirect(url_for("accounts.login", next=where_it_was_typed()))
    action = url_for("accounts.login", next=kept.address)
    form = LoginForm(formdata=None)
    return render_template("accounts/login.html", form=form, action=action, kept=kept), 401
