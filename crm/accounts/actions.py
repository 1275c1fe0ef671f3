"""What can be done to accounts. An action changes the session and never commits."""

from datetime import datetime, timedelta
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import delete, func, or_, select, update
from sqlalchemy.exc import OperationalError

from crm.accounts import queries
from crm.connections import without_waiting
from crm.errors import Refused, Values
from crm.extensions import db
from crm.models import (
    Confidential,
    FailedLogin,
    HalfLogin,
    LoginAttempt,
    Role,
    User,
    UserSession,
)
from crm.models.failed_login import FAILURES_KEPT
from crm.models.history import hold_chain
from crm.models.password_digest import digest_of
from crm.models.passwords import is_easily_guessed, without_gaps
from crm.models.security_events import SecurityEvent, note
from crm.models.token import new_token, token_digest
from crm.models.user_session import LONGEST_DEVICE, Limits

SHOWN = (
    "name",
    "email",
    "role",
    "language",
    "uses_keys",
    "first_page",
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
    hold_chain(db.session())  # whoever comes at the same moment waits, and finds this account
    if queries.are_there_any():
        raise Refused(_("The first account is there already. Log in instead."))
    return create_user({**values, "role": Role.ADMIN})


def update_user(values: Values, user: User, by_id: int) -> User:
    """Raises Refused rather than let administrators lock themselves out."""
    if user.id == by_id and (values["role"] is not Role.ADMIN or not values["is_active"]):
        message = _("You cannot take away your own administration. Ask another administrator.")
        raise Refused(message, "role")
    return _apply(user, values)


def change_account(user: User, *, role: Role | None = None, is_active: bool | None = None) -> User:
    """From the server, where nobody is logged in. Raises Refused rather than leave nobody who may
    administer."""
    values: Values = {
        "role": user.role if role is None else role,
        "is_active": user.is_active if is_active is None else is_active,
    }
    return _apply(user, values)


def update_profile(values: Values, user: User) -> User:
    """One's own name, language, keys and, with the old one, password."""
    if values.get("password") and not user.has_password(values.get("old_password") or ""):
        raise Refused(_("This is not your present password."), "old_password")
    return _apply(user, values)


def set_password(values: Values, user: User) -> User:
    """Whoever knew the old one is out. Raises Refused for one that is guessed soon."""
    with db.session.no_autoflush:
        own = [user.name, user.email, *queries.office_names()]
        names = queries.partner_names_in(without_gaps(values["password"]))
    if is_easily_guessed(values["password"], own, names):
        message = _(
            "This is guessed soon: it has leaked elsewhere, or is made of frequent words, runs of"
            " keys or names. Take some other words."
        )
        raise Refused(message, "password")
    if user.id:
        end_sessions(values, user.id)
    user.set_password(values["password"])
    return user


def renew_digest(user: User, password: str) -> None:
    """As digests are made today: the password is the same, and the account no other for it."""
    renewed = {"password_hash": digest_of(password), "updated_at": User.updated_at}
    db.session.execute(update(User).where(User.id == user.id).values(renewed))


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
    note(db.session(), SecurityEvent.LOGIN, user=user.id)


def forget_attempts(attempt: LoginAttempt) -> int:
    """The login was right: what failed before for its account is forgotten. Says how much that
    was."""
    of_account = LoginAttempt.account == attempt.account
    failed = select(func.count()).where(of_account, LoginAttempt.id != attempt.id)
    count = db.session.scalar(failed) or 0
    db.session.execute(delete(LoginAttempt).where(of_account))
    return count


def forget_attempt(attempt: LoginAttempt) -> None:
    """The password was right and a code is asked for: that is no failure, and what failed before is
    not forgotten for it, or whoever knows the password could guess codes for ever."""
    db.session.execute(delete(LoginAttempt).where(LoginAttempt.id == attempt.id))


def forget_old_attempts(moment: datetime) -> None:
    """Of all accounts, whether or not anybody comes in."""
    too_old = LoginAttempt.attempted_at < moment - ATTEMPTS_KEPT
    db.session.execute(delete(LoginAttempt).where(too_old))
    shown_no_more = FailedLogin.failed_at < moment - FAILURES_KEPT
    db.session.execute(delete(FailedLogin).where(shown_no_more))


def keep_failure(user: User | None, address: str, device: str, moment: datetime) -> None:
    """For administrators to see."""
    kept = FailedLogin(
        user_id=user.id if user is not None else None,
        address=address,
        device=device[:LONGEST_DEVICE],
        failed_at=moment,
    )
    db.session.add(kept)


def begin_session(user: User, device: str, moment: datetime) -> str:
    """The token of a new session, in whose browser the password was just typed."""
    token = new_token()
    row = UserSession(
        user_id=user.id,
        token_digest=token_digest(token),
        device=device[:LONGEST_DEVICE],
        began_at=moment,
        seen_at=moment,
        confirmed_at=moment,
    )
    db.session.add(row)
    return token


def note_use(session_id: int, moment: datetime) -> None:
    """Keep when the session was last used. In a transaction of its own that waits for nobody:
    while the database is busy or full the page comes all the same, and the next one notes it."""
    this = UserSession.id == session_id
    with db.engine.connect() as connection, without_waiting(connection):
        try:
            connection.execute(update(UserSession).where(this).values(seen_at=moment))
            connection.commit()
        except OperationalError:
            connection.rollback()


def note_confirmation(session_id: int, moment: datetime) -> None:
    """The password was typed anew."""
    this = UserSession.id == session_id
    db.session.execute(update(UserSession).where(this).values(confirmed_at=moment))
    note(db.session(), SecurityEvent.PASSWORD_CONFIRMED)


def end_session(digest: str) -> None:
    """The one whose token has that digest, if there is one."""
    db.session.execute(delete(UserSession).where(UserSession.token_digest == digest))


def end_sessions(_values: Values, user_id: int, *those: int, but: int | None = None) -> None:
    """Of that person the sessions of those numbers, else all; `but` stays in any case."""
    ended = delete(UserSession).where(UserSession.user_id == user_id)
    if not those:
        db.session.execute(delete(HalfLogin).where(HalfLogin.user_id == user_id))
    if those:
        ended = ended.where(UserSession.id.in_(those))
    if but is not None:
        ended = ended.where(UserSession.id != but)
    db.session.execute(ended)
    note(db.session(), SecurityEvent.SESSIONS_ENDED, of=user_id)


def forget_old_sessions(moment: datetime, limits: Limits) -> None:
    """Those that are over, of everybody."""
    is_over = or_(
        UserSession.seen_at < moment - limits.idle, UserSession.began_at < moment - limits.longest
    )
    db.session.execute(delete(UserSession).where(is_over))


def _apply(user: User, values: Values) -> User:
    given: dict[str, Any] = {name: values[name] for name in SHOWN if name in values}
    if email := given.get("email"):
        given["email"] = email.lower()
        with db.session.no_autoflush:
            other = queries.with_email(email)
        if other is not None and other is not user:
            raise Refused(_("There is an account with this address."), "email")
    _refuse_to_lose_all_admins(user, given)
    if "name" in given:
        user.rename(given.pop("name"))
    could, was = user.role, user.email
    user.assign(given)
    if user.id and (user.role is not could or not user.is_active):
        end_sessions(values, user.id)  # with another role one comes in anew
    if user.id and (user.email != was or not user.is_active):
        for link in queries.links_of(user.id):  # they went to another address, or open nothing now
            db.session.delete(link)
    if values.get("password"):
        set_password(values, user)
    return user


def _refuse_to_lose_all_admins(user: User, given: Values) -> None:
    """Two administrators may take each other's administration away at once, each being one still
    when the page was asked for."""
    stays = given.get("role", user.role) is Role.ADMIN and given.get("is_active", user.is_active)
    if user.id and user.may(Role.ADMIN) and not stays and not queries.has_other_admins(user.id):
        raise Refused(
            _("%(name)s is the only administrator. Make another one first.", name=user.name)
        )


def take_over(_values: Values, by_id: int) -> list[Confidential]:
    """Let that person see what nobody sees any more. The history of each tells of it."""
    person = db.session.get_one(User, by_id)
    taken = list(queries.left_behind())
    for held in taken:
        held.readers = [*held.readers, person]
    return taken
