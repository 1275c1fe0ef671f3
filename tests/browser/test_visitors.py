"""The pages of those who come by a link shut nobody out either."""

import re
from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.browser.conftest import NewPage
from tests.browser.office import Office
from tests.browser.test_counterparts import give_out as give_out_to_counterpart
from tests.browser.test_every_page import LIGHT
from tests.browser.test_proposals import give_out, propose
from tests.browser.test_reviews import ask_lead

pytestmark = pytest.mark.browser


def pages(staff: Page, visitor: Page) -> Iterator[str]:
    """The form, refused and empty; the pages of proposer, counterpart and academic lead; a dead
    link."""
    form = give_out(staff)
    propose(visitor, form)
    yield "the form when something is wrong"
    visitor.get_by_label("Who pays").select_option(label="It costs nothing")
    visitor.get_by_role("button", name="Send the proposal").click()
    visitor.get_by_text("What you proposed").wait_for()
    yield "the proposer's page"
    visitor.goto(give_out_to_counterpart(staff))
    visitor.get_by_text("Add persons").click()
    yield "the counterpart's page"
    visitor.get_by_role("button", name="Send to the office").click()
    visitor.get_by_role("alert").wait_for()
    yield "the counterpart's page when something is wrong"
    visitor.goto(ask_lead(staff))
    yield "the academic lead's page"
    visitor.get_by_role("button", name="Send to the office").last.click()
    visitor.get_by_role("alert").wait_for()
    yield "the academic lead's page when something is wrong"
    visitor.goto("/recommendation/thanks")
    yield "the thanks"
    visitor.goto("/counterpart/nonsense")
    yield "a link that does not work"
    visitor.goto("/propose/nonsense")
    yield "no page"


@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (390, "dark")])
def test_no_page_for_visitors_shuts_anybody_out(
    scripted_page: Page, office: Office, new_page: NewPage, width: int, scheme: str
):
    visitor = new_page(
        office.address, viewport={"width": width, "height": 800}, color_scheme=scheme
    )

    for name in pages(scripted_page, visitor):
        found = Axe().run(visitor, options=LIGHT).response["violations"]
        assert [(name, fault["id"], fault["nodes"]) for fault in found] == []
        assert visitor.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), name


def test_an_enquiry_that_is_begun_goes_on_in_the_other_language(office: Office, new_page: NewPage):
    visitor = new_page(office.address, java_script_enabled=False)
    visitor.goto("/cooperation/en/enquiry")
    visitor.get_by_label("Your name").fill("Kari Nordmann")

    visitor.get_by_role("button", name="中文").click()
    expect(visitor).to_have_url(re.compile("/cooperation/zh/enquiry$"))
    expect(visitor.get_by_label("您的姓名")).to_have_value("Kari Nordmann")

    visitor.get_by_label("您的姓名").press("Enter")
    expect(visitor.get_by_role("alert")).to_be_visible()
    expect(visitor).to_have_url(re.compile("/cooperation/zh/enquiry$"))
    expect(visitor.get_by_label("您的姓名")).to_have_value("Kari Nordmann")
