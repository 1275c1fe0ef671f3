"""Makes the digests that are due, each person's in a transaction of its own."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy.exc import IntegrityError

from crm.database import AnyRow
from crm.digests import queries
from crm.digests.content import Content, Person, contents, since_day
from crm.digests.due import Choice, due_day
from crm.digests.letter import letter
from crm.extensions import db
from crm.mail_server import MailServer
from crm.models import Digest, Role


@dataclass(frozen=True)
class Due:
    """Somebody's digest that has to be made now."""

    reader: AnyRow
    day: date
    person: Person


def make_due_digests(moment: datetime, settings: Mapping[str, Any]) -> int:
    """Make the digests that are due at that moment, on the office's clock; how many letters that
    are. Without a mail server none is: people find theirs on the first page."""
    server: MailServer | None = settings["MAIL"]
    if server is None:
        return 0
    due = _due(moment)
    if not due:
        db.session.commit()
        return 0
    day = moment.date()
    people = [one.person for one in due]
    found = contents(people, queries.lines(people, day, until=day), day)
    latest = queries.latest_site() or settings["SERVED_AT"]
    db.session.commit()
    made = 0
    for one in due:
        # As set, else as the reader came in last, else an administrator, else this server's own.
        site = settings["BASE_URL"] or one.reader.site or latest
        made += _make(one, found[one.person.id], moment, server, site)
    return made


def _due(moment: datetime) -> Sequence[Due]:
    found = []
    for reader in queries.readers():
        choice = Choice(reader.digest, reader.digest_hour, reader.digest_weekday)
        if (day := due_day(choice, reader.last_day, moment)) is not None:
            since = since_day(reader.digest, reader.last_made_on, moment.date())
            person = Person(reader.id, reader.role is Role.ADMIN, since)
            found.append(Due(reader, day, person))
    return found


def _make(due: Due, content: Content, moment: datetime, server: MailServer, site: str) -> int:
    """Make one; 0 when there is nothing to say, or when another server has been quicker."""
    made = Digest(user_id=due.reader.id, day=due.day, made_on=moment.date())
    if content.parts:
        made.letter = letter(due.reader, content, moment, server, site)
    db.session.add(made)
    try:
        db.session.commit()
    except IntegrityError:
        db.session.rollback()
        return 0
    return int(made.letter is not None)
