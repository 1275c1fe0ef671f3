"""Two that are one organisation become one, with and without JavaScript, and two again."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.hands import heading

pytestmark = pytest.mark.browser


def test_a_partner_becomes_another_and_itself_again(page: Page):
    page.goto("/partners/4")
    name = heading(page).inner_text()
    page.goto("/partners/merge?number=3&number=4")
    page.get_by_role("radio", name=re.compile(r"No\. 3\b")).first.check()
    page.get_by_role("group", name="Name in English").get_by_text(name).click()
    page.locator("main").get_by_role("button", name="Merge").click()

    expect(heading(page)).to_have_text(name)
    page.goto("/partners/4")
    expect(page).to_have_url(re.compile("/partners/3$"))
    page.goto("/history")
    page.get_by_role("link", name=re.compile("merged into")).click()
    page.get_by_role("link", name="Undo", exact=True).click()
    page.locator("main form button.primary, main form button.danger").click()
    expect(page.get_by_text("Taken back")).to_be_visible()
    page.goto("/partners/4")
    expect(page).to_have_url(re.compile("/partners/4$"))
    expect(heading(page)).to_have_text(name)
