"""New contact, also where nobody has heard of the partner yet."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.hands import field, heading, pick, save
from tests.browser.office import MELBOURNE

pytestmark = pytest.mark.browser

KAROLINSKA = "Karolinska Institutet"


def _name_new_partner(page: Page, *, scripts: bool) -> None:
    if scripts:
        line = page.get_by_role("combobox", name="Partner")
        line.fill(KAROLINSKA)
        offered = page.get_by_role("option", name=f"Add “{KAROLINSKA}” as a new partner")
        expect(offered).to_have_attribute("aria-selected", "true")
        line.press("Enter")
        expect(field(page, "Category")).to_be_focused()
    else:
        page.get_by_text("Partner not there yet?").click()
        field(page, "Partner's name in English").fill(KAROLINSKA)
    field(page, "Category").select_option(label="International")


def test_a_contact_is_saved_with_a_partner_that_is_not_there_yet(page: Page, scripts: bool):
    page.goto("/contacts/new")
    field(page, "Name in English").fill("Astrid Lund")
    _name_new_partner(page, scripts=scripts)
    field(page, "Position").fill("Head of nursing")
    save(page)

    expect(heading(page)).to_contain_text("Astrid Lund")
    page.locator("main").get_by_role("link", name=KAROLINSKA).first.click()
    expect(heading(page)).to_have_text(KAROLINSKA)


def test_whoever_names_a_new_partner_lets_go_of_the_one_that_was_chosen(
    scripted_page: Page,
):
    scripted_page.goto("/contacts/new")
    pick(scripted_page, "Partner", "melbourne", MELBOURNE)
    _name_new_partner(scripted_page, scripts=True)

    expect(scripted_page.locator("[data-picked] input")).to_have_count(0)
