"""New agreement: the partner found by typing or made in place, saved, follow-ups proposed."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.hands import field, heading, pick, save, section
from tests.browser.office import HOPKINS, MELBOURNE

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("typed", ["melbourne", "墨尔本", "UniMelb"])
def test_a_partner_is_found_in_either_language_and_by_its_short_name(page: Page, typed: str):
    page.goto("/agreements/new")
    pick(page, "Partners", typed, MELBOURNE)


def test_an_agreement_with_two_partners_is_saved_and_its_follow_ups_become_tasks(page: Page):
    page.goto("/agreements/new")
    pick(page, "Partners", "melbourne", MELBOURNE)
    pick(page, "Partners", "hopkins", HOPKINS)
    field(page, "Title in English").fill("Nursing exchange")
    field(page, "Type").select_option(label="Memorandum of understanding")
    save(page)

    expect(heading(page)).to_have_text("Nursing exchange")
    partners = section(page, "Partners")
    expect(partners).to_contain_text(MELBOURNE)
    expect(partners).to_contain_text(HOPKINS)
    proposed = section(page, "Proposed follow-ups")
    number = proposed.get_by_role("checkbox").count()
    assert number >= 2
    proposed.get_by_role("checkbox").first.uncheck()
    proposed.get_by_role("button", name="Add these tasks").click()
    expect(page.locator("#tasks li")).to_have_count(number - 1)


def test_a_partner_that_is_not_there_yet_is_made_with_the_agreement(page: Page, scripts: bool):
    page.goto("/agreements/new")
    if scripts:
        line = page.get_by_role("combobox", name="Partners")
        line.fill("Karolinska Institute")
        offered = page.get_by_role("option", name="Add “Karolinska Institute” as a new partner")
        expect(offered).to_have_attribute("aria-selected", "true")
        line.press("Enter")
    else:
        page.get_by_text("Partner not there yet?").click()
        field(page, "Partner's name in English").fill("Karolinska Institute")
    field(page, "Category").select_option(label="International")
    field(page, "Title in Chinese").fill("护理交流协议")
    field(page, "Type").select_option(label="Joint training")
    save(page)

    expect(heading(page)).to_have_text("护理交流协议")
    section(page, "Partners").get_by_role("link", name="Karolinska Institute").click()
    expect(heading(page)).to_have_text("Karolinska Institute")


def test_enter_saves_the_form_whatever_buttons_stand_before_save(page: Page):
    page.goto("/tasks/new")
    field(page, "What has to be done").fill("Ring Melbourne")
    page.keyboard.press("Enter")
    expect(heading(page)).to_have_text("Ring Melbourne")


def test_a_partner_is_chosen_with_the_keyboard_alone(scripted_page: Page):
    scripted_page.goto("/partners")
    scripted_page.keyboard.press("/")
    expect(scripted_page.get_by_role("combobox", name="Search")).to_be_focused()
    scripted_page.goto("/agreements")
    scripted_page.keyboard.press("n")
    expect(heading(scripted_page)).to_have_text("New agreement")
    line = scripted_page.get_by_role("combobox", name="Partners")
    expect(line).to_be_focused()
    scripted_page.keyboard.type("university of")
    options = scripted_page.get_by_role("listbox").get_by_role("option")
    expect(options.first).to_have_attribute("aria-selected", "true")
    scripted_page.keyboard.press("ArrowDown")
    expect(options.nth(1)).to_have_attribute("aria-selected", "true")
    scripted_page.keyboard.press("Enter")
    expect(scripted_page.locator("[data-picked] input[type=checkbox]")).to_have_count(1)
    said = scripted_page.get_by_role("status").filter(has_text="Chosen: University of")
    expect(said).to_have_count(1)
    line.press_sequentially("hop")
    expect(options.first).to_be_visible()
    scripted_page.keyboard.press("Escape")
    expect(options.first).to_be_hidden()


@pytest.mark.parametrize(
    ("copied", "day"),
    [
        ("2027-12-31", "2027-12-31"),
        ("31.12.2027", "2027-12-31"),
        ("31/12/2027", "2027-12-31"),
        ("12/31/2027", "2027-12-31"),
        (" 2027 年 2 月 3 日\n", "2027-02-03"),
        ("２０２７年１２月３１日", "2027-12-31"),
        ("20271231", "2027-12-31"),
        ("3/3/2027", "2027-03-03"),
        ("5/6/2027", ""),
        ("31.2.2027", ""),
        ("2027112", ""),
        ("next year", ""),
    ],
)
def test_a_day_is_pasted_as_it_stands_on_paper(scripted_page: Page, copied: str, day: str):
    scripted_page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    scripted_page.goto("/agreements/new")
    scripted_page.evaluate("text => navigator.clipboard.writeText(text)", copied)
    ends = field(scripted_page, "Ends on")
    ends.focus()
    scripted_page.keyboard.press("Control+v")

    its = scripted_page.get_by_label("Ends on", exact=True)
    wrong = scripted_page.locator(".field").filter(has=its).locator(".error")
    expect(wrong).to_have_count(0 if day else 1)
    assert ends.input_value() == day


def test_enter_and_arrows_belong_to_the_input_method_while_signs_are_composed(scripted_page: Page):
    scripted_page.goto("/agreements/new")
    line = scripted_page.get_by_role("combobox", name="Partners")
    line.fill("university of")
    options = scripted_page.get_by_role("listbox").get_by_role("option")
    expect(options.first).to_have_attribute("aria-selected", "true")

    for key in ("ArrowDown", "Enter"):
        line.dispatch_event("keydown", {"key": key, "isComposing": True})

    expect(options.first).to_have_attribute("aria-selected", "true")
    expect(scripted_page.locator("[data-picked] li")).to_have_count(0)
    line.press("Enter")
    expect(scripted_page.locator("[data-picked] li")).to_have_count(1)
