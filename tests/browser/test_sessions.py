"""The end of a login: told before, put off, and where one is logged in."""

import sqlite3
from contextlib import closing
from datetime import timedelta

import pytest
from playwright.sync_api import Page

from crm.database import now
from tests.browser.conftest import NewPage
from tests.browser.hands import expect, field, heading, save, section
from tests.browser.office import PASSWORD, Office

pytestmark = pytest.mark.browser


def let_rest(office: Office, by: timedelta) -> None:
    """As if for that long nobody had asked for a page, nor typed a password."""
    moment = (now() - by).strftime("%Y-%m-%d %H:%M:%S.%f")
    with closing(sqlite3.connect(office.folder / "crm.sqlite")) as live:
        live.execute("UPDATE user_session SET seen_at = ?, confirmed_at = ?", [moment] * 2)
        live.commit()


def test_a_password_can_be_pasted_from_where_it_is_kept(office: Office, new_page: NewPage):
    visitor = new_page(office.address)
    visitor.context.grant_permissions(["clipboard-read", "clipboard-write"])
    visitor.goto("/login")
    visitor.evaluate("text => navigator.clipboard.writeText(text)", PASSWORD)
    field(visitor, "Password").focus()
    visitor.keyboard.press("Control+v")

    assert field(visitor, "Password").input_value() == PASSWORD


def test_a_page_that_rests_warns_before_the_login_ends_and_lets_one_stay(
    scripted_page: Page, office: Office
):
    scripted_page.clock.install()
    scripted_page.goto("/partners/new")
    warning = scripted_page.get_by_text("you will be logged out at")
    expect(warning).to_be_hidden()
    let_rest(office, timedelta(minutes=116))

    field(scripted_page, "City").focus()
    scripted_page.clock.fast_forward("01:55:30")
    expect(warning).to_be_visible()
    scripted_page.get_by_role("button", name="Stay logged in").click()

    expect(warning).to_be_hidden()
    expect(field(scripted_page, "City")).to_be_focused()


def test_a_page_whose_login_has_ended_says_so_and_keeps_what_was_typed(
    scripted_page: Page, office: Office
):
    scripted_page.clock.install()
    scripted_page.set_viewport_size(
        {"width": 390, "height": 800}
    )  # where nothing may lie over Save
    scripted_page.goto("/partners/new")
    field(scripted_page, "Name in English").fill("Karolinska Institutet")
    let_rest(office, timedelta(minutes=130))

    scripted_page.clock.fast_forward("02:10:00")

    expect(scripted_page.get_by_text("You were logged out.")).to_be_visible()
    expect(scripted_page.get_by_role("button", name="Stay logged in")).to_be_hidden()
    save(scripted_page)
    expect(heading(scripted_page)).to_have_text("Log in")
    expect(scripted_page.get_by_text("the form comes back with what you typed")).to_be_visible()


def test_before_a_new_account_the_password_is_asked_again(administrator: Page, office: Office):
    let_rest(office, timedelta(hours=1))
    administrator.goto("/settings/people")
    administrator.get_by_role("link", name="New person").click()
    expect(heading(administrator)).to_have_text("Your password, please")

    administrator.get_by_label("Password").fill(PASSWORD)
    administrator.get_by_role("button", name="Go on").click()

    expect(heading(administrator)).to_have_text("New person")


def test_the_profile_shows_where_one_is_logged_in(page: Page):
    page.goto("/settings/profile")

    expect(section(page, "Where you are logged in")).to_contain_text("Chrome, Linux")
    expect(section(page, "Where you are logged in")).to_contain_text("this one")
