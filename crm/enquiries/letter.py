"""The letter that asks whoever wrote an enquiry whether the address is theirs.

It says nothing that was typed: anybody can type anybody's address, and nobody is to send words of
their own to strangers by our mail server.
"""

from datetime import datetime

from flask_babel import gettext as _

from crm.mail.message import new_message_id
from crm.mail_server import MailServer
from crm.models import Enquiry, Letter
from crm.web.addresses import full_address
from crm.web.locale import speaking
from crm.web.signing import KeySigner

SIGNER = KeySigner("enquiry")


def letter(
    enquiry: Enquiry, office: str, site: str, moment: datetime, server: MailServer
) -> Letter:
    """In the language of the enquiry; its link begins with `site`."""
    with speaking(enquiry.language):
        address = full_address(
            site,
            "enquire.confirm",
            language=enquiry.language[:2],
            token=SIGNER.token_of(str(enquiry.id)),
        )
        return Letter(
            recipient=enquiry.email,
            subject=_("Please confirm your enquiry"),
            text="\n\n".join(
                (
                    _("Somebody gave this address in an enquiry to us: %(office)s", office=office),
                    _("If it was you, please open this page and confirm it:"),
                    address,
                    _("If it was not you, there is nothing to do."),
                )
            )
            + "\n",
            message_id=new_message_id(server),
            made_at=moment,
            next_try_at=moment,
        )


def enquiry_number(token: str) -> int | None:
    """Which enquiry the link of the letter is about; None for one that is not ours."""
    key = SIGNER.key_of(token)
    return int(key) if key is not None else None
