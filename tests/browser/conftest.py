"""A real server and a real browser for each worker; each test finds the office as it was."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from tests.browser.hands import log_in
from tests.browser.office import ADMIN, EDITOR, Office, furnish, serving
from tests.chromium import HELP, find_chromium
from tests.databases import Copies

OPTIONS = (
    "--no-sandbox",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    # Our pages want to be with no page of others (`cross-origin-opener-policy`), for which Chromium
    # leaves the process of the empty page, in each test, and starts another. At its limit it stays.
    "--renderer-process-limit=1",
)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    path = find_chromium()
    assert path, HELP
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=path, args=list(OPTIONS))
        yield chromium
        chromium.close()


@pytest.fixture(scope="session")
def running_office(copies: Copies, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    folder = tmp_path_factory.mktemp("office")
    copies.new("sqlite", folder)
    furnish(folder)
    with serving(folder) as office:
        yield office


@pytest.fixture
def office(running_office: Office) -> Office:
    running_office.restore()
    return running_office


@pytest.fixture(params=[True, False], ids=["with scripts", "without scripts"])
def scripts(request: pytest.FixtureRequest) -> bool:
    """Whether the browser runs JavaScript."""
    return request.param


NewPage = Callable[..., Page]


@pytest.fixture
def new_page(browser: Browser) -> Iterator[NewPage]:
    """Opens a page in a browser of its own; what a script gets wrong there fails the test."""
    contexts: list[BrowserContext] = []
    problems: list[str] = []

    def open_page(address: str, **options: object) -> Page:
        wanted = {"locale": "en-GB", "viewport": {"width": 1280, "height": 800}} | options
        context = browser.new_context(base_url=address, **wanted)
        context.set_default_timeout(15_000)
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: problems.append(str(error)))
        page.on("console", lambda said: problems.extend(_refusals(said.text)))
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert not problems


def _refusals(said: str) -> list[str]:
    return [said] if "Content Security Policy" in said else []


@pytest.fixture(scope="session")
def signed_in(browser: Browser, running_office: Office, tmp_path_factory: pytest.TempPathFactory):
    """Where the cookies of each person are kept, so that each logs in once."""
    folder = tmp_path_factory.mktemp("cookies")
    running_office.restore()

    def keep(email: str) -> Path:
        context = browser.new_context(base_url=running_office.address, locale="en-GB")
        page = context.new_page()
        log_in(page, email)
        expect(page.get_by_role("button", name="Log out")).to_be_visible()
        context.storage_state(path=folder / email)
        context.close()
        return folder / email

    kept = {email: keep(email) for email in (EDITOR, ADMIN)}
    running_office.remember()
    return kept


@pytest.fixture
def visitor(office: Office, new_page: NewPage, scripts: bool) -> Page:
    """Nobody in particular, with and without JavaScript."""
    return new_page(office.address, java_script_enabled=scripts)


@pytest.fixture
def page(office: Office, new_page: NewPage, scripts: bool, signed_in: dict[str, Path]) -> Page:
    """Lin Mei, an editor, with and without JavaScript."""
    state = signed_in[EDITOR]
    return new_page(office.address, java_script_enabled=scripts, storage_state=state)


@pytest.fixture
def administrator(
    office: Office, new_page: NewPage, scripts: bool, signed_in: dict[str, Path]
) -> Page:
    """Chen Wei, an administrator, with and without JavaScript."""
    state = signed_in[ADMIN]
    return new_page(office.address, java_script_enabled=scripts, storage_state=state)


@pytest.fixture
def scripted_page(office: Office, new_page: NewPage, signed_in: dict[str, Path]) -> Page:
    """Lin Mei with JavaScript."""
    return new_page(office.address, storage_state=signed_in[EDITOR])
