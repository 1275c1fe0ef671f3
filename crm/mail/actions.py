"""What can be written to people. An action changes the session and never commits."""

from datetime import datetime

from flask_babel import gettext as _

from crm.errors import Refused, Values
from crm.extensions import db
from crm.mail.message import new_message_id
from crm.mail_server import MailServer
from crm.models import Letter, User


def write_test(_values: Values, user: User, moment: datetime, server: MailServer | None) -> Letter:
    """A letter to oneself. Raises Refused when there is no mail server."""
    if server is None:
        raise Refused(_("No mail server is set up: see CRM_MAIL_URL in the README."))
    letter = Letter(
        user_id=user.id,
        recipient=user.email,
        subject=_("Test message of the partnership register"),
        text=_("The partnership register can send you mail: you are reading it.") + "\n",
        message_id=new_message_id(server),
        made_at=moment,
        next_try_at=moment,
    )
    db.session.add(letter)
    return letter
