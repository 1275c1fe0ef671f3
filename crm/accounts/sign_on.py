"""What becomes of somebody whom the identity provider knows. It changes the session and never
commits."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from flask_babel import gettext as _
from sqlalchemy import select
from wtforms.validators import ValidationError

from crm.accounts import queries
from crm.accounts.actions import create_user, end_sessions, note_confirmation
from crm.accounts.provider import CLOCKS_DIFFER, Somebody
from crm.errors import Refused, Values
from crm.extensions import db
from crm.identity_provider import IdentityProvider
from crm.models import Identity, Role, User
from crm.models.security_events import SecurityEvent, note
from crm.models.unseen import or_none
from crm.models.user import LONGEST_NAME
from crm.web.reached import full_e_mail


def account_of(somebody: Somebody, provider: IdentityProvider) -> User:
    """Theirs: known by the provider's own name for them, and at the first time by an e-mail address
    that the provider has verified and itself gives out. Raises Refused for who has none."""
    user = _known(somebody, provider)
    if user is None:
        user = _with_address(somebody, provider)
        _connect(user, somebody, provider)
    if not user.is_active:
        raise Refused(_("Your account may not log in. Ask an administrator."))
    return user


def confirm(
    somebody: Somebody, provider: IdentityProvider, user_id: int, session_id: int, since: datetime
) -> None:
    """They have just shown the provider anew who they are. Raises Refused when that was somebody
    else, or was some time ago."""
    user = _known(somebody, provider)
    earliest = since - timedelta(seconds=CLOCKS_DIFFER)
    if user is None or user.id != user_id:
        raise Refused(_("That was another account. Log in there as yourself."))
    if somebody.authenticated_at is None or somebody.authenticated_at < earliest:
        raise Refused(_("The provider did not ask you again. Give your password instead."))
    note_confirmation(session_id, since)


def connect(somebody: Somebody, provider: IdentityProvider, user: User) -> User:
    """Whoever shows that they are both, here and there: no address is compared. Raises Refused when
    either is somebody else's already."""
    known = _known(somebody, provider)
    if known is not None and known.id != user.id:
        raise Refused(_("That login belongs to another account here. Ask an administrator."))
    if known is None and has_identity(user.id, provider):
        raise Refused(_("Your account is connected to another login there. Ask an administrator."))
    if known is None:
        _connect(user, somebody, provider)
    return user


def disconnect(values: Values, user: User) -> User:
    """As when the provider has given the address to somebody else: who was logged in is out."""
    for identity in identities_of(user.id):
        db.session.delete(identity)
        note(db.session(), SecurityEvent.IDENTITY_DISCONNECTED, of=user.id)
    end_sessions(values, user.id)
    return user


def identities_of(user_id: int) -> Sequence[Identity]:
    these = select(Identity).where(Identity.user_id == user_id)
    return db.session.scalars(these.order_by(Identity.id)).all()


def has_identity(user_id: int, provider: IdentityProvider) -> bool:
    """Whether that person can log in by the provider."""
    this = select(Identity.id).where(
        Identity.user_id == user_id, Identity.issuer == provider.issuer
    )
    return db.session.scalar(this) is not None


def _known(somebody: Somebody, provider: IdentityProvider) -> User | None:
    of_them = select(User).join(Identity, Identity.user_id == User.id)
    return db.session.scalar(
        of_them.where(Identity.issuer == provider.issuer, Identity.subject == somebody.subject)
    )


def _with_address(somebody: Somebody, provider: IdentityProvider) -> User:
    email = _believed(somebody, provider)
    user = queries.with_email(email)
    if user is not None and has_identity(user.id, provider):
        raise Refused(_("The account of your address is somebody else's. Ask an administrator."))
    if user is not None:
        return user
    if not provider.makes_viewers:
        raise Refused(_("You have no account here yet. Ask an administrator for one."))
    said = "".join(sign for sign in somebody.name if sign.isprintable())[:LONGEST_NAME]
    values = {"email": email, "name": or_none(said) or email.partition("@")[0], "role": Role.VIEWER}
    made = create_user(values | {"is_active": True})
    db.session.flush()
    return made


def _believed(somebody: Somebody, provider: IdentityProvider) -> str:
    """Their address. Raises Refused for one that anybody could claim: an account hangs on it."""
    refused = Refused(
        _(
            "The provider does not vouch for your e-mail address. Log in with your password and"
            " connect your account under My profile, or ask an administrator."
        )
    )
    if somebody.email is None or not provider.speaks_for(somebody.email):
        raise refused
    try:
        return full_e_mail(somebody.email)
    except ValidationError as error:
        raise refused from error


def _connect(user: User, somebody: Somebody, provider: IdentityProvider) -> None:
    if user.is_active:
        db.session.add(Identity(user_id=user.id, issuer=provider.issuer, subject=somebody.subject))
        note(db.session(), SecurityEvent.IDENTITY_CONNECTED, of=user.id)
