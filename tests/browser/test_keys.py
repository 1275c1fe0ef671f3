"""The keyboard all through: rows, forms, the sheet of keys, and keys that are turned off."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.hands import field, heading, rows, save

pytestmark = pytest.mark.browser


def test_a_list_and_a_form_are_worked_on_without_a_mouse(scripted_page: Page):
    page, press = scripted_page, scripted_page.keyboard.press
    page.goto("/partners?category=government")
    names = rows(page)
    cursor = page.locator("main tbody a.name:focus")
    ticked = page.locator(".ticked [role=status]")

    press("j")
    press("j")
    expect(cursor).to_have_text(names[1])
    press("k")
    expect(cursor).to_have_text(names[0])
    press("k")
    expect(cursor).to_have_text(names[0])
    press("x")
    expect(ticked).to_have_text("1 row ticked")
    press("x")
    expect(ticked).to_have_text("With the ticked rows")
    press("Shift+J")
    press("Alt+j")
    expect(cursor).to_have_text(names[0])

    press("?")
    sheet = page.get_by_role("dialog", name="Keys")
    expect(sheet.get_by_text("Edit the record of the row")).to_be_visible()
    press("j")
    press("Escape")
    expect(sheet).to_be_hidden()
    expect(cursor).to_have_text(names[0])

    press("Enter")
    expect(heading(page)).to_have_text(names[0])
    press("e")
    expect(heading(page)).to_contain_text("Edit")
    page.go_back()
    page.go_back()
    press("j")
    press("e")
    expect(heading(page)).to_contain_text("Edit")

    city = field(page, "City")
    city.fill("Oslo? jkxe/")
    press("Control+s")
    expect(page.get_by_role("main")).to_contain_text("Oslo? jkxe/")
    expect(heading(page)).to_have_text(names[0])

    press("e")
    field(page, "City").fill("Bergen")
    press("Meta+s")
    expect(page.get_by_role("main")).to_contain_text("Bergen")


def test_tasks_search_and_small_forms_are_worked_on_so_too(scripted_page: Page):
    page, press = scripted_page, scripted_page.keyboard.press
    page.goto("/")
    press("j")
    expect(page.locator("main .tasks li a:focus")).to_have_count(1)
    press("e")
    expect(heading(page)).to_contain_text("Edit")
    page.goto("/search?q=beijing")
    press("j")
    press("e")
    expect(heading(page)).to_contain_text("Edit")
    page.goto("/views/new?room=tasks")
    field(page, "Name of the view").fill("All tasks")
    press("Control+s")
    expect(page.get_by_role("link", name="All tasks").first).to_be_visible()


def test_a_key_that_composes_a_sign_is_no_command(scripted_page: Page):
    page = scripted_page
    page.goto("/partners")
    page.evaluate(
        """for (const isComposing of [true, false]) document.body.dispatchEvent(
            new KeyboardEvent("keydown", { key: "j", isComposing, bubbles: true }));"""
    )

    expect(page.locator("main tbody a.name:focus")).to_have_text(rows(page)[0])


def test_keys_of_one_character_rest_for_who_turns_them_off(scripted_page: Page):
    page, press = scripted_page, scripted_page.keyboard.press
    page.goto("/keys")
    page.get_by_role("link", name="Turn them off or on").click()
    field(page, "Keys of one character, such as j and ?").uncheck()
    save(page)
    page.goto("/partners")

    for key in ("j", "n", "?", "/"):
        press(key)

    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(heading(page)).to_have_text("Partners")
    assert page.evaluate("document.activeElement === document.body")
    press("Control+k")
    expect(page.get_by_role("dialog", name="Find, go to or start something")).to_be_visible()
