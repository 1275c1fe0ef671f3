"""The renewals desk: groups by urgency, deciding and taking it back."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.hands import field, heading, on_paper, rows, section

pytestmark = pytest.mark.browser

GROUPS = ["Overdue", "Within 30 days", "31 to 90 days", "91 to 180 days", "Later", "Date unknown"]


def test_decisions_stand_in_groups_most_urgent_first(page: Page):
    page.goto("/renewals")
    titles = page.locator("main section h2").all_inner_texts()
    assert [title.rsplit(" ", 1)[0] for title in titles] == GROUPS
    assert rows(page)[:3] == [
        "Summer school 2020 to 2023",
        "Clinical elective exchange",
        "Joint PhD training in neuroscience",
    ]
    page.get_by_role("link", name="Overdue").click()
    expect(page.locator("main section h2")).to_have_count(1)


def test_columns_line_up_from_group_to_group(page: Page):
    page.goto("/renewals")
    heads = page.get_by_role("columnheader", name="Decide by").all()
    assert len({round(head.bounding_box()["x"]) for head in heads}) == 1


def test_a_decision_leaves_the_desk_and_comes_back_when_taken_back(page: Page):
    page.goto("/renewals?q=clinical+elective")
    page.get_by_role("button", name="Let it end: Clinical elective exchange").click()
    told = page.locator(".notice").filter(
        has_text="Decision saved for “Clinical elective exchange”: To be let end."
    )
    told.get_by_role("button", name="Undo").click()
    expect(page).to_have_url(re.compile("/renewals[?]q=clinical"))
    page.get_by_role("button", name="Renew: Clinical elective exchange").click()
    expect(page.get_by_text("Clinical elective exchange”: To be renewed.")).to_be_visible()
    assert "Clinical elective exchange" not in rows(page)
    page.goto("/agreements?q=clinical+elective")
    page.locator("td .name").click()
    expect(heading(page)).to_have_text("Clinical elective exchange")
    expect(section(page, "Decision")).to_contain_text("To be renewed")
    page.get_by_role("button", name="Take it back").click()
    page.goto("/renewals")
    assert "Clinical elective exchange" in rows(page)


def test_ticked_rows_are_given_to_somebody_at_once(page: Page, scripts: bool):
    page.goto("/renewals")
    for title in ("Summer school 2020 to 2023", "Protocol for the field semester"):
        page.get_by_label(title, exact=True).check()
    if scripts:
        expect(page.get_by_text("2 rows ticked")).to_be_visible()
    page.get_by_role("button", name="Choose what to do").click()
    field(page, "Responsible").select_option(label="Lin Mei")
    page.get_by_role("button", name="Change: Responsible").click()
    page.get_by_role("button", name="Change 2 rows").click()
    expect(page.get_by_text("Done for 2 rows.")).to_be_visible()
    row = page.get_by_role("row").filter(has_text="Summer school 2020 to 2023")
    expect(row).to_contain_text("Lin Mei")


def test_what_cannot_wait_is_named_before_the_others_are_put_off(page: Page):
    page.goto("/renewals")
    page.get_by_label("Clinical elective exchange", exact=True).check()
    page.get_by_role("button", name="Choose what to do").click()
    field(page, "Postpone to").fill("2099-01-01")
    field(page, "Why it can wait").fill("The dean is abroad")
    page.get_by_role("button", name="Postpone").click()
    expect(page.get_by_text("it cannot wait")).to_be_visible()
    expect(page.get_by_role("definition").filter(has_text="Clinical elective")).to_be_visible()
    page.get_by_role("button", name="Back").click()
    expect(field(page, "Why it can wait")).to_have_value("The dean is abroad")


def test_unknown_ends_are_filled_in_row_after_row_from_the_keyboard(page: Page):
    page.goto("/renewals/unknown")
    first, second = rows(page)[:2]
    page.keyboard.type("06302031")
    page.keyboard.press("Enter")
    expect(page.get_by_text(f"The end of “{first}” is kept.")).to_be_visible()
    assert rows(page)[0] == second
    page.keyboard.type("12312032")
    page.keyboard.press("Enter")
    expect(page.get_by_text(f"The end of “{second}” is kept.")).to_be_visible()


def test_the_drawing_on_paper_leaves_room_for_the_words_of_the_titles(page: Page):
    page.goto("/renewals/timeline?years=5&q=memorandum+of+cooperation+in+medical")

    assert "Memorandum of cooperation" in " ".join(on_paper(page).split())
