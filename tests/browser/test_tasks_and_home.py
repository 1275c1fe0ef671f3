"""Tasks with one click and back; the first page of the day."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.hands import heading, rows, section

pytestmark = pytest.mark.browser

# Other tests make tasks in this office: with them the list has a second page.
SENDING = "/tasks?q=send"


def test_my_open_tasks_come_first_and_overdue_ones_say_so(page: Page):
    page.goto("/tasks")
    assert rows(page)[0] == "Ask the dean whether to renew"
    expect(page.locator("tbody tr").first).to_contain_text("Overdue")


@pytest.mark.parametrize("address", [SENDING, "/"])
def test_one_click_does_a_task_and_another_takes_it_back(page: Page, address: str):
    page.goto(address)
    name = "Done: Send the draft renewal letter"
    page.get_by_role("button", name=name).click()
    expect(page.get_by_role("button", name=name, pressed=False)).to_have_count(0)
    if address == "/":
        page.goto(SENDING)
    expect(page.get_by_role("button", name=name)).to_have_attribute("aria-pressed", "true")
    expect(page.get_by_role("button", name=name)).to_have_attribute("title", "Take the tick back")
    page.get_by_role("button", name=name).click()
    expect(page.get_by_role("button", name=name)).to_have_attribute("aria-pressed", "false")
    expect(page.get_by_role("button", name=name)).to_have_attribute("title", "Mark as done")
    page.goto(f"{SENDING}&status=open")
    assert "Send the draft renewal letter" in rows(page)


def test_the_first_page_shows_my_tasks_next_decisions_and_what_changed(page: Page):
    page.goto("/")
    tasks = section(page, "My tasks")
    expect(tasks).to_contain_text("Ask the dean whether to renew")
    expect(tasks).not_to_contain_text("Book rooms for the delegation")
    expect(section(page, "Next decisions")).to_contain_text("Clinical elective exchange")
    expect(section(page, "Changed lately")).to_contain_text("added · Lin Mei")


@pytest.mark.parametrize(
    ("words", "title"),
    [
        ("partners", "Partners"),
        ("agreements running", "Agreements"),
        ("decisions overdue", "Renewals"),
        ("tasks overdue", "Tasks"),
    ],
)
def test_each_number_leads_to_the_list_that_it_counts(page: Page, words: str, title: str):
    page.goto("/")
    link = page.locator(".numbers a").filter(has_text=words)
    number = link.locator("b").inner_text()
    link.click()
    expect(heading(page)).to_have_text(title)
    shown = page.locator(".listbar [role=status]")
    expect(shown).to_have_text(f"{number} row" if number == "1" else f"{number} rows")
