"""The queue of enquiries: its page and its exports read this."""

from flask_babel import lazy_gettext as _l
from sqlalchemy import ColumnElement

from crm.enquiries import queries
from crm.models import Enquiry, EnquiryStatus
from crm.models.ranks import rank
from crm.search.near import among
from crm.web.columns import Column, Shown, Sort
from crm.web.filters import OneWord
from crm.web.listing import Listing
from crm.web.locale import Reader, country_names
from crm.web.words import CATEGORIES, ENQUIRY_STATUSES


def _waiting_first(_reader: Reader) -> tuple[ColumnElement[bool], ...]:
    return queries.waits(), ~queries.waits()


enquiry_list = Listing(
    room="enquiries",
    title=_l("Enquiries"),
    model=Enquiry,
    in_bulk=True,
    rows=lambda _reader: queries.rows(),
    search=lambda typed, _reader: queries.search(typed),
    near=among(Enquiry),
    filters=(OneWord("status", _l("Status"), Enquiry.status, ENQUIRY_STATUSES, as_links=True),),
    shown=(
        Shown("organisation", _l("Organisation")),
        Shown("sender", _l("Sender")),
        Shown("category", _l("Category")),
        Shown("status", _l("Status")),
        Shown("received", _l("Received"), is_date=True),
    ),
    sorts={
        "status": Sort(rank(EnquiryStatus, Enquiry.status)),
        "received": Sort(Enquiry.created_at),
        "organisation": Sort(Enquiry.organisation_sort),
        "sender": Sort(Enquiry.name_sort),
    },
    default_sort="received",
    opening=_waiting_first,
    columns=(
        Column(_l("Number"), lambda _: Enquiry.id, width=8),
        Column(_l("Received"), lambda _: Enquiry.created_at, is_moment=True),
        Column(_l("Status"), lambda _: Enquiry.status, words=lambda _: ENQUIRY_STATUSES),
        Column(_l("Organisation"), lambda _: Enquiry.organisation, width=44),
        Column(
            _l("Country or region"),
            lambda _: Enquiry.country,
            words=lambda reader: country_names(reader.language),
        ),
        Column(_l("Category"), lambda _: Enquiry.category, words=lambda _: CATEGORIES),
        Column(_l("Name"), lambda _: Enquiry.name, width=28),
        Column(_l("E-mail"), lambda _: Enquiry.email, width=30),
        Column(_l("Phone"), lambda _: Enquiry.phone),
        Column(_l("Message"), lambda _: Enquiry.message, width=60),
        Column(_l("Reason"), lambda _: Enquiry.reason, width=40),
    ),
)
