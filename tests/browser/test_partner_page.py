"""A partner's page: what it shows, and what is added from there with the partner filled in."""

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.hands import field, heading, on_paper, rows, save, section
from tests.browser.office import MELBOURNE

pytestmark = pytest.mark.browser


def _visit(page: Page) -> None:
    page.goto("/partners?q=melbourne")
    page.locator("td .name").click()
    expect(heading(page)).to_have_text(MELBOURNE)


def test_it_tells_current_from_past_agreements_and_names_people_tasks_and_timeline(page: Page):
    _visit(page)
    agreements = section(page, "Agreements").first
    expect(agreements.locator("table").first).to_contain_text("Research cooperation on ageing")
    expect(agreements.locator("table").last).to_contain_text("Summer school 2020 to 2023")
    expect(section(page, "Contacts")).to_contain_text("Margaret O'Brien")
    expect(section(page, "Open tasks")).to_contain_text("Send the draft renewal letter")
    expect(section(page, "Timeline")).to_contain_text("Delegation of the Faculty of Medicine")


def test_an_agreement_is_added_with_the_partner_filled_in(page: Page):
    _visit(page)
    page.get_by_role("link", name="Add an agreement").click()
    expect(page.get_by_role("checkbox", name=MELBOURNE)).to_be_checked()
    field(page, "Title in English").fill("Joint seminar")
    field(page, "Type").select_option(label="Other")
    save(page)
    expect(section(page, "Partners")).to_contain_text(MELBOURNE)


def test_a_contact_is_added_with_the_partner_filled_in(page: Page):
    _visit(page)
    page.get_by_role("link", name="Add a contact").click()
    field(page, "Name in English").fill("Priya Raman")
    save(page)
    expect(heading(page)).to_have_text("Priya Raman")
    expect(section(page, "Positions")).to_contain_text(MELBOURNE)


def test_a_task_is_added_and_stands_on_the_page_again(page: Page):
    _visit(page)
    page.get_by_role("link", name="Add a task").click()
    field(page, "What has to be done").fill("Ask for the new dean's address")
    save(page)
    expect(heading(page)).to_have_text(MELBOURNE)
    expect(section(page, "Open tasks")).to_contain_text("Ask for the new dean's address")


def test_a_timeline_entry_is_added_and_stands_on_the_page_again(page: Page):
    _visit(page)
    page.get_by_role("link", name="Add an entry").click()
    field(page, "Kind").select_option(label="Call")
    field(page, "What happened").fill("Call about the new dean")
    save(page)
    _visit(page)
    expect(section(page, "Timeline")).to_contain_text("Call about the new dean")


def test_a_person_holds_two_positions_and_either_can_be_the_main_one(page: Page):
    page.goto("/contacts?q=margaret")
    assert rows(page) == ["Margaret O'Brien"]
    page.locator("td .name").click()
    positions = section(page, "Positions").locator("li")
    expect(positions).to_have_count(2)
    positions.filter(has_text="Visiting professor").get_by_role(
        "button", name="Make it the main one"
    ).click()
    expect(positions.filter(has_text="Main position")).to_contain_text("Johns Hopkins University")


def test_its_sheet_on_paper_says_what_is_known_and_carries_nothing_to_press(page: Page):
    _visit(page)
    said = on_paper(page)

    for known in (MELBOURNE, "墨尔本大学医学院", "Visiting professorship", "Margaret O'Brien"):
        assert known in said
    for pressed in ("Log out", "Edit", "Add a contact", "History", "Print", "Add with a title"):
        assert pressed not in said


def test_the_sheet_breaks_no_word_of_what_kind_a_happening_was(page: Page):
    _visit(page)
    page.get_by_role("link", name="Add an entry").click()
    field(page, "Kind").select_option(label="Meeting")
    field(page, "What happened").fill("Talked about the budget")
    field(page, "Day").fill("2026-09-28")
    save(page)
    _visit(page)

    assert "Meeting" in on_paper(page)


def test_one_line_with_a_name_and_a_file_becomes_an_entry_and_is_taken_back(
    page: Page, scripts: bool, tmp_path: Path
):
    paper = tmp_path / "Minutes.txt"
    paper.write_bytes(b"%PDF-1.4\n")
    paper = paper.rename(tmp_path / "Minutes.pdf")
    _visit(page)
    line = page.get_by_label("What happened, in one line")
    line.press_sequentially("yesterday call about the budget with @marg")
    if scripts:
        page.get_by_role("option", name="Margaret O'Brien").wait_for()
        line.press("ArrowDown")
        line.press("Enter")
        expect(line).to_have_value("yesterday call about the budget with @Margaret O'Brien ")
        expect(page.locator("[data-understood]")).to_contain_text("Call · ")
    page.locator("form.note input[type=file]").set_input_files(paper)
    page.locator("form.note").get_by_role("button", name="Add").click()

    timeline = section(page, "Timeline")
    expect(timeline).to_contain_text("call about the budget with Margaret O'Brien")
    expect(section(page, "Documents")).to_contain_text("Minutes")
    page.get_by_role("link", name="Undo").click()
    page.locator("main form").get_by_role("button").first.click()
    _visit(page)
    expect(timeline).not_to_contain_text("call about the budget")
