"""A passkey in a real browser, whose security key is made of software."""

import pytest

from tests.browser.conftest import NewPage
from tests.browser.hands import expect, heading, log_in, section
from tests.browser.office import EDITOR, Office

pytestmark = pytest.mark.browser

KEY = {
    "protocol": "ctap2",
    "transport": "usb",
    "hasUserVerification": True,
    "isUserVerified": True,
}


def test_a_passkey_is_added_and_lets_one_in(office: Office, new_page: NewPage):
    page = new_page(office.address.replace("127.0.0.1", "localhost"))
    browser = page.context.new_cdp_session(page)
    browser.send("WebAuthn.enable")
    browser.send("WebAuthn.addVirtualAuthenticator", {"options": KEY})
    log_in(page, EDITOR)

    page.goto("/settings/profile")
    section(page, "Second factor").get_by_role("link", name="Add a passkey").click()
    page.get_by_label("Name").fill("Key on the ring")
    page.get_by_role("button", name="Add").click()
    expect(heading(page)).to_have_text("Your recovery codes")
    page.get_by_role("link", name="I have kept them").click()
    page.get_by_role("button", name="Log out").click()

    log_in(page, EDITOR, path="/login?next=/settings/profile")
    expect(heading(page)).to_have_text("Your passkey, please")
    page.get_by_role("button", name="Use a passkey").click()

    expect(section(page, "Second factor")).to_contain_text("Key on the ring")
    expect(section(page, "Second factor")).not_to_contain_text("never")
