"""A search for something without a letter or digit: all rows are shown, and the page says why."""

from urllib.parse import quote

import pytest

from tests import factories
from tests.addresses import fill_office
from tests.client import Client
from tests.conftest import Counted
from tests.databases import ONE_ENGINE
from tests.web.test_sorts import LISTS, address_of_list

SAID = "Nothing of “{}” can be looked for: it has no letter and no digit."
THEY_LOOK = {"history", "failed_logins"}
"""Lists that look for any signs: a line of the history for those of its names."""


@ONE_ENGINE
@pytest.mark.parametrize("typed", ["🙂", "%", "(", "*", "\u2060"])
def test_a_list_says_that_nothing_of_it_can_be_looked_for(viewer: Client, typed: str):
    factories.partner("Oslo")
    factories.partner("Bergen")

    page = viewer.visit(f"/partners?q={quote(typed)}")

    assert SAID.format(typed) in page.text
    assert {"Oslo", "Bergen"} <= set(page.texts("a"))
    exported = viewer.get(f"/partners/export.csv?q={quote(typed)}").data
    assert exported == viewer.get("/partners/export.csv").data


@ONE_ENGINE
def test_every_list_and_the_search_say_so_in_few_statements(admin: Client, counted: Counted):
    fill_office(1)
    addresses = [address_of_list(each) for each in LISTS if each.room not in THEY_LOOK]
    for address in (*addresses, "/duplicates", "/search"):
        with counted() as statements:
            page = admin.visit(f"{address}?q=%21%3F")

        assert page.texts("p").count(SAID.format("!?")) == 1, address
        assert len(statements) <= 8, address


@ONE_ENGINE
@pytest.mark.parametrize("typed", ["", "  ", "a", "1", "🙂 a", "医", "É"])
def test_what_can_be_looked_for_is_not_spoken_of(viewer: Client, typed: str):
    for address in ("/partners", "/search"):
        assert "can be looked for" not in viewer.visit(f"{address}?q={quote(typed)}").text


@ONE_ENGINE
def test_the_notice_stays_the_right_way_round(viewer: Client):
    typed = "\u202e!"
    for address in ("/partners", "/search"):
        page = viewer.visit(f"{address}?q={quote(typed)}")

        assert SAID.format(f"{typed}\u202c") in page.text
