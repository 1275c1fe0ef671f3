"""Slows whoever guesses passwords: for each account and each network, over all servers.

A browser in which the account has come in before bears a mark, and is counted by itself: others
who guess do not keep the owner out, and whoever takes the mark can guess no faster with it.
"""

import hashlib
import hmac
import secrets
from datetime import datetime

from flask import Response, current_app, request
from flask.typing import ResponseReturnValue
from flask_babel import ngettext
from sqlalchemy import ColumnElement, func, select

from crm.accounts import queries
from crm.accounts.actions import (
    forget_attempt,
    forget_attempts,
    forget_old_attempts,
    keep_failure,
)
from crm.database import now
from crm.errors import Refused
from crm.extensions import db, fetch
from crm.frozen import Frozen
from crm.models import LoginAttempt
from crm.models.login_attempt import (
    FORGOTTEN_AFTER,
    FREE_FOR_ACCOUNT,
    FREE_FOR_NEWCOMER,
    FREE_FOR_SENDER,
    LONGEST_FOR_ACCOUNT,
    LONGEST_FOR_SENDER,
    seconds_to_wait,
)
from crm.models.security_events import SecurityEvent
from crm.web.forms import Form
from crm.web.signing import KeySigner
from crm.web.traces import tell
from crm.web.visitors import sender_address, sender_digest

_MARKS = KeySigner("known device")
_MARK_LASTS = 180 * 24 * 60 * 60


class Attempt(Frozen):
    """One password that was sent."""

    email: str
    row: LoginAttempt
    wait: int
    """In seconds; the password is not looked at while there is some left."""


def begin(email: str, moment: datetime) -> Attempt:
    """Note that a password was sent for that address, and say how long it has to wait.

    Commits at once: other servers have to see it before this one spends time on the password.
    """
    account = _account(email)
    forget_old_attempts(moment)
    row = LoginAttempt(
        account=account,
        device=_known_device(account),
        sender=sender_digest(),
        attempted_at=moment,
    )
    db.session.add(row)
    db.session.commit()
    wait = _wait(row, moment)
    if wait:
        # Who asks too early is told so and waits no longer for it.
        forget_attempt(row)
        db.session.commit()
    return Attempt(email, row, wait)


def succeeded(attempt: Attempt) -> int:
    """The password was right: what failed before is forgotten. Says how much that was."""
    return forget_attempts(attempt.row)


def without_password(email: str) -> Attempt:
    """Somebody comes in by another way: no password was sent, and what failed before is told and
    forgotten all the same."""
    return Attempt(email, LoginAttempt(account=_account(email)), 0)


def failed(attempt: Attempt) -> None:
    """The password was wrong. The log names an account by its number, and what is no account by a
    digest: it may be somebody's password."""
    user = queries.with_email(attempt.email)
    keep_failure(user, str(sender_address()), request.user_agent.string, now())
    db.session.commit()
    account = _account(attempt.email)[:16] if user is None else None
    tell(SecurityEvent.LOGIN_FAILED, of=user.id if user else None, account=account)


def passed(attempt: Attempt) -> None:
    """The password was right, and more is asked for."""
    forget_attempt(attempt.row)


def answer(page: str, form: Form, attempt: Attempt | None) -> ResponseReturnValue:
    """The page with its status; 429 for a guess that came too early."""
    if attempt and attempt.wait:
        return page, 429, {"Retry-After": str(attempt.wait)}
    if attempt:
        failed(attempt)
    return page, form.http_status


def too_soon(wait: int) -> Refused:
    """Said of any address alike, whether or not there is an account."""
    return Refused(
        ngettext(
            "Too many logins have failed. Try again in %(num)d second.",
            "Too many logins have failed. Try again in %(num)d seconds.",
            wait,
        )
    )


def mark_device(response: Response, email: str) -> None:
    """Have the browser remember that this account came in with it."""
    account = _account(email)
    device = _known_device(account) or secrets.token_hex(16)
    response.set_cookie(
        _cookie_name(),
        _MARKS.token_of(f"{account}:{device}"),
        max_age=_MARK_LASTS,
        secure=request.is_secure,
        httponly=True,
        samesite="Lax",
    )


def _wait(row: LoginAttempt, moment: datetime) -> int:
    of_account = LoginAttempt.account == row.account
    of_sender = LoginAttempt.sender == row.sender
    wait = seconds_to_wait(
        *_failures(row, moment, of_account, LoginAttempt.device == row.device),
        moment,
        free=FREE_FOR_ACCOUNT,
        longest=LONGEST_FOR_ACCOUNT,
    )
    if row.device:
        return wait
    own, _last = _failures(row, moment, of_account, of_sender, LoginAttempt.device == "")
    if own < FREE_FOR_NEWCOMER:
        wait = 0
    by_sender = seconds_to_wait(
        *_failures(row, moment, of_sender, LoginAttempt.device == ""),
        moment,
        free=FREE_FOR_SENDER,
        longest=LONGEST_FOR_SENDER,
    )
    return max(wait, by_sender)


def _failures(
    row: LoginAttempt, moment: datetime, *those: ColumnElement[bool]
) -> tuple[int, datetime | None]:
    """How many others there were, and when the last."""
    statement = select(
        func.count().label("failures"), func.max(LoginAttempt.attempted_at).label("last")
    ).where(*those, LoginAttempt.id != row.id, LoginAttempt.attempted_at > moment - FORGOTTEN_AFTER)
    found = fetch(statement)[0]
    return found.failures, found.last


def _account(email: str) -> str:
    key = str(current_app.secret_key).encode()
    return hmac.new(key, queries.typed(email).encode(), hashlib.sha256).hexdigest()


def _known_device(account: str) -> str:
    """The mark of this browser, if it is one of that account; else empty."""
    of, _separator, device = (
        _MARKS.key_of(request.cookies.get(_cookie_name(), "")) or ""
    ).partition(":")
    return device if of == account else ""


def _cookie_name() -> str:
    return "__Host-device" if request.is_secure else "device"
