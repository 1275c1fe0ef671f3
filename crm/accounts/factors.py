"""What can be done to second factors. It changes the session and never commits."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, cast

from flask_babel import gettext as _
from sqlalchemy import CursorResult, Delete, Update, delete, func, inspect, select, update

from crm.accounts.actions import end_sessions
from crm.accounts.sealing import opened, seal
from crm.errors import Refused, Values
from crm.extensions import db, fetch
from crm.frozen import Frozen
from crm.models import Authenticator, HalfLogin, Office, Passkey, RecoveryCode, User
from crm.models.second_factor import (
    CODES,
    HALF_LASTS,
    is_beside,
    new_code,
    step_of,
    typed_code,
)
from crm.models.security_events import SecurityEvent, note
from crm.models.token import new_token, token_digest

KEY_LASTS = 60 * 60
"""So many seconds a key that was shown may wait for the code that proves it."""

TOTP_DIGITS = 6


def begin_half_login(user: User, moment: datetime) -> str:
    """The token of a login that waits for its code, for the browser to bear."""
    db.session.execute(delete(HalfLogin).where(HalfLogin.began_at < moment - HALF_LASTS))
    token = new_token()
    row = HalfLogin(user_id=user.id, token_digest=token_digest(token), began_at=moment)
    db.session.add(row)
    note(db.session(), SecurityEvent.CODE_ASKED, user=user.id)
    return token


def half_login_of(token: str, moment: datetime) -> User | None:
    """Whose login that is; None once it is over, or when the person may not log in any more."""
    found = select(User).join(HalfLogin, HalfLogin.user_id == User.id)
    return db.session.scalar(
        found.where(
            HalfLogin.token_digest == token_digest(token),
            HalfLogin.began_at > moment - HALF_LASTS,
            User.is_active,
        )
    )


def finish_half_login(token: str) -> None:
    """Raises Refused for one that was finished meanwhile."""
    this = HalfLogin.token_digest == token_digest(token)
    if not _changes(delete(HalfLogin).where(this)):
        raise Refused(_("This login is over. Begin again with your password."))


def use_code(user: User, code: str, moment: datetime) -> None:
    """Raises Refused for a code that is not right, or was used before."""
    typed = typed_code(code)
    is_right = (
        _use_step(user, typed, moment) if len(typed) == TOTP_DIGITS else _use_paper(user, typed)
    )
    if not is_right:
        message = _("This code is not right, or was used before. Wait for the next one.")
        raise Refused(message, "code")


def turn_on(values: Values, user: User, moment: datetime) -> list[str]:
    """Take the app whose key was shown; the recovery codes, which are told this once. Raises
    Refused unless the code proves that the app has the key."""
    secret = opened(user.id, values["key"], within=KEY_LASTS)
    if secret is None:
        raise Refused(_("This key has waited for too long. Open the page again for a new one."))
    step = step_of(secret, values["code"], moment)
    if step is None and is_beside(secret, values["code"], moment):
        raise _too_late()
    if step is None:
        message = _("This is not the code. Look whether the clock of your device is right.")
        raise Refused(message, "code")
    _forget_app(user)
    row = Authenticator(user_id=user.id, secret=seal(user.id, secret), last_step=step)
    db.session.add(row)
    user.has_factor = True
    return new_codes(values, user)


def new_codes(_values: Values, user: User) -> list[str]:
    """A new set; those of the old one work no more."""
    if not inspect(user).attrs.has_factor.history.has_changes():  # else that is told already
        note(db.session(), SecurityEvent.FACTOR_CHANGED, of=user.id)
    _forget_codes(user)
    codes = [new_code() for _number in range(CODES)]
    db.session.add_all(
        RecoveryCode(user_id=user.id, digest=token_digest(typed_code(code))) for code in codes
    )
    return codes


def turn_off(_values: Values, user: User) -> User:
    """Of one's own account: from now on the password is enough."""
    _forget_app(user)
    for passkey in passkeys_of(user.id):
        db.session.delete(passkey)
    _forget_codes(user)
    user.has_factor = False
    return user


def take_off(values: Values, user: User) -> User:
    """Of somebody who has lost it: whoever was logged in is out."""
    end_sessions(values, user.id)
    return turn_off(values, user)


def save_rule(values: Values, office: Office) -> Office:
    """Of whom a second factor is required."""
    office.factor_for = values["factor_for"]
    db.session.add(office)
    return office


class Factor(Frozen):
    """What somebody has of it."""

    has_app: bool
    codes_left: int
    passkeys: Sequence[Passkey]

    def __bool__(self) -> bool:
        return self.has_app or bool(self.passkeys)


def factor_of(user_id: int) -> Factor:
    return Factor(has_app(user_id), codes_left(user_id), passkeys_of(user_id))


def codes_left(user_id: int) -> int:
    left = select(func.count()).select_from(RecoveryCode).where(RecoveryCode.user_id == user_id)
    return db.session.scalar(left) or 0


def has_app(user_id: int) -> bool:
    app = select(Authenticator.id).where(Authenticator.user_id == user_id)
    return db.session.scalar(app) is not None


def passkeys_of(user_id: int) -> Sequence[Passkey]:
    """Those of that person, by name."""
    those = select(Passkey).where(Passkey.user_id == user_id)
    return db.session.scalars(those.order_by(Passkey.name, Passkey.id)).all()


def _use_step(user: User, code: str, moment: datetime) -> bool:
    """Whether it is a code of the person's app that is not used up; from now on it is."""
    found = fetch(select(Authenticator.secret).where(Authenticator.user_id == user.id))
    secret = opened(user.id, found[0].secret) if found else None
    step = step_of(secret, code, moment) if secret else None
    if secret and step is None and is_beside(secret, code, moment):
        raise _too_late()
    if secret is None or step is None:
        return False
    # As one statement: of two who send the same code at once, one comes in.
    unused = update(Authenticator).where(
        Authenticator.user_id == user.id, Authenticator.last_step < step
    )
    # Sealed anew, so that a key that was replaced can be forgotten.
    return _changes(unused.values(last_step=step, secret=seal(user.id, secret)))


def _too_late() -> Refused:
    message = _(
        "This code is not that of this half minute. Type the one that the app shows now; if that is"
        " refused as well, look whether the clock of your device is right."
    )
    return Refused(message, "code")


def _use_paper(user: User, code: str) -> bool:
    this = delete(RecoveryCode).where(
        RecoveryCode.user_id == user.id, RecoveryCode.digest == token_digest(code)
    )
    return _changes(this)


def _changes(statement: Delete | Update) -> bool:
    """Carry it out, and say whether there was a row for it."""
    return bool(cast("CursorResult[Any]", db.session.execute(statement)).rowcount)


def _forget_app(user: User) -> None:
    db.session.execute(delete(Authenticator).where(Authenticator.user_id == user.id))


def _forget_codes(user: User) -> None:
    db.session.execute(delete(RecoveryCode).where(RecoveryCode.user_id == user.id))
