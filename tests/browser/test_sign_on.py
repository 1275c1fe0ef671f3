"""Single sign-on at a university, whose provider and pages are not ours, in a real browser."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from playwright.sync_api import Page

from tests import university
from tests.browser.conftest import NewPage
from tests.browser.hands import expect, heading, log_in, section
from tests.browser.office import PASSWORD, Office, crm, free_port, serving
from tests.databases import Copies
from tests.university import FANG, MEI, NAME, YAN

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def office(copies: Copies, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """Lets whoever the university vouches for read; Lin Mei and Wu Yan have accounts already."""
    folder: Path = tmp_path_factory.mktemp("office")
    copies.new("sqlite", folder)
    for email in (MEI, YAN):
        words = ("user", "add", email, "--role", "editor", "--password-stdin")
        crm(folder, *words, typed=f"{PASSWORD}\n")
    port = free_port()
    address = f"http://localhost:{port}"
    data = tmp_path_factory.mktemp("university")
    with (
        university.university(free_port(), data, f"{address}/login/sign-on/back") as issuer,
        pytest.MonkeyPatch.context() as patch,
    ):
        settings = {"CLIENT_ID": university.CLIENT, "CLIENT_SECRET": university.SECRET}
        settings |= {"ISSUER": issuer, "DOMAINS": university.DOMAIN, "LABEL": NAME}
        for name, value in (settings | {"NEW": "viewer"}).items():
            patch.setenv(f"CRM_OIDC_{name}", value)
        with serving(folder, port=port) as running:
            yield Office(address, folder, running.printed)


def _to_the_university(page: Page, path: str = "/login?next=/partners") -> None:
    page.goto(path)
    page.get_by_role("link", name=f"Log in with {NAME}").click()


def _log_in_there(page: Page, email: str) -> None:
    page.get_by_label("Username").fill(email.partition("@")[0])
    page.get_by_label("Password").fill(university.PASSWORD)
    page.get_by_role("button", name="Log in").click()


def _answer(page: Page, word: str) -> None:
    """On its page that asks whether we may know who they are."""
    expect(page.get_by_role("heading", name="Authorize Cooperation office?")).to_be_visible()
    page.get_by_role("button", name=word).click()


def _some_time_passes(office: Office) -> None:
    """So that the last proof of who somebody is counts no more."""
    with closing(sqlite3.connect(office.folder / "crm.sqlite", timeout=30)) as live:
        live.execute("UPDATE user_session SET confirmed_at = '2026-01-01 08:00:00.000000'")
        live.commit()


def test_whoever_the_university_vouches_for_comes_into_their_account(
    office: Office, new_page: NewPage
):
    page = new_page(office.address, java_script_enabled=False)

    _to_the_university(page)
    _log_in_there(page, MEI)
    _answer(page, "Authorize")

    expect(heading(page)).to_have_text("Partners")
    expect(page.get_by_role("link", name="New partner")).to_be_visible()
    page.get_by_role("button", name="Log out").click()
    _to_the_university(page)  # where the login goes on, and the answer is remembered
    expect(heading(page)).to_have_text("Partners")


def test_a_first_login_makes_somebody_who_may_read(office: Office, new_page: NewPage):
    page = new_page(office.address)
    _to_the_university(page)
    _log_in_there(page, FANG)
    _answer(page, "Cancel")
    expect(page.get_by_role("status")).to_contain_text("The provider did not log you in.")

    _to_the_university(page)
    _answer(page, "Authorize")

    expect(heading(page)).to_have_text("Partners")
    expect(page.get_by_role("link", name="New partner")).to_have_count(0)
    page.goto("/settings/profile")
    expect(page.get_by_label("Your name")).to_have_value("赵芳")

    _some_time_passes(office)
    page.get_by_role("link", name="Set up an app").click()
    page.get_by_role("link", name=f"Log in again with {NAME}").click()  # there is no password here
    _log_in_there(page, FANG)

    expect(heading(page)).to_have_text("Set up a second factor")


def test_an_address_that_others_give_out_connects_nothing_and_the_password_does(
    office: Office, new_page: NewPage
):
    page = new_page(office.address)
    _to_the_university(page)
    _log_in_there(page, YAN)
    _answer(page, "Authorize")
    expect(page.get_by_role("status")).to_contain_text("does not vouch for your e-mail address")

    log_in(page, YAN, path="/login?next=/settings/profile")
    page.get_by_role("link", name=f"Connect with {NAME}").click()
    _log_in_there(page, YAN)  # anew: no account is connected to a login that was left open

    expect(page.get_by_role("status").first).to_contain_text("From now on you can log in")
    expect(section(page, "Single sign-on")).to_contain_text("You can log in with Example")
    page.get_by_role("button", name="Log out").click()
    _to_the_university(page)
    expect(heading(page)).to_have_text("Partners")
