"""What people are written about their account, each in their own language, else in English."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from flask_babel import gettext as _

from crm.accounts import queries
from crm.extensions import db
from crm.mail.message import new_message_id
from crm.mail_server import MailServer
from crm.models import AccountLink, Letter, LinkKind, User
from crm.web.addresses import full_address
from crm.web.days import said_moment
from crm.web.locale import LANGUAGES, speaking

Said = tuple[str, list[str]]
"""Subject and paragraphs."""


def site_of(user: User, settings: Mapping[str, Any]) -> str:
    """What the links of a letter to them begin with: as set, else as they came in last, else an
    administrator, else this server's own."""
    known = settings["BASE_URL"] or user.site or queries.latest_site() or settings["SERVED_AT"]
    return str(known)


def link_address(site: str, token: str) -> str:
    """The link with which somebody chooses a password. What stands behind the # is told to no
    server and stands in no log."""
    return f"{full_address(site, 'passwords.choose')}#{token}"


def send_link(
    link: AccountLink, token: str, moment: datetime, site: str, server: MailServer
) -> Letter:
    """A letter with the link, whose token that is; its text is forgotten once it is sent."""
    user = link.user

    def said() -> Said:
        until = said_moment(link.expires_at)
        address = link_address(site, token)
        works = _("The link works once, until %(until)s.", until=until)
        if link.kind is LinkKind.INVITATION:
            return _("Partnerships: your account"), [
                _("%(name)s, you have an account in the partnership register.", name=user.name),
                _("Choose your password here, and then log in with this e-mail address:"),
                address,
                works,
            ]
        return _("Partnerships: a new password"), [
            _("%(name)s, by this link you choose a new password:", name=user.name),
            address,
            works,
            _("If you did not ask for it, do nothing: your password stays as it is."),
        ]

    return _write(user, said, moment, server, holds_link=True)


def tell_changes(
    user: User,
    address: str,
    changes: Callable[[], list[str]],
    moment: datetime,
    server: MailServer,
) -> Letter:
    """To that address of theirs: what is other on their account now, so that they learn of it in
    any case. `changes` says it in the language of the letter."""

    def said() -> Said:
        at = said_moment(moment)
        return _("Partnerships: your account was changed"), [
            _("%(name)s, this was changed on your account at %(at)s:", name=user.name, at=at),
            "\n".join(f"- {change}" for change in changes()),
            _("If you do not know of it, tell an administrator at once."),
        ]

    letter = _write(user, said, moment, server)
    letter.recipient = address
    return letter


def _write(
    user: User,
    said: Callable[[], Said],
    moment: datetime,
    server: MailServer,
    *,
    holds_link: bool = False,
) -> Letter:
    with speaking(user.language if user.language in LANGUAGES else "en"):
        subject, paragraphs = said()
    letter = Letter(
        user_id=user.id,
        recipient=user.email,
        subject=subject,
        text="\n\n".join(paragraphs) + "\n",
        holds_link=holds_link,
        message_id=new_message_id(server),
        made_at=moment,
        next_try_at=moment,
    )
    db.session.add(letter)
    return letter
