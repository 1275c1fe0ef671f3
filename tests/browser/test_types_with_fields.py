"""A type of agreement with fields of its own, and an agreement that answers them."""

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import NewPage
from tests.browser.hands import choose_filter, field, heading, pick, rows, save, section
from tests.browser.office import ADMIN, MELBOURNE, Office

pytestmark = pytest.mark.browser


@pytest.fixture
def administrator(
    office: Office, new_page: NewPage, scripts: bool, signed_in: dict[str, Path]
) -> Page:
    state = signed_in[ADMIN]
    return new_page(office.address, java_script_enabled=scripts, storage_state=state)


def add_field(page: Page, label: str, kind: str, *, required: bool = False) -> None:
    page.get_by_role("link", name="Add a field").click()
    field(page, "Label in English").fill(label)
    field(page, "Kind").select_option(label=kind)
    if kind == "Choice":
        for number, choice in enumerate(("At home", "Waived"), 1):
            page.get_by_label(f"Choice {number} in English").fill(choice)
    if required:
        field(page, "Required").check()
    save(page)
    expect(page.get_by_text(f"“{label}” is asked now.")).to_be_visible()


def choose_type(page: Page, label: str, *, scripts: bool) -> None:
    """With JavaScript the fields come by themselves, without it after *Continue*."""
    field(page, "Type").select_option(label=label)
    if not scripts:
        page.get_by_role("button", name="Continue").click()


def test_a_type_gets_fields_and_an_agreement_answers_them(administrator: Page, scripts: bool):
    page = administrator
    page.goto("/settings/agreement-types")
    page.get_by_role("link", name="New agreement type").click()
    field(page, "Name in English").fill("Summer school")
    save(page)
    add_field(page, "Discipline", "Text", required=True)
    add_field(page, "Places", "Number (a quantity)")
    add_field(page, "Tuition", "Choice")
    add_field(page, "Coordinator", "Person (a contact)")
    add_field(page, "Grant", "Money (amount and currency)")
    page.get_by_role("button", name="Move “Tuition” up").click()
    names = page.locator("#fields tbody a.name")
    expect(names).to_have_text(["Discipline", "Tuition", "Places", "Coordinator", "Grant"])

    page.goto("/agreements/new")
    pick(page, "Partners", "melbourne", MELBOURNE)
    field(page, "Title in English").fill("Summer school in Melbourne")
    choose_type(page, "Summer school", scripts=scripts)
    field(page, "Discipline").fill("Epidemiology")
    field(page, "Tuition").select_option(label="Waived")
    field(page, "Places").fill("1,250")
    pick(page, "Coordinator", "obrien", "Margaret O'Brien")
    field(page, "Grant").fill("12000.50")
    page.get_by_label("Currency of “Grant”").select_option("EUR")
    expect(field(page, "Title in English")).to_have_value("Summer school in Melbourne")
    save(page)

    expect(heading(page)).to_have_text("Summer school in Melbourne")
    answers = section(page, "Summer school").filter(has_text="Discipline")
    for said in ("Epidemiology", "Waived", "1,250", "Margaret O'Brien", "EUR 12,000.5"):
        expect(answers).to_contain_text(said)

    page.goto("/agreements")
    choose_filter(page, "Type", "Summer school", scripts=scripts)
    expect(page.get_by_text("More filters")).to_be_visible()
    page.get_by_text("More filters").click()
    field(page, "Discipline").fill("epidem")
    page.get_by_role("button", name="Apply").click()
    expect(heading(page)).to_have_text("Agreements")
    assert rows(page) == ["Summer school in Melbourne"]


def test_what_a_type_requires_is_asked_before_it_is_saved(administrator: Page, scripts: bool):
    page = administrator
    page.goto("/settings/agreement-types")
    page.get_by_role("link", name="Joint training").click()
    page.locator("#fields").get_by_role("link", name="Discipline", exact=True).click()
    field(page, "Required").check()
    save(page)

    page.goto("/agreements/new")
    pick(page, "Partners", "melbourne", MELBOURNE)
    field(page, "Title in English").fill("Training")
    field(page, "Type").select_option(label="Joint training")
    if scripts:
        expect(field(page, "Discipline")).to_be_visible()
    save(page)
    expect(page.get_by_text("Fill this in.")).to_be_visible()
    field(page, "Discipline").fill("Nursing")
    save(page)
    expect(heading(page)).to_have_text("Training")


def test_students_sent_and_received_balance(page: Page, scripts: bool):
    page.goto("/agreements/new")
    pick(page, "Partners", "melbourne", MELBOURNE)
    field(page, "Title in English").fill("Two degrees")
    choose_type(page, "Dual degree", scripts=scripts)
    page.get_by_label("Year, row 1").fill("2025")
    page.get_by_label("Students sent, row 1").fill("3")
    page.get_by_label("Students received, row 1").fill("5")
    save(page)

    expect(heading(page)).to_have_text("Two degrees")
    expect(page.get_by_text("We have received 2 students more than we sent.")).to_be_visible()


def test_what_was_typed_survives_another_type(scripted_page: Page):
    page = scripted_page
    page.goto("/agreements/new")
    field(page, "Type").select_option(label="Joint training")
    field(page, "Discipline").fill("Nursing")
    field(page, "Type").select_option(label="Dual degree")
    expect(field(page, "Our degree")).to_be_visible()
    field(page, "Type").select_option(label="Joint training")
    expect(field(page, "Discipline")).to_have_value("Nursing")
