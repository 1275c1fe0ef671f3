"""A counterpart corrects a contact, comments and sends its signed copy; the office accepts."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import NewPage
from tests.browser.hands import field, heading, section
from tests.browser.office import Office

pytestmark = pytest.mark.browser

AGREEMENT = "Research cooperation on ageing"
MARGARET = "Margaret O'Brien"
SCAN = {"name": "signed.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.4\n%%EOF\n"}


def open_agreement(page: Page) -> None:
    page.goto("/agreements?q=ageing")
    page.get_by_role("link", name=AGREEMENT).click()


def give_out(page: Page) -> str:
    """The link for Melbourne, made on the agreement's page."""
    open_agreement(page)
    page.get_by_role("link", name="Give out a link").click()
    field(page, "Valid for days").fill("14")
    page.get_by_role("button", name="Save", exact=True).click()
    return section(page, "The partner's side").locator("input[readonly]").input_value()


def test_a_link_says_that_it_was_copied(scripted_page: Page):
    give_out(scripted_page)
    scripted_page.context.grant_permissions(["clipboard-read", "clipboard-write"])

    scripted_page.get_by_role("button", name="Copy", exact=True).click()

    expect(scripted_page.get_by_role("status").filter(has_text="Copied")).to_have_count(1)


def test_what_a_counterpart_sends_is_applied_once_it_is_accepted(
    page: Page, office: Office, new_page: NewPage, scripts: bool
):
    partner = new_page(office.address, java_script_enabled=scripts)
    partner.goto(give_out(page))
    expect(heading(partner)).to_have_text(AGREEMENT)
    person = partner.get_by_role("group", name=MARGARET)
    person.get_by_label("Phone").fill("+61 3 9035 1111")
    field(partner, "Your comment").fill("Clause 3 is unclear to us.")
    partner.get_by_label("Signed copy").set_input_files(SCAN)
    partner.get_by_role("button", name="Send to the office").click()
    expect(partner.locator(".notice").first).to_contain_text("The office has what you sent.")

    open_agreement(page)
    side = section(page, "The partner's side")
    expect(side.locator(".suggestions li")).to_have_count(3)
    expect(side).to_contain_text("+61 3 9035 0000 +61 3 9035 1111")
    for name in (MARGARET, "Clause 3 is unclear to us.", "signed.pdf"):
        page.get_by_role("button", name=f"Accept “{name}”").click()
        expect(page.locator(".notice").first).to_contain_text("Accepted")
    expect(section(page, "Documents")).to_contain_text("signed")
    expect(section(page, "Timeline")).to_contain_text("Clause 3 is unclear to us.")

    page.goto("/contacts?q=margaret")
    page.get_by_role("link", name=MARGARET).click()
    expect(page.locator(".facts")).to_contain_text("+61 3 9035 1111")
    partner.reload()
    expect(section_of_sent(partner)).to_contain_text("Accepted")


def section_of_sent(partner: Page):
    return partner.locator(".suggestions")


def test_a_withdrawn_link_says_whom_to_ask_in_either_language(
    page: Page, office: Office, new_page: NewPage
):
    partner = new_page(office.address)
    link = give_out(page)
    partner.goto(f"{link}?language=zh_Hans")
    partner.get_by_role("button", name="提交给办公室").wait_for()

    page.get_by_role("button", name="Withdraw the link").click()

    partner.goto(link)
    expect(heading(partner)).to_have_text("此链接无效")
    partner.get_by_role("link", name="English").click()
    expect(heading(partner)).to_have_text("This link does not work")
