"""Coming in: the first administrator, logging in and out, the reader's language."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import NewPage
from tests.browser.hands import field, heading, log_in, save
from tests.browser.office import EDITOR, PASSWORD, Office, serving
from tests.databases import Copies

pytestmark = pytest.mark.browser


def test_the_printed_link_makes_the_first_administrator_with_the_public_list(
    copies: Copies, tmp_path: Path, new_page: NewPage, scripts: bool
):
    copies.new("sqlite", tmp_path)
    with serving(tmp_path) as office:
        link = re.search(r"http://\S+/setup\?token=\S+", office.printed).group()
        page = new_page(office.address, java_script_enabled=scripts)
        page.goto("/login")
        expect(heading(page)).to_have_text("Not set up yet")
        page.goto(link)
        field(page, "Your name").fill("Chen Wei")
        field(page, "E-mail").fill("chen.wei@example.org")
        field(page, "Password").fill("four plain words more")
        expect(page.get_by_label("Load the office's public list")).to_be_checked()
        page.get_by_role("button", name="Begin").click()
        expect(page.get_by_role("link", name="43 partners")).to_be_visible()
        assert page.goto(link).status == 404
        page.goto("/")
        page.context.clear_cookies()
        page.close()


def test_whoever_logs_in_comes_where_they_wanted_to_go(visitor: Page):
    log_in(visitor, EDITOR, path="/partners?category=hospital")
    expect(heading(visitor)).to_have_text("Partners")
    assert visitor.url.endswith("/partners?category=hospital")


def test_a_wrong_password_is_refused_and_the_address_stays(visitor: Page):
    log_in(visitor, EDITOR, password="not the password")
    expect(visitor.get_by_role("alert")).to_contain_text("E-mail or password is wrong.")
    expect(visitor.get_by_label("E-mail")).to_have_value(EDITOR)


def test_whoever_logs_out_sees_nothing_more(page: Page):
    page.goto("/")
    page.get_by_role("button", name="Log out").click()
    page.goto("/partners")
    expect(heading(page)).to_have_text("Log in")


def test_the_language_is_switched_on_the_page_where_one_is_and_back(page: Page, office: Office):
    page.goto("/partners?q=melbourne")
    expect(page.locator("td .name")).to_have_text("University of Melbourne School of Medicine")
    page.get_by_role("button", name="中文").click()
    assert page.url.endswith("/partners?q=melbourne")
    expect(page.locator("html")).to_have_attribute("lang", "zh-Hans")
    expect(page.locator("td .name")).to_have_text("墨尔本大学医学院")
    expect(page.locator("td .other")).to_have_text("University of Melbourne School of Medicine")
    page.get_by_role("button", name="English").click()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(page.locator("td .name")).to_have_text("University of Melbourne School of Medicine")


def test_what_was_typed_while_the_login_ran_out_is_there_after_the_next_one(
    page: Page, scripts: bool
):
    page.goto("/partners/new")
    field(page, "Name in English").fill("Karolinska Institutet")
    field(page, "Notes").fill("Met in Stockholm.\nWill write in March.")
    page.context.clear_cookies()
    save(page)
    expect(page.get_by_role("status")).to_contain_text("You were logged out meanwhile.")
    page.get_by_label("E-mail").fill(EDITOR)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Log in").click()
    if not scripts:
        page.get_by_role("button", name="Back to the form").click()
    expect(field(page, "Notes")).to_have_value("Met in Stockholm.\nWill write in March.")
    field(page, "Category").select_option(label="International")
    save(page)
    expect(heading(page)).to_have_text("Karolinska Institutet")
