"""What people need who read with wider letters or go by the tabulator: nothing over something else,
and nothing that they work on behind what stays in its place."""

from pathlib import Path

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import NewPage
from tests.browser.office import ADMIN, Office
from tests.browser.test_every_page import OVER

pytestmark = pytest.mark.browser

WIDER = """() => {
  const spacing = new CSSStyleSheet();
  spacing.replaceSync(`* { line-height: 1.5 !important; letter-spacing: .12em !important;
    word-spacing: .16em !important; } p { margin-bottom: 2em !important; }`);
  document.adoptedStyleSheets = [spacing];
}"""
"""The spacing that WCAG 1.4.12 gives to those who set their own."""

BEHIND = """() => {
  const one = document.activeElement;
  if (one === document.body || one.matches("[role=region]")) return "";
  const { left, right, top, bottom } = one.getBoundingClientRect();
  const points = [[(left + right) / 2, (top + bottom) / 2], [left + 3, top + 3],
    [right - 3, bottom - 3]];
  const own = [one, ...(one.labels ?? [])];
  const seen = points.some(([x, y]) => {
    const there = document.elementFromPoint(x, y);
    return own.some((mine) => mine.contains(there));
  });
  return seen ? "" : `${one.tagName} ${one.name ?? one.textContent}`;
}"""

UNTOLD = r"""() => {
  const texts = document.createTreeWalker(document.querySelector("main"), NodeFilter.SHOW_TEXT);
  const found = [];
  for (let text; (text = texts.nextNode());) {
    const isChinese = /\p{Script=Han}/u.test(text.data);
    if (isChinese && !text.parentElement.matches(":lang(zh)")) found.push(text.data.trim());
  }
  return found;
}"""
"""Chinese that a voice would read as if it were English (WCAG 3.1.2)."""


def test_names_in_the_other_language_say_which_it_is(scripted_page: Page):
    for address in ("/agreements", "/agreements/12", "/contacts/2", "/search?q=hospital"):
        scripted_page.goto(address)

        assert scripted_page.evaluate(UNTOLD) == [], address

    scripted_page.goto("/contacts/2/edit")
    assert scripted_page.locator("#name_zh:lang(zh)").count() == 1


READ = ("/renewals", "/agreements", "/search?q=hospital", "/partners/3", "/renewals/timeline")
FITS = "document.documentElement.scrollWidth <= innerWidth"


@pytest.mark.parametrize("locale", ["en-GB", "zh-CN"])
def test_text_with_wider_letters_stays_beside_each_other(
    office: Office, new_page: NewPage, signed_in: dict[str, Path], locale: str
):
    page = new_page(office.address, storage_state=signed_in[ADMIN], locale=locale)
    for address in READ:
        page.goto(address)

        page.evaluate(WIDER)

        assert page.evaluate(OVER) == [], address
        assert page.evaluate(FITS), address


def test_text_is_as_large_as_the_browser_is_told_to_write(scripted_page: Page):
    fonts = {"fontSizes": {"standard": 32}}
    scripted_page.context.new_cdp_session(scripted_page).send("Page.setFontSizes", fonts)
    for address in ("/", *READ):
        scripted_page.goto(address)

        assert scripted_page.evaluate("getComputedStyle(document.body).fontSize") == "28px"
        assert scripted_page.evaluate(OVER) == [], address
        assert scripted_page.evaluate(FITS), address


@pytest.mark.parametrize("width", [1280, 390])
def test_the_field_that_one_comes_to_is_never_behind_the_buttons(scripted_page: Page, width: int):
    scripted_page.set_viewport_size({"width": width, "height": 700})
    for address in ("/agreements/new", "/agreements/1/edit", "/contacts/new"):
        scripted_page.goto(address)
        for _ in range(50):
            scripted_page.keyboard.press("Tab")

            assert scripted_page.evaluate(BEHIND) == "", address


@pytest.mark.parametrize("box", ["#partner_ids", "#find"])
def test_the_line_that_enter_would_take_is_framed(scripted_page: Page, box: str):
    page = scripted_page
    page.goto("/agreements/new")
    page.locator(box).fill("university")
    page.locator("[role=option]").first.wait_for()
    page.keyboard.press("ArrowDown")

    active = page.locator("[role=option][aria-selected=true]")
    assert active.evaluate("one => getComputedStyle(one).outlineStyle") == "solid"


def test_what_is_done_is_told_from_what_is_not_in_the_colours_of_the_system(scripted_page: Page):
    page = scripted_page
    page.emulate_media(forced_colors="active")
    page.goto("/agreements/12")

    looks = []
    for is_done in ("true", "false"):
        button = page.locator(f".tick [aria-pressed={is_done}]").first
        before = button.screenshot()
        button.evaluate("one => { one.textContent = String.fromCharCode(160); }")
        looks.append(before == button.screenshot())

    assert looks == [False, True]
