"""Prospects on the board: dragged, pressed on by the keyboard, and without JavaScript."""

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.hands import heading

pytestmark = pytest.mark.browser

NAME = "McGovern Institute"


def column(page: Page, stage: str) -> Locator:
    return page.get_by_role("region", name=stage, exact=True)


def test_a_button_moves_a_prospect_on_and_lost_asks_why(page: Page):
    page.goto("/pipeline/board")
    expect(column(page, "In talks 1")).to_contain_text(NAME)
    button = page.get_by_role("button", name=f"→ Drafting {NAME}")
    button.focus()
    page.keyboard.press("Enter")

    expect(column(page, "Drafting 1")).to_contain_text(NAME)
    page.get_by_text("Move…").click()
    page.get_by_role("button", name=f"Lost {NAME}").click()
    page.get_by_label("Why nothing came of it").fill("No answer for a year.")
    page.get_by_role("button", name="Note it as lost").last.click()

    expect(page.get_by_text("The prospect can be taken up again")).to_be_visible()
    page.get_by_role("link", name="List", exact=True).click()
    expect(page.locator("tbody tr")).to_contain_text("No answer for a year.")


def test_a_card_is_dragged_to_another_stage(scripted_page: Page):
    scripted_page.goto("/pipeline/board")

    scripted_page.locator(".card", has_text=NAME).drag_to(column(scripted_page, "First contact 0"))

    expect(column(scripted_page, "First contact 1")).to_contain_text(NAME)
    expect(heading(scripted_page)).to_have_text("Pipeline")
