"""The session: who is logged in, and a cookie that is as strict as the connection allows."""

from flask import Flask, g, request
from flask.sessions import SecureCookieSessionInterface
from werkzeug.wrappers import Response

from crm.accounts import queries
from crm.extensions import login
from crm.models import User
from crm.web.access import to_login
from crm.web.filters import is_number


class SessionInterface(SecureCookieSessionInterface):
    """A cookie that is Secure whenever the page came over HTTPS."""

    def get_cookie_secure(self, app: Flask) -> bool:
        return request.is_secure


def register(app: Flask) -> None:
    app.session_interface = SessionInterface()
    app.config.update(SESSION_COOKIE_HTTPONLY=True, SESSION_COOKIE_SAMESITE="Lax")
    login.user_loader(_load_user)
    login.unauthorized_handler(_to_login)


def _load_user(kept: str) -> User | None:
    """The account of the session; None once it is inactive or has another password."""
    number, _separator, _part = kept.partition(":")
    user, g.waiting = queries.at_the_door(int(number)) if is_number(number) else (None, 0)
    return user if user is not None and user.is_active and user.get_id() == kept else None


def _to_login() -> Response:
    return to_login()
