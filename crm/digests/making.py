"""Makes the digests that are due, each person's in a transaction of its own."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from sqlalchemy.exc import IntegrityError

from crm.accounts.queries import latest_site
from crm.database import AnyRow
from crm.digests import queries
from crm.digests.content import Content, Person, contents, since_day
from crm.digests.due import Choice, due_day
from crm.digests.letter import letter
from crm.extensions import db
from crm.frozen import Frozen
from crm.mail_server import MailServer
from crm.models import Digest, Role
from crm.saved_views import news as view_news
from crm.saved_views import queries as view_queries
from crm.saved_views.told import News
from crm.seeing import ALL, Eyes, seen_by
from crm.web.locale import LANGUAGES, Reader


class Due(Frozen):
    """Somebody's digest that has to be made now."""

    reader: AnyRow
    day: date
    person: Person
    followed: Sequence[AnyRow]
    """The saved views of whose news it tells."""


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
    found: dict[int, Content] = {}
    news: dict[int, list[News]] = {}
    # All at once, unless there is something that not all may know of.
    for eyes, same in _by_eyes(due):
        with seen_by(eyes):
            told = [one.person for one in same]
            found |= contents(told, queries.lines(told, day, until=day), day)
            readers = {one.person.id: _as_reader(one, day) for one in same}
            news |= view_news.news([view for one in same for view in one.followed], readers)
    latest = latest_site() or settings["SERVED_AT"]
    db.session.commit()
    made = 0
    for one in due:
        # As set, else as the reader came in last, else an administrator, else this server's own.
        site = settings["BASE_URL"] or one.reader.site or latest
        content = replace(found[one.person.id], news=news.get(one.person.id, ()))
        made += _make(one, content, moment, server, site)
    return made


def _by_eyes(due: Sequence[Due]) -> list[tuple[Eyes, Sequence[Due]]]:
    if not queries.is_anything_confidential():
        return [(ALL, due)]
    return [(Eyes(one.person.id, hides=True), [one]) for one in due]


def _as_reader(due: Due, day: date) -> Reader:
    language = due.reader.language if due.reader.language in LANGUAGES else "en"
    return Reader(day, due.person.id, language, sees_all=due.person.sees_to_all)


def _due(moment: datetime) -> Sequence[Due]:
    found = []
    for reader in queries.readers():
        choice = Choice(reader.digest, reader.digest_hour, reader.digest_weekday)
        if (day := due_day(choice, reader.last_day, moment)) is not None:
            since = since_day(reader.digest, reader.last_made_on, moment.date())
            found.append((reader, day, Person(reader.id, reader.role is Role.ADMIN, since)))
    followed = view_queries.followed([person.id for _reader, _day, person in found])
    return [
        Due(reader, day, person, [view for view in followed if view.user_id == person.id])
        for reader, day, person in found
    ]


def _remember(due: Due, day: date) -> None:
    for view in due.followed:
        view_news.remember(view.id, view.room, view.query, _as_reader(due, day))


def _make(due: Due, content: Content, moment: datetime, server: MailServer, site: str) -> int:
    """Make one, after which what the views have found is no news; 0 when there is nothing to say,
    or when another server has been quicker."""
    made = Digest(user_id=due.reader.id, day=due.day, made_on=moment.date())
    if content.says_something:
        made.letter = letter(due.reader, content, moment, server, site)
    db.session.add(made)
    try:
        db.session.flush()
        with seen_by(Eyes(due.person.id, hides=True)):
            _remember(due, moment.date())
        db.session.commit()
    except IntegrityError:
        db.session.rollback()
        return 0
    return int(made.letter is not None)
