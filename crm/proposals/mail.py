"""The e-mail to a proposer, as a link that opens the reader's own mail program with it."""

from urllib.parse import quote

from flask_babel import gettext as _

from crm.models import Proposal


def mail_about(proposal: Proposal, own_link: str | None) -> str:
    """A mailto: address. It says what the office asked last, or why it declined; with the
    proposer's own link when there is one to tell, which is only just after it was made."""
    parts = [_("Dear %(name)s,", name=proposal.proposer_name), *_news(proposal)]
    if own_link is not None:
        parts.append(_("Here you see where your proposal stands, and can answer:"))
        parts.append(own_link)
    else:
        parts.append(_("You can answer on the page that you were shown when you proposed it."))
    subject = quote(_("Your proposal “%(title)s”", title=proposal.title))
    to = quote(proposal.proposer_email, safe="@")
    return f"mailto:{to}?subject={subject}&body={_body(parts)}"


def _news(proposal: Proposal) -> list[str]:
    if proposal.decline_reason is not None:
        return [_("we cannot take up your proposal. The reason:"), proposal.decline_reason]
    asked = [message.text for message in proposal.messages if message.by_id is not None]
    if proposal.is_asked:
        return [_("we have a question about your proposal:"), asked[-1]]
    return []


def _body(parts: list[str]) -> str:
    return quote(
        "\r\n\r\n".join(part.replace("\r\n", "\n").replace("\n", "\r\n") for part in parts)
    )
