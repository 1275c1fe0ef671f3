"""Tells people what was changed on their account, whoever has done it and by whichever way: by
e-mail, and where the office sends none, at their next login.

What is a change is known by the security events that were noted; they are looked at as the
transaction is committed, so that none of the ways can forget to tell.
"""

from collections.abc import Mapping

from flask import current_app
from flask_babel import gettext as _
from sqlalchemy import delete, event, select
from sqlalchemy.orm import Session

from crm.accounts import letters
from crm.database import now
from crm.extensions import db
from crm.models import AccountChange, AccountNotice, User
from crm.models.listed import listed
from crm.models.security_events import NOTED, SecurityEvent, address_before
from crm.web.days import said_moment

TOLD: Mapping[SecurityEvent, AccountChange] = {
    SecurityEvent.PASSWORD_CHANGED: AccountChange.PASSWORD,
    SecurityEvent.FACTOR_CHANGED: AccountChange.FACTOR,
    SecurityEvent.ROLE_CHANGED: AccountChange.ROLE,
    SecurityEvent.ADDRESS_CHANGED: AccountChange.ADDRESS,
    SecurityEvent.IDENTITY_CONNECTED: AccountChange.CONNECTED,
    SecurityEvent.IDENTITY_DISCONNECTED: AccountChange.DISCONNECTED,
}


@event.listens_for(Session, "before_commit")
def tell_owners(session: Session) -> None:
    """Nothing is told of an account that is made by the same transaction."""
    session.flush()
    noted = session.info.get(NOTED, ())
    made = {told.get("of") for what, told in noted if what is SecurityEvent.ACCOUNT_ADDED}
    changes: dict[int, list[AccountChange]] = {}
    for what, told in noted:
        if what in TOLD and told["of"] not in made:
            changes.setdefault(told["of"], []).append(TOLD[what])
    for user_id, changed in changes.items():
        _tell(session, session.get_one(User, user_id), [*dict.fromkeys(changed)])


def what_was_told(user_id: int) -> str | None:
    """What the person has to be told at this login, and need not be told again."""
    these = AccountNotice.user_id == user_id
    notices = db.session.scalars(select(AccountNotice).where(these).order_by(AccountNotice.id))
    said = [f"{said_of(one.change)} ({said_moment(one.changed_at)})" for one in notices]
    if not said:
        return None
    db.session.execute(delete(AccountNotice).where(these))
    return _(
        "Changed on your account since you came in last: %(changes)s. If you do not know of it,"
        " tell an administrator.",
        changes=listed(said),
    )


def said_of(change: AccountChange) -> str:
    match change:
        case AccountChange.PASSWORD:
            return _("the password")
        case AccountChange.FACTOR:
            return _("the second factor")
        case AccountChange.ROLE:
            return _("the role")
        case AccountChange.ADDRESS:
            return _("the e-mail address")
        case AccountChange.CONNECTED:
            return _("single sign-on: connected")
        case AccountChange.DISCONNECTED:
            return _("single sign-on: disconnected")


def _tell(session: Session, user: User, changed: list[AccountChange]) -> None:
    """An address that is theirs no more is written to as well: it may be the only one that is
    read by them."""
    moment = now()
    server = current_app.config["MAIL"]
    if server is None:
        session.add_all(
            AccountNotice(user_id=user.id, change=change, changed_at=moment) for change in changed
        )
        return
    for address in dict.fromkeys([user.email, address_before(session, user)]):
        if address is not None:
            letters.tell_changes(
                user, address, lambda: [said_of(change) for change in changed], moment, server
            )
