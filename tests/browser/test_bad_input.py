"""Mistakes: said beside the field, nothing typed is lost, there is always a way on."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import NewPage
from tests.browser.hands import field, heading, save
from tests.browser.office import ADMIN, MELBOURNE, Office

pytestmark = pytest.mark.browser


def test_an_error_stands_beside_its_field_and_what_was_typed_stays(page: Page):
    page.goto("/agreements/new")
    field(page, "Title in English").fill("Nursing <script>exchange</script> 🩺")
    field(page, "In force from").fill("2026-05-01")
    field(page, "Ends on").fill("2026-04-30")
    save(page)
    expect(page.get_by_role("alert")).to_be_visible()
    ends = page.locator(".field").filter(has=page.get_by_label("Ends on", exact=True))
    expect(ends.locator(".error")).to_contain_text("Give a day after")
    expect(field(page, "Title in English")).to_have_value("Nursing <script>exchange</script> 🩺")
    expect(field(page, "Ends on")).to_have_value("2026-04-30")


def test_half_a_day_does_not_wipe_the_day_that_was_known(page: Page, scripts: bool):
    page.goto("/agreements?q=Clinical+elective")
    page.get_by_role("link", name="Clinical elective exchange").click()
    known = page.locator("main").inner_text()
    page.get_by_role("link", name="Edit").first.click()
    ends = field(page, "Ends on")
    before = ends.input_value()
    ends.focus()
    page.keyboard.press("Delete")
    save(page)

    assert before
    expect(page).to_have_url(re.compile("/edit$"))
    if scripts:
        wrong = page.locator(".field").filter(has=page.get_by_label("Ends on", exact=True))
        expect(wrong.locator(".error")).to_have_text(
            "Give a day that exists, with its year, or leave it empty."
        )
        expect(ends).to_be_focused()
        ends.fill("")
        expect(wrong.locator(".error")).to_have_count(0)
    page.goto(page.url.removesuffix("/edit"))
    assert page.locator("main").inner_text() == known


def test_a_website_without_a_host_is_refused_in_place(page: Page):
    page.goto("/partners/new")
    field(page, "Name in English").fill("Somewhere")
    field(page, "Website").fill("https://")
    save(page)
    expect(page.get_by_text("Give a full address such as")).to_be_visible()
    expect(field(page, "Website")).to_have_value("https://")


def test_a_namesake_is_shown_and_can_be_saved_anyway(page: Page):
    page.goto("/partners/new")
    field(page, "Name in English").fill(MELBOURNE)
    field(page, "Category").select_option(label="International")
    field(page, "Country or region").select_option(label="Australia")
    save(page)
    expect(page.get_by_role("link", name=MELBOURNE)).to_be_visible()
    page.get_by_role("button", name="Save anyway").click()
    expect(heading(page)).to_have_text(MELBOURNE)
    page.goto("/partners?q=melbourne")
    expect(page.get_by_text("2 rows")).to_be_visible()


def test_an_address_without_a_page_says_so_and_shows_a_way_on(page: Page):
    assert page.goto("/partners/999999").status == 404
    expect(heading(page)).to_have_text("Not found")
    page.get_by_role("link", name="To the first page").click()
    expect(page.get_by_role("link", name="43 partners")).to_be_visible()


def test_two_who_edit_one_record_see_both_versions_and_choose(
    page: Page, new_page: NewPage, office: Office, signed_in: dict[str, Path]
):
    other = new_page(office.address, storage_state=signed_in[ADMIN])
    for one in (page, other):
        one.goto("/partners/3/edit")
    field(other, "City").fill("Theirs-on-Sea")
    field(other, "Notes").fill("Written by the other")
    save(other)
    expect(other.get_by_role("status")).to_contain_text("Partner saved.")

    field(page, "City").fill("Mine-on-Sea")
    field(page, "Short name").fill("MINE")
    save(page)

    both = page.get_by_role("group", name="Changed by both")
    expect(both).to_contain_text("Chen Wei saved this record at")
    expect(field(page, "Notes")).to_have_value("Written by the other")
    both.get_by_label("Theirs Theirs-on-Sea").check()
    save(page)
    expect(page.locator("main")).to_contain_text("Theirs-on-Sea")
    expect(page.locator("main")).to_contain_text("MINE")


def test_work_is_not_left_behind_without_a_word(scripted_page: Page):
    asked: list[str] = []
    scripted_page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.dismiss()))
    menu = scripted_page.get_by_role("navigation").get_by_role("link", name="Tasks")

    scripted_page.goto("/agreements/new")
    field(scripted_page, "Title in English").fill("Half an hour of work")
    menu.click()

    expect(heading(scripted_page)).to_have_text("New agreement")
    assert asked == ["beforeunload"]
    save(scripted_page)  # without a partner and a type: it comes back, and is no more saved
    expect(scripted_page.get_by_role("alert")).to_be_visible()
    menu.click()
    expect(heading(scripted_page)).to_have_text("New agreement")
    assert asked == ["beforeunload"] * 2


def test_nobody_is_asked_who_changed_nothing_or_has_saved(scripted_page: Page):
    asked: list[str] = []
    scripted_page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))

    scripted_page.goto("/tasks/new")
    field(scripted_page, "What has to be done").click()
    scripted_page.get_by_role("link", name="Cancel").click()
    expect(heading(scripted_page)).to_have_text("Tasks")
    scripted_page.goto("/tasks/new")
    field(scripted_page, "What has to be done").fill("Ring Melbourne")
    save(scripted_page)
    expect(heading(scripted_page)).to_have_text("Ring Melbourne")
    scripted_page.go_back()
    field(scripted_page, "Notes").click()
    scripted_page.get_by_role("link", name="Cancel").click()
    expect(heading(scripted_page)).to_have_text("Tasks")

    assert not asked
