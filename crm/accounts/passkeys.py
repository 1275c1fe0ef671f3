"""What can be done to passkeys. It changes the session and never commits."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, cast

from flask_babel import gettext as _
from sqlalchemy import CursorResult, delete, select, update

from crm.accounts import ceremony
from crm.accounts.ceremony import Place
from crm.accounts.factors import has_app, new_codes, passkeys_of, turn_off
from crm.errors import Refused, Values
from crm.extensions import db
from crm.models import Passkey, PasskeyChallenge, User
from crm.models.passkey import MOST_PASSKEYS
from crm.models.second_factor import HALF_LASTS
from crm.models.security_events import SecurityEvent, note
from crm.models.token import token_digest


def ask(_values: Values, user_id: int, token: str, moment: datetime) -> str:
    """A new challenge for whoever bears that token; the one before is worth nothing more."""
    gone = PasskeyChallenge.asked_at < moment - HALF_LASTS
    digest = token_digest(token)
    db.session.execute(
        delete(PasskeyChallenge).where(gone | (PasskeyChallenge.token_digest == digest))
    )
    challenge = ceremony.new_challenge()
    row = PasskeyChallenge(
        user_id=user_id, token_digest=digest, challenge=challenge, asked_at=moment
    )
    db.session.add(row)
    return challenge


def redeem(_values: Values, token: str, moment: datetime) -> str:
    """The challenge of that token, which is used up from now on, whatever was answered; empty when
    none is open. As one statement: of two answers at once, one is looked at."""
    this = PasskeyChallenge.token_digest == token_digest(token)
    used = delete(PasskeyChallenge).where(this, PasskeyChallenge.asked_at > moment - HALF_LASTS)
    return db.session.scalar(used.returning(PasskeyChallenge.challenge)) or ""


def add(values: Values, user: User, place: Place, challenge: str) -> list[str]:
    """One more; the recovery codes with the first, which are told this once. Raises Refused for an
    answer that does not fit the challenge."""
    known = passkeys_of(user.id)
    if len(known) >= MOST_PASSKEYS:
        raise Refused(_("You have %(most)s passkeys. Remove one first.", most=MOST_PASSKEYS))
    if any(passkey.name == values["name"] for passkey in known):
        raise Refused(_("You have a passkey of this name."), "name")
    fresh = ceremony.made(values["answer"] or "", challenge, place) if challenge else None
    if fresh is None:
        raise Refused(_("The passkey was not made. Try once more."))
    if db.session.scalar(select(Passkey.id).where(Passkey.credential == fresh.credential)):
        raise Refused(_("This passkey is here already."))
    passkey = Passkey(
        user_id=user.id,
        name=values["name"],
        host=place.host,
        credential=fresh.credential,
        public_key=fresh.public_key,
        sign_count=fresh.sign_count,
    )
    db.session.add(passkey)
    if user.has_factor:
        note(db.session(), SecurityEvent.FACTOR_CHANGED, of=user.id)
        return []
    user.has_factor = True
    return new_codes(values, user)


def use(values: Values, user: User, place: Place | None, challenge: str, moment: datetime) -> None:
    """Raises Refused unless a passkey of that person has signed that challenge at that place."""
    answer = values["answer"] or ""
    passkey = _named(user.id, ceremony.credential_of(answer), place) if challenge else None
    count = (
        ceremony.count_of(answer, challenge, place, passkey)
        if passkey is not None and place is not None
        else None
    )
    if passkey is None or count is None or not _note_use(passkey, count, moment):
        raise Refused(_("The passkey was not accepted. Try once more, or give a code."))


def remove(values: Values, user: User, passkey: Passkey) -> User:
    """Of one's own; with the last one, when no app makes codes either, nothing is asked any
    more."""
    others = [other for other in passkeys_of(user.id) if other.id != passkey.id]
    db.session.delete(passkey)
    if not others and not has_app(user.id):
        return turn_off(values, user)
    note(db.session(), SecurityEvent.FACTOR_CHANGED, of=user.id)
    return user


def own(user_id: int, passkey_id: int) -> Passkey | None:
    this = select(Passkey).where(Passkey.id == passkey_id, Passkey.user_id == user_id)
    return db.session.scalar(this)


def usable(those: Sequence[Passkey], place: Place | None) -> Sequence[Passkey]:
    """The ones that devices give at that place."""
    return [passkey for passkey in those if place is not None and passkey.host == place.host]


def _named(user_id: int, credential: str, place: Place | None) -> Passkey | None:
    here = usable(passkeys_of(user_id), place)
    those = [passkey for passkey in here if passkey.credential == credential]
    return those[0] if those else None


def _note_use(passkey: Passkey, count: int, moment: datetime) -> bool:
    """Keep how often it was used; the account is no other for it. Whether nobody was quicker."""
    this = update(Passkey).where(Passkey.id == passkey.id, Passkey.sign_count == passkey.sign_count)
    kept = {"sign_count": count, "used_at": moment, "updated_at": Passkey.updated_at}
    return bool(cast("CursorResult[Any]", db.session.execute(this.values(kept))).rowcount)
