"""What can be done to accounts. An action changes the session and never commits."""

from datetime import datetime, timedelta
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import delete, func, select, update

from crm.accounts import queries
from crm.errors import Refused, Values
from crm.extensions import db
from crm.models import LoginAttempt, Role, User
from crm.models.passwords import is_easily_guessed

SHOWN = (
    "name",
    "email",
    "role",
    "language",
    "uses_keys",
    "is_active",
    "digest",
    "digest_hour",
    "digest_weekday",
)
"""What a form may set; the password goes its own way."""

LONGEST_SITE = 200

ATTEMPTS_KEPT = timedelta(days=30)
"""So long a failed login is kept to be told to the account's owner."""


def create_user(values: Values) -> User:
    """Raises Refused when the address has an account already."""
    user = User()
    db.session.add(_apply(user, values))
    return user


def create_first_admin(values: Values) -> User:
    """The account of the set-up. Raises Refused when somebody was quicker."""
    if queries.are_there_any():
        raise Refused(_("The first account is there already. Log in instead."))
    return create_user({**values, "role": Role.ADMIN})


def update_user(values: Values, user: User, by_id: int) -> User:
    """Raises Refused rather than let administrators lock themselves out."""
    if user.id == by_id and (values["role"] is not Role.ADMIN or not values["is_active"]):
        message = _("You cannot take away your own administration. Ask another administrator.")
        raise Refused(message, "role")
    return _apply(user, values)


def update_profile(values: Values, user: User) -> User:
    """One's own name, language, keys and, with the old one, password."""
    if values.get("password") and not user.has_password(values.get("old_password") or ""):
        raise Refused(_("This is not your present password."), "old_password")
    return _apply(user, values)


def set_language(values: Values, user: User) -> User:
    user.language = values["language"]
    return user


def note_login(user: User, moment: datetime, site: str) -> None:
    """Keep when somebody came in, and by which address of this site.

    The account is no other for it: it may come in twice at once, and while it is edited.
    """
    db.session.flush()
    seen = {
        "last_seen_at": moment,
        "site": site if len(site) <= LONGEST_SITE else None,
        "updated_at": User.updated_at,
    }
    db.session.execute(update(User).where(User.id == user.id).values(seen))


def forget_attempts(attempt: LoginAttempt) -> int:
    """The login was right: what failed before for its account is forgotten. Says how much that
    was."""
    of_account = LoginAttempt.account == attempt.account
    failed = select(func.count()).where(of_account, LoginAttempt.id != attempt.id)
    count = db.session.scalar(failed) or 0
    db.session.execute(delete(LoginAttempt).where(of_account))
    return count


def forget_old_attempts(moment: datetime) -> None:
    """Of all accounts, whether or not anybody comes in."""
    too_old = LoginAttempt.attempted_at < moment - ATTEMPTS_KEPT
    db.session.execute(delete(LoginAttempt).where(too_old))


def _apply(user: User, values: Values) -> User:
    given: dict[str, Any] = {name: values[name] for name in SHOWN if name in values}
    if email := given.get("email"):
        given["email"] = email.lower()
        with db.session.no_autoflush:
            other = queries.with_email(email)
        if other is not None and other is not user:
            raise Refused(_("There is an account with this address."), "email")
    if "name" in given:
        user.rename(given.pop("name"))
    user.assign(given)
    if password := values.get("password"):
        with db.session.no_autoflush:
            own = [user.name, user.email, *queries.office_names()]
        if is_easily_guessed(password, own):
            message = _(
                "This is guessed soon: frequent words, runs of keys, names. Take some other words."
            )
            raise Refused(message, "password")
        user.set_password(password)
    return user
