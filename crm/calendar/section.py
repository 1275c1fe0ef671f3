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
    """One of one's calendars."""

    kind: FeedKind
    name: LazyString
    address: str
    token: str
    """Stands in the address, or is the password for the one without it."""


class Section(Frozen):
    calendars: Sequence[Calendar]
    address: str
    """For programs that send a password."""
    note: str


def of_person(user_id: int) -> Section:
    """The calendars of a person that have an address. The address can be read again at any time:
    it opens nothing but the dates that the person sees on the pages."""
    site = current_app.config["BASE_URL"] or request.url_root
    feeds = queries.of_person(user_id)
    calendars = []
    for kind in FeedKind:
        if (feed := feeds.get(kind)) is not None:
            token = SIGNER.token_of(feed.key)
            address = full_address(site, "calendar.fetch", calendar_token=token)
            calendars.append(Calendar(kind, NAMES[kind], address, token))
    return Section(calendars, full_address(site, "calendar.fetch_by_password"), how_many())
