"""An agreement's life as the office lives it: logged with its scan, signed by six, moved on."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.hands import field, heading, on_paper, pick, save, section
from tests.browser.office import MELBOURNE
from tests.documents import papers

pytestmark = pytest.mark.browser

HOSPITALS = (
    "Shandong Provincial Hospital",
    "Anhui Provincial Hospital",
    "Xinjiang Uygur Autonomous Region People's Hospital",
    "Ningxia Medical University General Hospital",
    "Jiangsu Subei People's Hospital",
    "Yanbian University Affiliated Hospital",
)


def _scan(name: str = "signed.pdf") -> dict[str, object]:
    content = papers.pdf("Signed in Melbourne")
    return {"name": name, "mimeType": "application/pdf", "buffer": content}


def test_an_agreement_is_logged_with_its_scan(page: Page):
    page.goto("/agreements/new")
    pick(page, "Partners", "melbourne", MELBOURNE)
    field(page, "Title in English").fill("Nursing exchange")
    field(page, "Type").select_option(label="Memorandum of understanding")
    field(page, "Scan").set_input_files(_scan())
    field(page, "Signed on").fill("2026-11-02")
    save(page)

    expect(heading(page)).to_have_text("Nursing exchange")
    expect(page.locator("dl.facts").first).to_contain_text("-MOU-001")
    expect(section(page, "Documents")).to_contain_text("signed")


def test_an_alliance_of_six_is_in_force_for_those_who_have_signed(page: Page):
    page.goto("/agreements/new")
    for hospital in HOSPITALS:
        pick(page, "Partners", hospital.split()[0], hospital)
    field(page, "Title in English").fill("Stroke alliance")
    field(page, "Type").select_option(label="Translational medicine alliance")
    _set_part(page, HOSPITALS[0], role="Coordinator", signed="signed")
    for hospital in HOSPITALS[1:]:
        _set_part(page, hospital, role="Member", signed="not yet signed")
    page.get_by_label("Open-ended").check()
    save(page)

    expect(heading(page)).to_have_text("Stroke alliance")
    partners = section(page, "Partners")
    expect(partners.locator("li")).to_have_count(6)
    expect(partners.locator("li").first).to_contain_text("Coordinator")
    expect(partners.get_by_text("Awaiting signature")).to_have_count(5)
    partners.get_by_role("link", name=f"Record the signing: {HOSPITALS[1]}").click()
    page.get_by_role("button", name="Record the signing").first.click()
    expect(partners.get_by_text("Awaiting signature")).to_have_count(4)

    partners.get_by_role("link", name=HOSPITALS[1]).click()
    expect(section(page, "Agreements")).to_contain_text("Open-ended")


def _set_part(page: Page, hospital: str, *, role: str, signed: str) -> None:
    """Choose what a partner is; without JavaScript the question comes with the picked row."""
    roles = page.get_by_label(f"Role of {hospital}", exact=True)
    if roles.count() == 0:
        page.get_by_role("group", name="Partners", exact=True).get_by_role(
            "button", name="Find"
        ).click()
    roles.select_option(label=role)
    page.get_by_label(f"Has {hospital} signed?", exact=True).select_option(label=signed)


def test_a_draft_is_reviewed_sent_and_signed_with_its_scan(page: Page):
    page.goto("/agreements/new")
    pick(page, "Partners", "melbourne", MELBOURNE)
    field(page, "Title in English").fill("Nursing exchange")
    field(page, "Type").select_option(label="Memorandum of understanding")
    field(page, "Where it stands").select_option(label="Draft")
    save(page)
    facts = page.locator("dl.facts").first
    expect(facts).to_contain_text("Draft")

    page.get_by_role("button", name="Submit for review").click()
    expect(facts).to_contain_text("In review")
    page.get_by_role("button", name="Send for signature").click()
    expect(facts).to_contain_text("Awaiting signature")
    page.get_by_role("link", name="Record the signing").first.click()
    field(page, "Scan of the signed copy").set_input_files(_scan())
    page.locator("main").get_by_role("button", name="Record the signing").last.click()

    expect(facts).to_contain_text("End unknown")
    expect(section(page, "Documents")).to_contain_text("signed")
    expect(section(page, "Timeline")).to_contain_text("Send for signature")


def test_the_chain_is_drawn_and_its_boxes_lead_on(page: Page):
    page.goto("/agreements?q=student+exchange+in+public")
    page.get_by_role("link", name="Student exchange in public health").first.click()

    chain = page.get_by_role("group", name="How the agreements hang together")
    expect(chain.get_by_role("link")).to_have_count(3)
    chain.get_by_role("link", name="Protocol for the field semester").click()
    expect(heading(page)).to_have_text("Protocol for the field semester")


def test_its_sheet_on_paper_names_the_partners_and_carries_nothing_to_press(page: Page):
    page.goto("/agreements?q=translational")
    page.locator("td .name").click()
    expect(heading(page)).to_have_text("Translational medicine alliance")
    said = " ".join(on_paper(page).split())

    for known in ("Translational medicine alliance", "转化医学联盟", *HOSPITALS):
        assert known in said
    for pressed in ("Log out", "Add a signatory", "History", "Print", "Add these tasks"):
        assert pressed not in said
