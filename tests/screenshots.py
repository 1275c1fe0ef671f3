"""Takes the pictures of the README from the sample office: `python -m tests.screenshots FOLDER`."""

import sys
import tempfile
from pathlib import Path

from flask import render_template
from playwright.sync_api import Browser, sync_playwright

from crm.config import Settings
from crm.factory import create_app
from crm.life.picture import life_picture
from crm.web.words import word
from tests.browser.conftest import OPTIONS
from tests.browser.hands import log_in
from tests.browser.office import EDITOR, Office, furnish, serving
from tests.chromium import HELP, find_chromium

WIDE = {"width": 1280, "height": 800}
PHONE = {"width": 390, "height": 780}
LIFE_STYLE = (
    "text{font:13px sans-serif;text-anchor:middle}rect{fill:#fff;stroke:#667}"
    ".arrow{fill:none;stroke:#556}.step{stroke:#fff;stroke-width:4px;paint-order:stroke}"
    "svg{background:#fff}"
)
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


def draw_life() -> str:
    """The life of an agreement as a picture that stands alone, for the docs."""
    app = create_app(Settings.from_environment({"CRM_SECRET_KEY": "picture"}))
    with app.test_request_context(headers={"Accept-Language": "en"}):
        drawn = render_template("life/drawing.html", picture=life_picture(word))
    head, _, rest = drawn.partition(">")
    return f"{head}><style>{LIFE_STYLE}</style>{rest.strip()}\n"


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
    (folder.parent / "life.svg").write_text(draw_life(), "utf-8")
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
