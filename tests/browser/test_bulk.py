"""Work on many rows of a list, with and without JavaScript, and by the keyboard alone."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.hands import field

pytestmark = pytest.mark.browser


def test_ticked_rows_are_given_a_status_and_it_is_undone(page: Page):
    page.goto("/partners?category=government")
    boxes = page.get_by_role("row").get_by_role("checkbox")
    for box in boxes.all()[:2]:
        box.focus()
        page.keyboard.press("Space")
    page.get_by_role("button", name="Choose what to do").press("Enter")
    expect(page.get_by_text("2 rows are chosen")).to_be_visible()
    field(page, "Status").select_option(label="Dormant")
    page.get_by_role("button", name="Change: Status").press("Enter")
    expect(page.get_by_text("Status: Dormant")).to_be_visible()
    page.get_by_role("button", name="Back").click()
    expect(field(page, "Status")).to_have_value("dormant")
    page.get_by_role("button", name="Change: Status").click()
    page.get_by_role("button", name="Change 2 rows").click()

    expect(page.get_by_text("Done for 2 rows.")).to_be_visible()
    assert page.url.endswith("/partners?category=government")
    expect(page.locator(".status.dormant")).to_have_count(2)
    page.get_by_role("link", name="Undo").click()
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_text("Undone for 2 records.")).to_be_visible()
    page.goto("/partners?category=government")
    expect(page.locator(".status.dormant")).to_have_count(0)
