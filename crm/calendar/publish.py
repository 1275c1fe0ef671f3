"""Hands a calendar out, and keeps what was handed out, since only that tells what has changed.

It is fetched by programs, several of which may come at once. Whoever keeps first counts; the
other looks again at what was kept and hands out the same.
"""

import hashlib
from collections.abc import Mapping
from datetime import date, datetime

from sqlalchemy.orm.exc import StaleDataError

from crm.calendar import queries
from crm.calendar.entries import Entry, go_on, read_entries, span_of
from crm.calendar.wording import AddressOf, calendar_name, item_of
from crm.extensions import db
from crm.frozen import Frozen
from crm.models import CalendarFeed
from crm.seeing import Eyes, seeing_all, seen_by
from crm.web.locale import LANGUAGES, speaking


class Edition(Frozen):
    """A calendar as it is handed out now."""

    name: str
    uid: str
    entries: Mapping[str, Entry]

    @property
    def etag(self) -> str:
        """Another one as soon as anything in it is another."""
        parts = [self.name, self.uid]
        for key, entry in sorted(self.entries.items()):
            parts.append(f"{key} {entry.sequence} {entry.modified.isoformat()}")
        return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:32]


def publish(key: str, moment: datetime, address_of: AddressOf) -> Edition | None:
    """The calendar of that key at that instant, on the office's clock; it commits. None when there
    is none, or its person has left."""
    while (feed := queries.with_key(key)) is not None:
        edition = _edition(feed, moment, address_of)
        stored = {key: entry.stored() for key, entry in edition.entries.items()}
        if stored == feed.published:
            return edition
        feed.published = stored
        try:
            db.session.commit()
        except StaleDataError:
            db.session.rollback()  # somebody else kept first: look at what
        else:
            return edition
    return None


def _edition(feed: CalendarFeed, moment: datetime, address_of: AddressOf) -> Edition:
    day = moment.date()
    with seen_by(Eyes(feed.user_id, hides=True)):
        rows = queries.items(feed, day)
    before = read_entries(feed.published)
    known = feed.user.language in LANGUAGES
    with speaking(str(feed.user.language) if known else "en"):
        items = [item_of(feed.kind, row, address_of) for row in rows]
        name = calendar_name(feed.kind)
        gone = before.keys() - {item.key for item in items}
        # What is gone for that person and is there still, is hidden from them.
        hidden = gone & _all_keys(feed, day, address_of) if gone else set()
    return Edition(name, feed.uid, go_on(before, items, span_of(items, day), moment, hidden))


@seeing_all()
def _all_keys(feed: CalendarFeed, day: date, address_of: AddressOf) -> set[str]:
    return {item_of(feed.kind, row, address_of).key for row in queries.items(feed, day)}
