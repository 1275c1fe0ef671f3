"""The e-mail to the academic lead, as a link that opens the reader's own mail program with it."""

from urllib.parse import quote

from flask_babel import gettext as _

from crm.models import ReviewLink
from crm.models.days import said_day
from crm.web.locale import local_time, name_of


def mail_with(link: ReviewLink, address: str) -> str:
    """A mailto: address. Without an e-mail of the lead the mail program asks for it."""
    agreement = link.review.agreement
    until = said_day(local_time(link.expires_at).date())
    title = name_of(agreement)
    parts = [
        _("Dear %(name)s,", name=agreement.lead_name or _("colleague")),
        _("we are reviewing the agreement “%(title)s”, of which you are the lead.", title=title),
    ]
    if agreement.ends_on is not None:
        parts.append(_("It ends on %(day)s.", day=said_day(agreement.ends_on)))
    parts += [
        _("Please tell us on this page whether it should be renewed:"),
        address,
        _("The page works until %(day)s, without a login, and for one answer.", day=until),
    ]
    subject = quote(_("Should “%(title)s” be renewed?", title=title))
    body = quote("\r\n\r\n".join(parts))
    return f"mailto:{quote(agreement.lead_email or '', safe='@')}?subject={subject}&body={body}"
