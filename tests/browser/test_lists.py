"""Lists: search, filters that combine, order, pages, exports, saved views."""

import csv
import io
import re
from pathlib import Path

import pytest
from openpyxl import load_workbook
from playwright.sync_api import Page, expect

from tests.browser.conftest import NewPage
from tests.browser.hands import choose_filter, field, heading, on_paper, rows, save
from tests.browser.office import ADMIN, Office

pytestmark = pytest.mark.browser


def test_search_link_and_select_narrow_the_list_together_and_stay_in_the_address(
    page: Page, scripts: bool
):
    page.goto("/partners")
    expect(page.get_by_text("43 rows")).to_be_visible()
    page.get_by_role("link", name="International", exact=True).click()
    choose_filter(page, "Country or region", "United States", scripts=scripts)
    page.wait_for_url("**country=US**")
    field(page, "Search").fill("university of")
    page.keyboard.press("Enter")
    page.wait_for_url("**q=university**")
    shown = rows(page)
    assert 0 < len(shown) < 43

    page.goto(page.url)
    assert rows(page) == shown
    page.get_by_role("link", name="Clear").click()
    expect(page.get_by_text("43 rows")).to_be_visible()


def test_a_filter_that_is_set_with_keys_waits_until_it_is_sent(scripted_page: Page):
    page, press = scripted_page, scripted_page.keyboard.press
    page.goto("/agreements?ends_from=2026-01-01")
    asked: list[str] = []
    page.on("request", lambda one: one.is_navigation_request() and asked.append(one.url))

    page.get_by_label("Type", exact=True).focus()
    press("ArrowDown")
    press("ArrowDown")
    page.get_by_label("Ends from").focus()
    page.keyboard.type("05")
    press("Enter")

    page.wait_for_url("**type=2&**ends_from=2026-05-01**")
    assert len(asked) == 1


def test_a_heading_sorts_and_a_second_click_turns_the_order(page: Page):
    page.goto("/partners?per_page=100")
    forwards = rows(page)
    page.get_by_role("columnheader", name="Name").get_by_role("link").click()
    page.wait_for_url("**sort=-name**")
    assert rows(page) == forwards[::-1]


def test_pages_hold_every_row_once(page: Page):
    page.goto("/partners")
    first = rows(page)
    page.get_by_role("link", name="Next").click()
    page.wait_for_url("**page=2**")
    assert len(first) == 25
    assert len({*first, *rows(page)}) == 43


def test_a_page_on_paper_says_which_rows_of_how_many_it_has(page: Page):
    page.goto("/partners")

    said = on_paper(page)

    assert "1 to 25 of 43" in said
    assert "Next" not in said


def test_an_unknown_filter_value_is_left_out_with_a_notice(page: Page):
    page.goto("/partners?category=circus")
    expect(page.get_by_text("“circus” is nothing that Category can be")).to_be_visible()
    expect(page.get_by_text("43 rows")).to_be_visible()


def test_less_used_filters_are_folded_until_one_is_set(page: Page):
    page.goto("/agreements")
    expect(page.get_by_label("Ends from")).to_be_hidden()
    page.goto("/agreements?ends_from=2026-01-01")
    expect(page.get_by_label("Ends from")).to_have_value("2026-01-01")


def test_the_exports_hold_exactly_the_rows_of_the_list_in_its_order(page: Page):
    page.goto("/partners?category=hospital&sort=-name")
    shown = rows(page)

    with page.expect_download() as saved:
        page.get_by_role("link", name="Export CSV").click()
    text = Path(saved.value.path()).read_bytes().decode("utf-8-sig")
    heads, *lines = csv.reader(io.StringIO(text, newline=""))
    assert [line[heads.index("Name in English")] for line in lines] == shown

    with page.expect_download() as saved:
        page.get_by_role("link", name="Export Excel").click()
    with Path(saved.value.path()).open("rb") as file:
        sheet = load_workbook(file).active
        names = [row[1] for row in sheet.iter_rows(min_row=2, values_only=True)]
    assert names == shown


