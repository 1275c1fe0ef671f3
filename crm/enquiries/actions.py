"""What can be done to an enquiry. An action changes the session and never commits."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from flask_babel import gettext as _

from crm.contacts.actions import create_contact
from crm.enquiries import queries
from crm.errors import Refused, Values
from crm.extensions import db
from crm.models import (
    Enquiry,
    EnquiryStatus,
    HappeningKind,
    Letter,
    Partner,
    Purpose,
    Source,
)
from crm.models.history import hold_chain
from crm.partners import queries as partner_queries
from crm.partners.actions import create_partner
from crm.personal.actions import erase_record
from crm.proposals.naming import in_two_languages
from crm.timeline.actions import create_happening

HOURLY = 10
"""Enquiries that one network may send within an hour."""

ONE_LETTER = timedelta(days=1)
"""An address is asked to confirm at most once in so long, whoever types it how often."""

Write = Callable[[Enquiry], Letter]


def receive(
    values: Values, known: Mapping[str, Any], moment: datetime, write: Write | None
) -> Enquiry:
    """Put an enquiry into the queue; `known` is what nobody typed. The letter that asks to confirm
    is written when there is a way to send it. Raises Refused when too many come from one network.
    """
    # Held before it is counted: of many that come at once, each counts the others.
    hold_chain(db.session())
    if queries.sent_since(known["sender_digest"], moment - timedelta(hours=1)) >= HOURLY:
        message = _("Many enquiries came from your network within the hour. Try again later.")
        raise Refused(message)
    enquiry = Enquiry(created_at=moment, **known).assign(values)
    enquiry.email = enquiry.email.lower()  # or each way to write it would be asked to confirm
    is_asked = queries.wrote_since(enquiry.email, moment - ONE_LETTER)
    db.session.add(enquiry)
    db.session.flush()  # the letter names its number
    if write is not None and not is_asked:
        db.session.add(write(enquiry))
    return enquiry


def confirm(_values: Values, enquiry: Enquiry, moment: datetime) -> Enquiry:
    """The sender has followed the link; later visits change nothing."""
    enquiry.confirmed_at = enquiry.confirmed_at or moment
    return enquiry


def make_prospect(
    values: Values, enquiry: Enquiry, day: date, *, save_anyway: bool = False
) -> Partner:
    """A new partner of what was typed; `day` is that of the enquiry. Raises Doubtful for one that
    may be there already, unless it is to be saved anyway."""
    _refuse_taken_up(enquiry)
    given = dict(values)
    keeps_sender = given.pop("keep_sender")
    partner = create_partner(given, save_anyway=save_anyway)
    return _take_up(enquiry, partner, day, keeps_sender=keeps_sender)


def join_partner(values: Values, enquiry: Enquiry, day: date) -> Partner:
    """It is of a partner that the office has already."""
    _refuse_taken_up(enquiry)
    partner = partner_queries.get(values["partner_id"])
    if partner is None:
        raise Refused(_("This is no longer there. Choose another."), "partner_id")
    return _take_up(enquiry, partner, day, keeps_sender=values["keep_sender"])


def put_aside(values: Values, enquiry: Enquiry) -> Enquiry:
    if enquiry.status is EnquiryStatus.TAKEN_UP:  # also of a partner that may come back
        raise Refused(_is_taken_up())
    enquiry.reason = values["reason"]
    enquiry.status = EnquiryStatus.ASIDE
    return enquiry


def why_not_aside(numbers: Sequence[int]) -> Mapping[int, str]:
    """Of which of them that cannot be said any more, and why."""
    return dict.fromkeys(queries.taken_up(numbers), _is_taken_up())


def erase(_values: Values, enquiry: Enquiry) -> int:
    """Take it out of the records and of the history, for good, as its sender may ask. The history
    keeps that there was one, what was done with it and by whom. Returns its number."""
    session, number = db.session(), enquiry.id
    for entry in queries.entries_of(enquiry):
        erase_record(session, entry, queries.told_of(entry))
    for letter in queries.letters_to(enquiry):
        session.delete(letter)
    erase_record(session, enquiry, queries.told_of(enquiry))
    return number


def _take_up(enquiry: Enquiry, partner: Partner, day: date, *, keeps_sender: bool) -> Partner:
    """The partner's timeline begins with it; the sender becomes a contact if wanted."""
    enquiry.partner_id, enquiry.status = partner.id, EnquiryStatus.TAKEN_UP
    enquiry.reason = None
    create_happening(
        {
            "kind": HappeningKind.EMAIL,
            "happened_on": day,
            "title": _("Enquiry through the public page: %(name)s", name=enquiry.name)[:300],
            "body": enquiry.message,
            "partner_id": partner.id,
        }
    )
    if keeps_sender:
        create_contact(
            {
                **in_two_languages("name", enquiry.name),
                "email": enquiry.email,
                "phone": enquiry.phone,
                "partner_id": partner.id,
                "purpose": Purpose.COOPERATION,
                "source": Source.PERSON,
                "source_note": _("Enquiry through the public page"),
            }
        )
    return partner


def _refuse_taken_up(enquiry: Enquiry) -> None:
    if not enquiry.is_open:
        raise Refused(_is_taken_up())


def _is_taken_up() -> str:
    return _("This enquiry has been taken up already.")
