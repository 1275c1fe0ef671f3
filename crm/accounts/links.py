"""Makes and uses the links by which people set their password. Changes the session only."""

from datetime import datetime

from flask_babel import gettext as _

from crm.accounts import queries
from crm.accounts.actions import create_user, set_password
from crm.errors import Refused, Values
from crm.extensions import db
from crm.models import AccountLink, LinkKind, ResetWish, User
from crm.models.account_link import LIVES
from crm.models.security_events import SecurityEvent, note
from crm.models.token import token_digest


def invite(values: Values, token: str, moment: datetime) -> User:
    """A new account, whose password is set by the link with that token. Raises Refused when the
    address has an account already."""
    user = create_user(values)
    db.session.flush()
    if user.is_active:
        make_link(values, user, token, moment)
    return user


def make_link(_values: Values, user: User, token: str, moment: datetime) -> AccountLink:
    """An invitation for who has no password yet, else one to set another; the link of that kind
    before works no longer. Raises Refused for who may not log in."""
    if not user.is_active:
        raise Refused(_("%(name)s may not log in: allow that first.", name=user.name))
    kind = kind_for(user)
    link = queries.link_of(user.id, kind) or AccountLink(kind=kind)
    link.user = user
    link.token_digest = token_digest(token)
    link.expires_at = moment + LIVES[kind]
    link.used_at = None
    db.session.add(link)
    note(db.session(), SecurityEvent.LINK_MADE, of=user.id, kind=kind.value)
    return link


def kind_for(user: User) -> LinkKind:
    """An invitation for who has no password yet."""
    return LinkKind.RESET if user.password_hash else LinkKind.INVITATION


def use_link(values: Values, link: AccountLink, moment: datetime) -> User:
    """Set the password of the link's person, whose sessions end, and all open links. Raises
    Refused for a password that is guessed soon."""
    user = set_password(values, link.user)
    end_links(user, moment)
    return user


def end_links(user: User, moment: datetime) -> None:
    """All that are open: a password was set."""
    for link in queries.links_of(user.id):
        link.used_at = link.used_at or moment


def wish_for_reset(values: Values) -> ResetWish:
    """Note that somebody has asked for a link by e-mail."""
    wish = ResetWish(email=queries.typed(values["email"]))
    db.session.add(wish)
    return wish
