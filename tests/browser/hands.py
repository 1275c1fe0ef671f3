"""What a person does on a page, with and without JavaScript."""

import pypdfium2
from playwright.sync_api import Locator, Page, expect

from tests.browser.office import PASSWORD

expect.set_options(timeout=15_000)  # milliseconds: a busy machine is no fault of the page


def log_in(page: Page, email: str, *, password: str = PASSWORD, path: str = "/login") -> None:
    page.goto(path)
    page.get_by_label("E-mail").fill(email)
    page.get_by_label("Password").fill(password)
    page.get_by_role("button", name="Log in").click()


def heading(page: Page) -> Locator:
    """What the page is about."""
    return page.get_by_role("heading", level=1)


def field(page: Page, label: str) -> Locator:
    """The field of that label in the page's form."""
    return page.locator("main").get_by_label(label, exact=True)


def pick(page: Page, label: str, typed: str, name: str) -> None:
    """Find a record by typing and choose it: from the combobox, or with *Find* and a tick."""
    group = page.get_by_role("group", name=label, exact=True)
    line = group.locator(".line input")
    line.fill(typed)
    if line.get_attribute("role") == "combobox":
        group.get_by_role("option", name=name).first.click()
    else:
        group.get_by_role("button", name="Find").click()
        group.get_by_label(name).first.check()
    expect(group.get_by_label(name).first).to_be_checked()


def save(page: Page) -> None:
    page.get_by_role("button", name="Save", exact=True).click()


def rows(page: Page) -> list[str]:
    """The first line of each row of the list."""
    return page.locator("main tbody tr a.name").all_inner_texts()


def section(page: Page, title: str) -> Locator:
    return page.locator("main section").filter(has=page.get_by_role("heading", name=title))


def choose_filter(page: Page, label: str, option: str, *, scripts: bool) -> None:
    """A select of the filter bar; with JavaScript it applies itself."""
    bar = page.get_by_role("search", name="Search and filter")
    bar.get_by_label(label, exact=True).select_option(label=option)
    if not scripts:
        bar.get_by_role("button", name="Apply").click()


def on_paper(page: Page) -> str:
    """The words of the page as the browser prints it."""
    with pypdfium2.PdfDocument(page.pdf(prefer_css_page_size=True)) as sheet:
        return "\n".join(leaf.get_textpage().get_text_bounded() for leaf in sheet)
