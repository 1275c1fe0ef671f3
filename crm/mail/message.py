"""A letter as the mail that goes over the wire."""

import importlib
from email.message import EmailMessage
from email.utils import format_datetime
from uuid import uuid4

from crm.mail_server import MailServer
from crm.models import Letter

SENDER = "Partnerships"


def new_message_id(server: MailServer) -> str:
    """One that no other mail has. A letter keeps it through all its tries."""
    return f"<{uuid4().hex}@{server.domain}>"


def message(letter: Letter, server: MailServer) -> EmailMessage:
    """The same at each try, but for what has been set anew about the server."""
    address = importlib.import_module("email.headerregistry").Address  # 1 MB, for who sends mail
    mail = EmailMessage(policy=importlib.import_module("email.policy").SMTP)
    mail["From"] = address(SENDER, addr_spec=server.sender)
    mail["To"] = letter.recipient
    mail["Subject"] = letter.subject
    mail["Date"] = format_datetime(letter.made_at)
    mail["Message-ID"] = letter.message_id
    mail["Auto-Submitted"] = "auto-generated"  # RFC 3834: no absence notes in return
    if letter.how_to_stop is not None:
        mail["List-Unsubscribe"] = f"<{letter.how_to_stop}>"
    mail.set_content(letter.text)
    if letter.html is not None:
        mail.add_alternative(letter.html, subtype="html")
    return mail
