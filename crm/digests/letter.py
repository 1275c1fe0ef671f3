"""A digest as a letter: plain text, and the same as simple HTML."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from functools import partial

from flask import current_app
from flask_babel import gettext as _

from crm.database import AnyRow
from crm.digests.content import Content
from crm.digests.wording import ToldPart, counted, told
from crm.mail.message import new_message_id
from crm.mail_server import MailServer
from crm.models import Letter
from crm.models.days import full_day_in, said_day
from crm.web.addresses import full_address
from crm.web.locale import LANGUAGES, language, speaking


def letter(
    reader: AnyRow, content: Content, moment: datetime, server: MailServer, site: str
) -> Letter:
    """In the language that the reader has chosen, else in English; its links begin with `site`."""
    address_of = partial(full_address, site)
    with speaking(reader.language if reader.language in LANGUAGES else "en"):
        title = _("Digest of %(day)s", day=full_day_in(language(), content.day))
        parts = told(content, address_of)
        page, choice = address_of("digests.index"), f"{address_of('settings.profile')}#digest"
        template = current_app.jinja_env.get_template("digests/mail.html")
        return Letter(
            user_id=reader.id,
            recipient=reader.email,
            subject=_(
                "Partnerships: %(counted)s",
                counted=counted(content.late, content.ahead, content.decided, content.new),
            ),
            text="\n".join(_text(title, parts, page, choice)),
            html=template.render(title=title, parts=parts, page=page, choice=choice),
            message_id=new_message_id(server),
            how_to_stop=choice,
            made_at=moment,
            next_try_at=moment,
        )


def _text(title: str, parts: Sequence[ToldPart], page: str, choice: str) -> Iterator[str]:
    yield title
    for part in parts:
        yield ""
        yield part.heading
        for line in part.lines:
            about = f" — {line.about}" if line.about else ""
            note = f" · {line.note}" if line.note else ""
            when = _("%(day)s (%(away)s)", day=said_day(line.day), away=line.away)
            yield f"- {when} {line.name}{about}{note}"
            yield f"  {line.address}"
        if part.more:
            yield f"  {part.more}"
            yield f"  {part.address or page}"
    yield ""
    yield _("All of it on one page:")
    yield page
    yield _("How often this comes, and at which hour, or that it does not:")
    yield choice
    yield ""