def test_on_a_telephone_exports_are_folded_so_that_the_rows_come_first(page: Page):
    page.goto("/partners")
    export = page.get_by_role("link", name="Export CSV")
    expect(export).to_be_visible()
    expect(page.get_by_text("Save and export")).to_be_hidden()

    page.set_viewport_size({"width": 390, "height": 800})
    expect(export).to_be_hidden()
    page.get_by_text("Save and export").click()
    expect(export).to_be_visible()


def test_the_columns_of_the_exports_are_chosen_once_and_taken_back(page: Page):
    def heads(link: str) -> list[object]:
        with page.expect_download() as saved:
            page.get_by_role("link", name=link).click()
        content = Path(saved.value.path()).read_bytes()
        if link == "Export CSV":
            return next(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))
        return [cell.value for cell in next(load_workbook(io.BytesIO(content)).active.iter_rows())]

    page.goto("/partners?category=hospital")
    everything = heads("Export CSV")
    page.get_by_role("link", name="Columns of the exports").click()
    field(page, "City").uncheck()
    save(page)

    assert "category=hospital" in page.url
    expected = [head for head in everything if head != "City"]
    assert heads("Export CSV") == heads("Export Excel") == expected
    page.get_by_role("link", name="Columns of the exports").click()
    page.get_by_role("button", name="All columns").click()
    expect(page.get_by_text("carry all columns again")).to_be_visible()
    assert heads("Export CSV") == everything


def test_a_column_is_hidden_and_a_saved_view_keeps_it_so(page: Page):
    page.goto("/partners?category=hospital")
    page.get_by_text("Columns", exact=True).click()
    page.get_by_role("link", name="Hide “City”").click()
    expect(page.get_by_role("columnheader", name="City")).to_have_count(0)
    expect(page.get_by_role("columnheader", name="Status")).to_be_visible()
    page.get_by_label("Status").select_option("active")
    page.get_by_role("button", name="Apply").click()
    page.get_by_role("link", name="Save this view").click()
    field(page, "Name of the view").fill("Without cities")
    save(page)

    page.goto("/partners")
    expect(page.get_by_role("columnheader", name="City")).to_be_visible()
    page.get_by_role("link", name=re.compile("^Without cities")).click()
    expect(page.get_by_role("columnheader", name="City")).to_have_count(0)
    page.get_by_text("1 hidden").click()
    page.get_by_role("link", name="Show “City”").click()
    expect(page.get_by_role("columnheader", name="City")).to_be_visible()


def test_a_saved_view_is_mine_until_i_share_it(
    page: Page, new_page: NewPage, office: Office, signed_in: dict[str, Path]
):
    for name, is_shared in (("Only mine", False), ("For all of us", True)):
        page.goto("/partners?category=government")
        page.get_by_role("link", name="Save this view").click()
        field(page, "Name of the view").fill(name)
        field(page, "For everybody").set_checked(is_shared)
        save(page)
        expect(heading(page)).to_have_text("Partners")
        assert "category=government" in page.url

    other = new_page(office.address, storage_state=signed_in[ADMIN])
    other.goto("/partners")
    expect(other.get_by_role("link", name="Only mine")).to_have_count(0)
    other.get_by_role("link", name=re.compile("^For all of us Lin Mei")).click()
    assert "category=government" in other.url
    page.get_by_role("link", name="Change view “Only mine”").click()
    page.get_by_label("Open the register with it").check()
    page.get_by_label("Tell me in my digest when it finds something new").check()
    save(page)
    page.goto("/")
    assert "category=government" in page.url
    page.get_by_role("link", name="Today", exact=True).click()
    expect(page.get_by_role("heading", name="My tasks")).to_be_visible()
    page.get_by_role("link", name="Change view “Only mine”").click()
    page.get_by_role("button", name="Delete this view").click()
    expect(page.get_by_role("link", name="Only mine")).to_have_count(0)
