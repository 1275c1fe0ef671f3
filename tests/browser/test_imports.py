"""Somebody brings a spreadsheet: sees what would be done, lets it be done, and takes it back."""

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.hands import rows

pytestmark = pytest.mark.browser

FILE = """姓名,单位,Title,E-mail,Remarks
王芳,University of Melbourne School of Medicine,Dean,wang@example.org,
李雷,Atlantis,,,
"""


def test_contacts_come_from_a_spreadsheet_and_go_again(page: Page, tmp_path: Path):
    file = tmp_path / "contacts.csv"
    file.write_bytes(FILE.encode("gb18030"))
    page.goto("/contacts")
    page.get_by_role("link", name="Import", exact=True).click()
    page.get_by_label("File", exact=True).set_input_files(file)
    page.get_by_role("button", name="Continue").click()

    expect(page.get_by_text("How the file is read: GB18030")).to_be_visible()
    page.get_by_label("Remarks").select_option(label="left out")
    page.get_by_role("button", name="Show what would be done").click()
    expect(page.get_by_text("No partner is called “Atlantis”")).to_be_visible()
    page.get_by_role("link", name="New 1").click()
    expect(page.get_by_text("Position Dean")).to_be_visible()
    page.get_by_role("button", name="Import", exact=True).click()
    expect(page.get_by_text("Imported: 1 new")).to_be_visible()
    page.get_by_role("link", name="See it as one act, or undo it").click()
    page.get_by_role("link", name="Undo", exact=True).click()
    page.locator("main form button.primary, main form button.danger").click()
    expect(page.get_by_text("Taken back")).to_be_visible()
    page.goto("/contacts?q=wang@example.org")
    assert rows(page) == []
