"""The whole way of a review: from its start to the successor that closes it, or to the end."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import NewPage
from tests.browser.hands import field, heading, save, section
from tests.browser.office import Office

pytestmark = pytest.mark.browser

AGREEMENT = "Research cooperation on ageing"
LINK = "Link for the academic lead"


def open_agreement(page: Page) -> None:
    page.goto("/agreements?q=ageing&sort=signed")
    page.get_by_role("link", name=AGREEMENT).last.click()
    expect(heading(page)).to_have_text(AGREEMENT)


def start_review(page: Page) -> None:
    open_agreement(page)
    page.get_by_role("button", name="Start review").click()
    expect(heading(page)).to_have_text(f"Review: {AGREEMENT}")


def ask_lead(page: Page) -> str:
    """The link to the form of the academic lead, made on the page of the first review."""
    page.goto("/reviews/1")
    page.get_by_role("button", name="Make a new link").click()
    return page.get_by_label(LINK).input_value()


def stage(page: Page) -> str:
    return page.locator(".stages [aria-current]").inner_text()


def test_a_review_goes_from_its_start_to_the_signed_successor(
    page: Page, office: Office, new_page: NewPage, scripts: bool
):
    start_review(page)
    page.get_by_role("button", name="Ask the academic lead").click()
    link = page.get_by_label(LINK).input_value()
    expect(page.get_by_role("link", name="Write the e-mail")).to_be_visible()

    lead = new_page(office.address, java_script_enabled=scripts)
    lead.goto(link)
    expect(heading(lead)).to_have_text(AGREEMENT)
    expect(lead.locator("main")).to_contain_text("Call: Call about the research budget")
    field(lead, "Your recommendation").select_option(label="Renew with changes")
    field(lead, "Your name").fill("Zhang Li")
    field(lead, "Why, and what should change").fill("More places for nurses.")
    lead.get_by_role("button", name="Send to the office").last.click()
    expect(heading(lead)).to_have_text("Thank you")
    lead.goto(link)
    expect(heading(lead)).to_have_text("This link does not work")

    page.reload()
    expect(page.get_by_role("link", name="Renewals 1 waiting")).to_be_visible()
    expect(section(page, "Academic lead")).to_contain_text("Renew with changes, Zhang Li")
    page.get_by_role("link", name="Finish the evaluation").click()
    assert "Call about the research budget" in field(page, "Activity since signing").input_value()
    field(page, "What came of it").fill("Twelve papers.")
    page.get_by_role("button", name="Evaluation finished").click()
    assert stage(page) == "Deciding"

    section(page, "Decision").get_by_role("link", name="Renew").click()
    field(page, "Reason").fill("Both sides gain.")
    page.get_by_role("button", name="Renew", exact=True).last.click()
    assert stage(page) == "Negotiating"
    address = page.url

    page.get_by_role("button", name="Create successor").click()
    expect(heading(page)).to_have_text("Edit agreement")
    expect(field(page, "Title in English")).to_have_value(AGREEMENT)
    field(page, "Areas of cooperation").fill("Nursing")
    save(page)
    page.get_by_role("button", name="Send for signature").click()
    page.get_by_role("link", name="Record the signing").first.click()
    page.get_by_role("button", name="Record the signing").last.click()

    page.goto(address)
    assert stage(page) == "Renewed"
    page.get_by_role("link", name="Mark the old one as superseded at its end").click()
    page.get_by_role("button", name="Mark as superseded").last.click()
    expect(heading(page)).to_have_text(AGREEMENT)
    expect(page.locator(".facts")).to_contain_text("Ending soon")


def test_an_agreement_is_let_end_with_closing_tasks_and_that_is_taken_back(page: Page):
    start_review(page)
    section(page, "Decision").get_by_role("link", name="Let it end").click()
    field(page, "Reason").fill("Nobody uses it.")
    field(page, "Archive the originals").uncheck()
    page.get_by_role("button", name="Let it end").last.click()
    assert stage(page) == "Let end"
    expect(section(page, "Closing tasks").locator("li")).to_have_count(3)
    page.goto("/reviews?stage=ended")
    expect(page.locator("tbody a.name")).to_have_text([AGREEMENT])

    page.locator("tbody a.name").click()
    page.get_by_role("button", name="Take it back").click()

    assert stage(page) == "Deciding"
    open_agreement(page)
    expect(section(page, "Review")).to_contain_text("Deciding")
    expect(section(page, "Tasks")).not_to_contain_text("Close accounts and access")


def test_what_is_wrong_stands_beside_its_field_and_nothing_typed_is_lost(
    page: Page, office: Office, new_page: NewPage, scripts: bool
):
    lead = new_page(office.address, java_script_enabled=scripts)
    lead.goto(ask_lead(page))
    field(lead, "Your recommendation").select_option(label="Renew with changes")
    field(lead, "Your name").fill("Zhang Li")
    lead.get_by_role("button", name="Send to the office").last.click()

    expect(lead.locator(".error")).to_have_text("Say what should change.")
    expect(field(lead, "Your name")).to_have_value("Zhang Li")


def test_a_withdrawn_link_is_dead_in_either_language(page: Page, office: Office, new_page: NewPage):
    lead = new_page(office.address)
    link = ask_lead(page)
    lead.goto(f"{link}?language=zh_Hans")
    lead.get_by_role("button", name="提交给办公室").last.wait_for()

    page.get_by_role("button", name="Withdraw").click()

    lead.goto(link)
    expect(heading(lead)).to_have_text("此链接无效")
