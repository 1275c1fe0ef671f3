"""Takes the pictures of the README from the sample office: `python -m tests.screenshots FOLDER`."""

import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from tests.browser.conftest import OPTIONS
from tests.browser.hands import log_in
from tests.browser.office import EDITOR, Office, furnish, serving
from tests.chromium import HELP, find_chromium

WIDE = {"width": 1280, "height": 800}
PHONE = {"width": 390, "height": 780}
PICTURES = {
    "home": ("/", {}),
    "partners": ("/partners", {}),
    "partner": ("/partners?q=melbourne", {}),
    "agreement-new": ("/agreements/new", {}),
    "renewals": ("/renewals", {}),
    "phone": ("/tasks", {"viewport": PHONE}),
    "dark": ("/renewals", {"color_scheme": "dark"}),
    "chinese": ("/partners", {"locale": "zh-CN"}),
}


def take(browser: Browser, office: Office, folder: Path) -> None:
    """One picture a page, in a browser of its own."""
    state = _signed_in(browser, office)
    for name, (address, options) in PICTURES.items():
        wanted = {"viewport": WIDE, "locale": "en-GB", "color_scheme": "light"} | options
        context = browser.new_context(base_url=office.address, storage_state=state, **wanted)
        page = context.new_page()
        page.goto(address)
        if name == "partner":
            page.locator("td .name").click()
        page.screenshot(path=folder / f"{name}.png")
        context.close()


def _signed_in(browser: Browser, office: Office) -> object:
    context = browser.new_context(base_url=office.address, locale="en-GB")
    page = context.new_page()
    log_in(page, EDITOR)
    page.wait_for_url("**/")
    state = context.storage_state()
    context.close()
    return state


def main() -> None:
    folder = Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    path = find_chromium()
    if path is None:
        sys.exit(HELP)
    with tempfile.TemporaryDirectory() as instance:
        furnish(Path(instance))
        with serving(Path(instance)) as office, sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=path, args=list(OPTIONS))
            take(browser, office, folder)
            browser.close()


if __name__ == "__main__":
    main()
