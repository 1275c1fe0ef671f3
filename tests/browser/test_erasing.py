"""An administrator looks at what names a person, and erases the person for good."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.hands import field, heading

pytestmark = pytest.mark.browser


def test_a_person_is_erased_after_the_name_was_typed(administrator: Page):
    page = administrator
    page.goto("/contacts/1")
    name = heading(page).inner_text()
    page.get_by_role("link", name="Erase this person").click()
    texts = page.get_by_role("checkbox", name="led by Margaret O'Brien")
    expect(texts).to_have_count(2)  # in the record, and in the history
    expect(texts.first).to_be_checked()

    field(page, "Name of the person").fill("Somebody")
    page.get_by_role("button", name="Erase for good").click()
    expect(page.locator(".error")).to_have_text(f"Type the name as it stands: {name}.")
    field(page, "Name of the person").fill(name)
    page.get_by_role("button", name="Erase for good").click()

    expect(page.locator(".notice").first).to_contain_text("The person was erased.")
    page.goto("/happenings")
    page.get_by_role("link", name="Delegation of the Faculty").click()
    expect(page.locator("main")).to_contain_text("led by …. They want")
    page.goto("/history/contact/1")
    expect(page.locator("main")).not_to_contain_text(name)
