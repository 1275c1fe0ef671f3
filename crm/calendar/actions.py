"""What somebody does to their calendars. An action changes the session and never commits."""

import secrets
from datetime import datetime

from flask_babel import gettext as _

from crm.calendar import queries
from crm.errors import Refused, Values
from crm.extensions import db
from crm.models import CalendarFeed, FeedKind


def make_feeds(_values: Values, user_id: int, moment: datetime) -> list[CalendarFeed]:
    """The calendars that the person does not have yet."""
    there = queries.of_person(user_id)
    made = [
        CalendarFeed(user_id=user_id, kind=kind, uid=secrets.token_hex(16), published={})
        for kind in FeedKind
        if kind not in there
    ]
    for feed in made:
        feed.renew(moment)
    db.session.add_all(made)
    return [*there.values(), *made]


def renew(_values: Values, user_id: int, kind: FeedKind, moment: datetime) -> CalendarFeed:
    """Another address for one of them. Raises Refused when there is none."""
    feed = queries.of_person(user_id).get(kind)
    if feed is None:
        raise Refused(_("There is no such calendar."))
    feed.renew(moment)
    return feed
