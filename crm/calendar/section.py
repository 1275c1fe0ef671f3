"""The calendars on the page of one's profile."""

from collections.abc import Sequence

from flask import current_app, request
from flask_babel import LazyString

from crm.calendar import queries
from crm.calendar.wording import NAMES, how_many
from crm.frozen import Frozen
from crm.models import FeedKind
from crm.web.addresses import full_address
from crm.web.signing import KeySigner

SIGNER = KeySigner("calendar")


class Calendar(Frozen):
    """One of one's calendars; without an address it has not been made yet."""

    kind: FeedKind
    name: LazyString
    address: str


class Section(Frozen):
    calendars: Sequence[Calendar]
    note: str


def of_person(user_id: int) -> Section:
    """The calendars of a person that have an address. The address can be read again at any time:
    it opens nothing but the dates that the person sees on the pages."""
    site = current_app.config["BASE_URL"] or request.url_root
    feeds = queries.of_person(user_id)
    calendars = [
        Calendar(
            kind,
            NAMES[kind],
            full_address(site, "calendar.fetch", calendar_token=SIGNER.token_of(feed.key)),
        )
        for kind in FeedKind
        if (feed := feeds.get(kind)) is not None
    ]
    return Section(calendars, how_many())
