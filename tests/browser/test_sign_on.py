"""Single sign-on from the first page to the last, with a provider that runs beside the server."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import requests

from tests.accounts.oidc_provider import CLIENT, SECRET, providing
from tests.browser.conftest import NewPage
from tests.browser.hands import expect, heading, log_in, section
from tests.browser.office import PASSWORD, crm, free_port, serving

pytestmark = pytest.mark.browser

MEI, YAN = "lin.mei@example.edu", "wu.yan@elsewhere.example"


@pytest.fixture(scope="module")
def provider() -> Iterator[str]:
    with providing(free_port()) as address:
        yield address


@pytest.fixture(scope="module")
def address(provider: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Of an office that takes the provider's word."""
    folder: Path = tmp_path_factory.mktemp("office")
    crm(folder, "upgrade")
    for email in (MEI, YAN):
        words = ("user", "add", email, "--role", "editor", "--password-stdin")
        crm(folder, *words, typed=f"{PASSWORD}\n")
    with pytest.MonkeyPatch.context() as patch:
        settings = {"ISSUER": provider, "CLIENT_ID": CLIENT, "CLIENT_SECRET": SECRET}
        settings |= {"DOMAINS": "example.edu", "LABEL": "Example University"}
        for name, value in settings.items():
            patch.setenv(f"CRM_OIDC_{name}", value)
        with serving(folder) as office:
            yield office.address.replace("127.0.0.1", "localhost")


def _comes_next(provider: str, **user: object) -> None:
    said = {"user": user | {"lies": {}}, "slow": 0}
    requests.post(f"{provider}/say", json=said, timeout=10).raise_for_status()


def test_somebody_whose_address_the_provider_vouches_for_comes_in(
    provider: str, address: str, new_page: NewPage, scripts: bool
):
    _comes_next(provider, sub="u-1", name="Lin Mei", email=MEI, email_verified=True)
    page = new_page(address, java_script_enabled=scripts, color_scheme="dark")

    page.goto("/login?next=/partners")
    page.get_by_role("link", name="Log in with Example University").click()
    expect(heading(page)).to_have_text("Partners")

    page.goto("/settings/profile")
    expect(section(page, "Single sign-on")).to_contain_text("You can log in with Example")
    page.get_by_role("button", name="Log out").click()
    expect(heading(page)).to_have_text("Log in")


def test_somebody_else_connects_an_account_once(provider: str, address: str, new_page: NewPage):
    _comes_next(provider, sub="u-2", name="Wu Yan", userinfo={"sub": "u-2"})
    page = new_page(address)
    page.goto("/login")
    page.get_by_role("link", name="Log in with Example University").click()
    expect(page.get_by_role("status")).to_contain_text("does not vouch for your e-mail address")

    log_in(page, YAN, path="/login?next=/settings/profile")
    page.get_by_role("link", name="Connect with Example University").click()

    expect(page.get_by_role("status").first).to_contain_text("From now on you can log in")
    page.get_by_role("button", name="Log out").click()
    page.get_by_role("link", name="Log in with Example University").click()
    expect(heading(page)).not_to_have_text("Log in")
