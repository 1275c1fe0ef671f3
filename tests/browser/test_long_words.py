"""Names come as they come: a word without an end breaks, and no page gets wider than its window."""

import re

import pytest
from playwright.sync_api import Page

from tests.browser.hands import field
from tests.browser.test_counterparts import give_out

pytestmark = pytest.mark.browser

WORD = "Elektrizitaetswerkgesellschaft" * 5


def test_a_name_of_one_long_word_widens_no_page(scripted_page: Page):
    page = scripted_page
    link = give_out(page)
    agreement = re.sub(r"#.*", "", page.url)
    page.goto(f"{agreement}/edit")
    field(page, "Title in English").fill(WORD)
    page.get_by_role("button", name="Save", exact=True).click()
    page.goto(f"{agreement}/obligations/new")
    field(page, "What was promised").fill(WORD)
    field(page, "Due on").fill("2030-01-31")
    page.get_by_role("button", name="Save", exact=True).click()
    page.get_by_role("link", name=WORD).first.click()
    obligation = page.url
    number = agreement.rsplit("/", 1)[-1]

    for width in (1280, 390):
        page.set_viewport_size({"width": width, "height": 800})
        for address in (
            link,
            agreement,
            f"{agreement}/obligations/new",
            f"{obligation}/delete",
            f"/tasks/new?agreement_id={number}",
        ):
            page.goto(address)
            over = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
            assert over <= 0, f"{address} at {width}"
