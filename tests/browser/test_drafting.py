"""From a Word file in the settings to a draft on the page of an agreement."""

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import NewPage
from tests.browser.hands import field, save, section
from tests.browser.office import ADMIN, PITTSBURGH, Office
from tests.drafting.words import lines, word

pytestmark = pytest.mark.browser

MIME = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
AGREEMENT = "Clinical elective exchange"


@pytest.fixture
def administrator(
    office: Office, new_page: NewPage, scripts: bool, signed_in: dict[str, Path]
) -> Page:
    state = signed_in[ADMIN]
    return new_page(office.address, java_script_enabled=scripts, storage_state=state)


def _send(page: Page, name: str, *paragraphs: str) -> None:
    content = word(*paragraphs)
    file = {"name": "letter.docx", "mimeType": MIME, "buffer": content}
    field(page, "Word file (.docx)").set_input_files(file)
    field(page, "Name in English").fill(name)
    save(page)


def test_a_template_is_sent_and_a_draft_is_made_from_it(administrator: Page):
    page = administrator
    page.goto("/settings/templates")
    page.get_by_role("link", name="New template").click()
    _send(page, "Letter of intent", "{{ title }} with {{ partner.nmae }}")
    expect(page.locator(".error")).to_contain_text("partner.nmae (is it partner.name?)")
    _send(page, "Letter of intent", "{{ title }} with {{ partner.name }}", "{{ expires_on }}")
    expect(page.get_by_role("link", name="Letter of intent")).to_be_visible()

    page.goto("/agreements")
    page.get_by_role("link", name=AGREEMENT).click()
    page.get_by_role("link", name="Draft document").click()
    field(page, "Template").select_option(label="Letter of intent · in English")
    page.get_by_role("button", name="Draft document", exact=True).last.click()

    documents = section(page, "Documents")
    expect(documents.get_by_role("link", name="Letter of intent")).to_be_visible()
    with page.expect_download() as coming:
        documents.get_by_role("link", name="Word: ").click()
    draft = lines(coming.value.path().read_bytes())
    assert draft[0] == f"{AGREEMENT} with {PITTSBURGH}"
    assert draft[1].split()[-1].isdigit()


def test_a_promise_becomes_a_task_and_its_tick_shows_on_the_promise(page: Page):
    page.goto("/agreements")
    page.get_by_role("link", name=AGREEMENT).click()
    page.get_by_role("link", name="Add an obligation").click()
    field(page, "Kind").select_option(label="Pay")
    field(page, "What was promised").fill("Pay the first instalment")
    field(page, "Owed by").select_option(label=PITTSBURGH)
    field(page, "Amount").fill("12,500")
    field(page, "Currency").select_option("EUR")
    field(page, "Due on").fill("2026-01-31")
    save(page)

    promised = section(page, "Obligations")
    expect(promised).to_contain_text("Overdue")
    expect(promised).to_contain_text("EUR 12,500.00")
    task = f"Done: {PITTSBURGH}: Pay the first instalment"
    section(page, "Tasks").get_by_role("button", name=task).click()
    expect(section(page, "Tasks").get_by_role("button", name=task)).to_have_attribute(
        "aria-pressed", "true"
    )

    page.reload()
    expect(promised).to_contain_text("Nothing more is due")
