"""Settings: one's profile, the people, the agreement types."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.hands import field, heading, log_in, save
from tests.browser.office import EDITOR, PASSWORD

pytestmark = pytest.mark.browser


def test_a_new_colleague_is_invited_by_a_link_and_logs_in(
    administrator: Page, visitor: Page, scripts: bool
):
    administrator.goto("/settings/people")
    administrator.get_by_role("link", name="New person").click()
    field(administrator, "Full name").fill("Zhao Min")
    field(administrator, "E-mail").fill("zhao.min@example.org")
    save(administrator)
    link = administrator.locator(".copy input").input_value()

    visitor.goto(link)
    if not scripts:
        field(visitor, "The link that you were given").fill(link)
        visitor.get_by_role("button", name="Go on").click()
    visitor.get_by_role("button", name="中文").click()  # where the link is not lost
    visitor.get_by_role("button", name="English").click()
    assert "#" not in visitor.url
    field(visitor, "New password").fill("five plain words for me")
    visitor.get_by_role("button", name="Set the password").click()
    log_in(visitor, "zhao.min@example.org", password="five plain words for me")
    expect(visitor.get_by_role("link", name="Zhao Min")).to_be_visible()


def test_a_new_agreement_type_is_offered_at_once(administrator: Page):
    administrator.goto("/settings/agreement-types")
    administrator.get_by_role("link", name="New agreement type").click()
    field(administrator, "Name in English").fill("Letter of intent")
    field(administrator, "Name in Chinese").fill("意向书")
    save(administrator)
    administrator.goto("/agreements/new")
    field(administrator, "Type").select_option(label="Letter of intent")


def test_an_editor_may_not_touch_the_people(page: Page):
    assert page.goto("/settings/people").status == 403
    expect(heading(page)).to_have_text("Not allowed")


def test_everybody_says_when_the_digest_comes(page: Page):
    page.goto("/settings/profile")
    field(page, "How often").select_option(label="Once a week")
    field(page, "Day of the weekly one").select_option(label="Thursday")
    field(page, "Hour").select_option(label="17:00")
    save(page)

    page.goto("/settings/profile")
    expect(field(page, "How often")).to_have_value("weekly")
    expect(field(page, "Day of the weekly one")).to_have_value("3")
    expect(field(page, "Hour")).to_have_value("17")


def test_everybody_sets_language_and_password(page: Page, visitor: Page):
    page.goto("/settings/profile")
    field(page, "Present password").fill(PASSWORD)
    field(page, "New password").fill("six other plain words")
    field(page, "Language").select_option("zh_Hans")
    save(page)
    expect(page.locator("html")).to_have_attribute("lang", "zh-Hans")

    log_in(visitor, EDITOR, password="six other plain words")
    expect(visitor.locator("html")).to_have_attribute("lang", "zh-Hans")
