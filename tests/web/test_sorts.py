"""Sorting: every heading of every list, both ways, on the page and in the export alike."""

import csv
import io

import pytest
from flask import Flask

from crm.accounts.failed import failed_list
from crm.agreements.lists import agreement_list
from crm.contacts.lists import contact_list
from crm.counterparts.lists import suggestion_list
from crm.documents.lists import document_list
from crm.enquiries.lists import enquiry_list
from crm.history.lists import history_list
from crm.models import Role
from crm.obligations.lists import obligation_list
from crm.partners.lists import partner_list
from crm.pipeline.lists import pipeline_list
from crm.proposals.lists import proposal_list
from crm.renewals.lists import missed_list, renewal_list, unknown_list
from crm.reviews.lists import review_list
from crm.tasks.lists import task_list
from crm.timeline.lists import happening_list
from crm.trash.lists import trash_list
from crm.web.listing import Listing
from tests import factories
from tests.client import Client
from tests.factories import FILED_AT

LISTS = (
    partner_list,
    pipeline_list,
    contact_list,
    agreement_list,
    task_list,
    obligation_list,
    renewal_list,
    review_list,
    unknown_list,
    missed_list,
    happening_list,
    history_list,
    trash_list,
    failed_list,
    proposal_list,
    enquiry_list,
    suggestion_list,
    document_list,
)
ADDRESSES = {"unknown_ends": "renewals/unknown", "missed_renewals": "renewals/missed"} | {
    "failed_logins": "settings/failed-logins"
}
"""Of the lists whose room is not called like their address."""

FOLDERS = {"pipeline": "partners"} | dict.fromkeys(
    ("renewals", "unknown_ends", "missed_renewals"), "agreements"
)
"""Of the lists whose rows lead to records of another room."""

WITH_PAGES = [listing for listing in LISTS if listing is not failed_list]
"""Lists whose rows have pages of their own, by which they are known."""

SORTS = [(listing, sort) for listing in LISTS for sort in listing.sorts]


def address_of_list(listing: Listing) -> str:
    return f"/{ADDRESSES.get(listing.room, listing.room)}"


@pytest.mark.parametrize("listing", WITH_PAGES, ids=[listing.room for listing in WITH_PAGES])
def test_a_list_sorts_by_each_heading_both_ways(reader: Client, listing: Listing):
    for sort in listing.sorts:
        for way in (sort, f"-{sort}"):
            query = f"?per_page=200&sort={way}"
            page = reader.visit(f"{address_of_list(listing)}{query}")
            exported = reader.get(f"{address_of_list(listing)}/export.csv{query}").data
            rows = list(csv.reader(io.StringIO(exported.decode("utf-8-sig"), newline="")))
            place = rows[0].index("Number")
            numbers = [row[place] for row in rows[1:201]]

            folder = FOLDERS.get(listing.room, listing.room)
            links = page.links()
            places = [links.index(f"/{folder}/{number}") for number in numbers]
            assert places == sorted(places), way


def test_who_reads_chinese_has_chinese_names_by_their_pinyin(app: Flask):
    for english, chinese in (("Alpha", "重庆"), ("Beta", "北京"), ("Gamma", None), (None, "上海")):
        factories.partner(english, name_zh=chinese)
    client = app.test_client().log_in(factories.user(role=Role.VIEWER))

    def names(language: str) -> list[str]:
        client.send("/settings/language", language=language)
        page = client.visit("/partners?sort=name")
        return [link.text or "" for link in page.tree.iterfind(".//tbody//td[1]/a")]

    assert names("en") == ["Alpha", "Beta", "Gamma", "上海"]
    assert names("zh_Hans") == ["Gamma", "北京", "上海", "重庆"]


def test_a_country_stands_where_its_name_does_and_a_category_where_the_office_has_it(app: Flask):
    for code, category in (("DE", "other"), ("CN", "hospital"), ("AX", "government"), (None,) * 2):
        factories.partner(f"In {code}", country=code, category=category or "enterprise")
    client = app.test_client().log_in(factories.user(role=Role.VIEWER))

    def names(sort: str, language: str) -> list[str]:
        client.send("/settings/language", language=language)
        page = client.visit(f"/partners?sort={sort}")
        offered = page.tree.xpath("//select[@name='country']/option/@value")
        rows = [link.text or "" for link in page.tree.iterfind(".//tbody//td[1]/a")]
        return [*rows, *(code for code in offered if len(code) == 2)]

    assert names("country", "en") == ["In AX", "In CN", "In DE", "In None", "AX", "CN", "DE"]
    assert names("country", "zh_Hans") == ["In AX", "In DE", "In CN", "In None", "AX", "DE", "CN"]
    by_category = ["In AX", "In CN", "In None", "In DE"]
    assert names("category", "en")[:4] == names("category", "zh_Hans")[:4] == by_category


def test_what_comes_from_outside_stands_by_its_status_as_the_office_goes_through_it(editor: Client):
    link = factories.counterpart_link()
    declined = {"status": "declined", "decided_at": FILED_AT}
    for about, given in (("B", declined), ("A", {}), ("C", declined)):
        factories.suggestion(link, about=about, **given)
    for title, given in (
        ("B", {"status": "declined", "decline_reason": "No room."}),
        ("A", {"status": "asked"}),
        ("C", {"status": "declined", "decline_reason": "No room."}),
    ):
        factories.proposal(title, **given)
    for organisation, status in (("B", "aside"), ("A", "taken_up"), ("C", "aside")):
        factories.enquiry(organisation, status=status)

    for room in ("counterparts", "proposals", "enquiries"):
        up, down = (
            editor.visit(f"/{room}?sort={sort}").texts("a", class_="name")
            for sort in ("status", "-status")
        )
        assert (room, up, down) == (room, ["A", "B", "C"], ["C", "B", "A"])


def test_who_reads_chinese_has_chinese_names_in_each_export(app: Flask):
    partner = factories.partner("Beijing Hospital", name_zh="北京医院")
    factories.task(partner_id=partner.id)
    factories.happening(partner_id=partner.id)
    factories.document(partner_id=partner.id)
    client = app.test_client().log_in(factories.user(role=Role.VIEWER))
    client.send("/settings/language", language="zh_Hans")

    for room in ("tasks", "happenings", "documents"):
        exported = client.get(f"/{room}/export.csv").text
        assert ("北京医院" in exported, "Beijing" in exported) == (True, False), room


@pytest.mark.parametrize(
    ("language", "names"),
    [("en", ["Ann Zhao", "Bo Qian", "Cy An"]), ("zh_Hans", ["安凯", "钱波", "赵安"])],
)
def test_people_stand_in_the_order_of_their_names_in_the_language_of_the_reader(
    app: Flask, language: str, names: list[str]
):
    partner = factories.partner()
    people = [("Bo Qian", "钱波"), ("Cy An", "安凯"), ("Ann Zhao", "赵安")]
    contacts = [factories.contact(english, name_zh=chinese) for english, chinese in people]
    for contact in contacts:
        factories.position(contact, partner)
    visit = factories.happening(contacts=contacts)
    reader = app.test_client().log_in(factories.user(language=language))

    for address in (f"/partners/{partner.id}", f"/happenings/{visit.id}"):
        shown = [text for text in reader.visit(address).texts("a") if text in names]
        assert list(dict.fromkeys(shown)) == names
