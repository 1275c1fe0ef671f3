"""A professor proposes, the office asks back, the professor answers, the office makes a draft."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import NewPage
from tests.browser.hands import field, heading, section
from tests.browser.office import HOPKINS

pytestmark = pytest.mark.browser


def give_out(page: Page) -> str:
    """The link that the office gives out."""
    page.goto("/proposals")
    page.get_by_role("link", name="Link to give out").click()
    page.get_by_role("button", name="Make the link").click()
    return page.locator("main").get_by_label("Link to give out").input_value()


def propose(professor: Page, link: str) -> None:
    professor.goto(link)
    field(professor, "Your name").fill("Zhang Li")
    field(professor, "E-mail").fill("zhang.li@example.org")
    field(professor, "Department").fill("School of Nursing")
    field(professor, "Name of the partner").fill(f"{HOPKINS}, School of Nursing")
    field(professor, "Country or region").select_option(label="United States")
    field(professor, "What it is about, in one line").fill("Exchange of nurses")
    field(professor, "Kind of agreement").select_option(label="Joint training")
    field(professor, "Purpose").fill("Nurses learn from each other.")
    field(professor, "Why now").fill("The dean comes in spring.")
    professor.get_by_role("button", name="Send the proposal").click()


def test_from_the_proposal_to_the_draft(page: Page, office, new_page: NewPage, scripts: bool):
    professor = new_page(office.address, java_script_enabled=scripts)
    propose(professor, give_out(page))
    assert "Say who pays" in professor.locator(".error").inner_text()
    field(professor, "Who pays").select_option(label="Our school")
    field(professor, "What it costs").fill("120,000")
    professor.get_by_role("button", name="Send the proposal").click()
    expect(heading(professor)).to_have_text("Exchange of nurses")
    expect(professor.locator("main")).to_contain_text("CNY 120,000")

    page.goto("/proposals")
    expect(page.get_by_role("navigation", name="Main menu")).to_contain_text("Proposals 4")
    page.get_by_role("link", name="Exchange of nurses").click()
    page.get_by_role("link", name="Ask back").click()
    field(page, "Message").fill("How many nurses a year?")
    page.get_by_role("button", name="Ask", exact=True).click()
    expect(page.locator(".subtitle")).to_contain_text("Asked back")

    professor.reload()
    expect(professor.locator("main")).to_contain_text("How many nurses a year?")
    field(professor, "Message").fill("Two each way.")
    professor.get_by_role("button", name="Send the answer").click()
    expect(professor.locator(".notice")).to_have_text("The office has your message.")

    page.reload()
    expect(section(page, "Questions and answers")).to_contain_text("Two each way.")
    page.get_by_role("link", name="Make a draft of it").click()
    page.get_by_role("radio", name=HOPKINS).check()
    page.get_by_role("button", name="Make the draft", exact=True).click()
    expect(heading(page)).to_have_text("Exchange of nurses")
    expect(section(page, "Partners")).to_contain_text(HOPKINS)

    professor.reload()
    expect(professor.locator("main")).to_contain_text("The office is preparing the agreement")


def test_the_proposer_reads_why_it_was_declined(page: Page, office, new_page: NewPage):
    professor = new_page(office.address)
    propose(professor, give_out(page))
    field(professor, "Who pays").select_option(label="It costs nothing")
    professor.get_by_role("button", name="Send the proposal").click()
    expect(heading(professor)).to_have_text("Exchange of nurses")

    page.goto("/proposals")
    page.get_by_role("link", name="Exchange of nurses").click()
    page.get_by_role("link", name="Decline").click()
    field(page, "Reason").fill("There is one already.")
    page.get_by_role("button", name="Decline", exact=True).click()

    professor.reload()
    expect(professor.locator("main")).to_contain_text("There is one already.")
    expect(professor.get_by_role("textbox", name="Message")).to_have_count(0)
