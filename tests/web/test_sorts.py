"""Sorting: every heading of every list, both ways, on the page and in the export alike."""

import csv
import io

import pytest

from crm.agreements.lists import agreement_list
from crm.contacts.lists import contact_list
from crm.counterparts.lists import suggestion_list
from crm.documents.lists import document_list
from crm.obligations.lists import obligation_list
from crm.partners.lists import partner_list
from crm.proposals.lists import proposal_list
from crm.renewals.lists import renewal_list
from crm.reviews.lists import review_list
from crm.tasks.lists import task_list
from crm.timeline.lists import happening_list
from crm.web.listing import Listing
from tests.addresses import fill_office
from tests.client import Client

LISTS = (
    partner_list,
    contact_list,
    agreement_list,
    task_list,
    obligation_list,
    renewal_list,
    review_list,
    happening_list,
    proposal_list,
    suggestion_list,
    document_list,
)
SORTS = [(listing, sort) for listing in LISTS for sort in listing.sorts]


@pytest.mark.parametrize(("listing", "sort"), SORTS, ids=[f"{x.room}-{s}" for x, s in SORTS])
def test_a_list_sorts_by_each_heading_both_ways(admin: Client, listing: Listing, sort: str):
    fill_office(7)

    for way in (sort, f"-{sort}"):
        query = f"?per_page=200&sort={way}"
        page = admin.visit(f"/{listing.room}{query}")
        exported = admin.get(f"/{listing.room}/export.csv{query}").data.decode("utf-8-sig")
        numbers = [row[0] for row in csv.reader(io.StringIO(exported, newline=""))][1:]

        folder = "agreements" if listing is renewal_list else listing.room
        links = page.links()
        places = [links.index(f"/{folder}/{number}") for number in numbers]
        assert places == sorted(places)
