"""Makes the digests that are due, each person's in a transaction of its own."""

import logging
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date, datetime
from functools import partial
from typing import Any, TypeVar

from flask import Flask
from flask.globals import app_ctx
from flask_babel import ngettext
from sqlalchemy.exc import IntegrityError

from crm.accounts.queries import latest_site
from crm.database import AnyRow
from crm.digests import queries
from crm.digests.content import Content, Person, contents, since_day
from crm.digests.due import Choice, due_day
from crm.digests.letter import letter
from crm.errors import Refused
from crm.extensions import db
from crm.frozen import Frozen
from crm.mail_server import MailServer
from crm.models import Digest, Role, Way
from crm.models.history import WAY
from crm.saved_views import news as view_news
from crm.saved_views import queries as view_queries
from crm.seeing import ALL, Eyes, seen_by
from crm.web.locale import LANGUAGES, Reader

T = TypeVar("T")

log = logging.getLogger(__name__)


class Due(Frozen):
    """Somebody's digest that has to be made now."""

    reader: AnyRow
    day: date
    person: Person
    followed: Sequence[AnyRow]
    """The saved views of whose news it tells."""


class Run(Frozen):
    """What the letters of one run have in common."""

    moment: datetime
    server: MailServer
    base_url: str | None
    latest: str

    def site_of(self, reader: AnyRow) -> str:
        """As set, else as the reader came in last, else an administrator, else by this server."""
        site: str = self.base_url or reader.site or self.latest
        return site


def make_due_digests(moment: datetime, settings: Mapping[str, Any]) -> int:
    """Make the digests that are due at that moment, on the office's clock; how many letters that
    are. Without a mail server none is: people find theirs on the first page.

    Raises Refused in the end when some could not be made, which are due again at the next look.
    """
    server: MailServer | None = settings["MAIL"]
    if server is None:
        return 0
    due = _due(moment)
    if not due:
        db.session.commit()
        return 0
    run = Run(moment, server, settings["BASE_URL"], latest_site() or settings["SERVED_AT"])
    groups = _by_eyes(due)
    db.session.commit()
    made: list[int | None] = []
    for eyes, same in groups:
        found = _alone(same, partial(_read, eyes, same, moment.date()))
        if found is None:
            made += [None for _one in same]
        else:
            each = ((one, found[one.person.id]) for one in same)
            made += [_alone([one], partial(_make, one, content, run)) for one, content in each]
    if failed := made.count(None):
        message = ngettext(
            "For %(num)d person no digest could be made: the log says why.",
            "For %(num)d people no digest could be made: the log says why.",
            failed,
        )
        raise Refused(message)
    return sum(number or 0 for number in made)


def _alone(people: Sequence[Due], do: Callable[[], T]) -> T | None:
    """What that gives for those people's digests; None when anything stopped it, which is logged.

    It has a thread and a session of its own, as each job of `operations/remind.py` has. Whatever
    goes wrong is a fault of ours with what one person has to know, and no kind of it is known
    beforehand: whoever comes after that one gets the digest all the same.
    """
    with ThreadPoolExecutor(1) as alone:
        doing = alone.submit(_in_own_session, app_ctx.app, do)
    if (fault := doing.exception()) is None:
        return doing.result()
    for one in people:
        log.error("no digest for %s", one.reader.email, exc_info=fault)
    return None


def _in_own_session(app: Flask, do: Callable[[], T]) -> T:
    with app.app_context():
        db.session.info[WAY] = Way.ITSELF
        return do()


def _read(eyes: Eyes, same: Sequence[Due], day: date) -> Mapping[int, Content]:
    """What each of them has to know, by number: asked for at once."""
    people = [one.person for one in same]
    with seen_by(eyes):
        found = contents(people, queries.lines(people, day, until=day), day)
        readers = {one.person.id: _as_reader(one, day) for one in same}
        news = view_news.news([view for one in same for view in one.followed], readers)
    return {number: replace(one, news=news.get(number, ())) for number, one in found.items()}


def _by_eyes(due: Sequence[Due]) -> list[tuple[Eyes, Sequence[Due]]]:
    """All together, unless there is something that not all may know of."""
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


def _make(due: Due, content: Content, run: Run) -> int:
    """Make one, after which what the views have found is no news; 0 when there is nothing to say,
    or when another server has been quicker."""
    made = Digest(user_id=due.reader.id, day=due.day, made_on=run.moment.date())
    if content.says_something:
        site = run.site_of(due.reader)
        made.letter = letter(due.reader, content, run.moment, run.server, site)
    db.session.add(made)
    try:
        db.session.flush()
        with seen_by(Eyes(due.person.id, hides=True)):
            _remember(due, run.moment.date())
        db.session.commit()
    except IntegrityError:
        db.session.rollback()
        return 0
    return int(made.letter is not None)
