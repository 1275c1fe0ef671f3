"""The steps of an agreement's life: which are allowed, what they ask, what they leave behind."""

import csv
import io
from datetime import timedelta
from pathlib import Path
from xml.etree.ElementTree import Element

import pytest
from sqlalchemy import select

from crm.extensions import db
from crm.models import Agreement, Party, Renewal, Stage, Standing, Step, StepTaken
from crm.models.life import STEPS, steps_from
from tests import factories
from tests.client import Client
from tests.conftest import DAY
from tests.databases import ONE_ENGINE
from tests.pages import SVG, Page
from tests.screenshots import draw_life


def _read(agreement):
    db.session.expire_all()
    return db.session.get(Agreement, agreement.id)


def svgs(page: Page) -> list[Element]:
    return [e for e in page.main.iter() if e.tag.endswith("svg")]


def _taken() -> list[StepTaken]:
    return list(db.session.scalars(select(StepTaken).order_by(StepTaken.id)))


def test_an_agreement_goes_from_draft_to_signed_and_each_step_is_kept(editor: Client):
    agreement = factories.agreement(stage=Stage.DRAFT)

    for step in ("submit", "approve"):
        editor.fill(f"/agreements/{agreement.id}/steps/{step}")
    editor.fill(f"/agreements/{agreement.id}/steps/sign", signed_on=DAY.isoformat())

    assert _read(agreement).stage is Stage.SIGNED
    assert _read(agreement).signed_on == DAY
    assert [(t.before, t.after) for t in _taken()] == [
        (Stage.DRAFT, Stage.IN_REVIEW),
        (Stage.IN_REVIEW, Stage.AWAITING_SIGNATURE),
        (Stage.AWAITING_SIGNATURE, Stage.SIGNED),
    ]
    assert "Record the signing" in editor.visit(f"/agreements/{agreement.id}").text


@ONE_ENGINE
@pytest.mark.parametrize("stage", Stage)
def test_a_page_offers_the_steps_of_the_table_and_no_others(editor: Client, stage: Stage):
    agreement = factories.agreement(stage=stage)

    page = editor.visit(f"/agreements/{agreement.id}")

    addresses = [*page.links(), *(form.get("action", "") for form in page.having("form"))]
    offered = {step for step in Step if any(a.endswith(f"/steps/{step}") for a in addresses)}
    assert offered == set(steps_from(stage))


@ONE_ENGINE
@pytest.mark.parametrize("step", Step)
def test_a_step_from_another_stage_is_refused_and_changes_nothing(editor: Client, step: Step):
    elsewhere = next(stage for stage in Stage if stage not in STEPS[step].starts)
    agreement = factories.agreement(stage=elsewhere)
    successor = factories.agreement("Successor", factories.partner("Bergen"))
    given = {"signed_on": DAY, "closed_on": DAY, "reason": "Why", "successor_id": successor.id}
    asked = {asked.value: given[asked.value] for asked in STEPS[step].asks if asked in given}

    page = editor.refused(f"/agreements/{agreement.id}/steps/{step}", **asked)

    assert "Somebody has taken another step meanwhile." in page.text
    assert _read(agreement).stage is elsewhere
    assert _taken() == []


def test_a_signing_asks_for_the_day_and_for_who_signed(editor: Client):
    agreement = factories.agreement(stage=Stage.AWAITING_SIGNATURE)
    address = f"/agreements/{agreement.id}/steps/sign"

    assert editor.refused(address, signed_on="").error("signed_on") == "Fill this in."
    later = (DAY + timedelta(days=1)).isoformat()
    assert "cannot be recorded" in editor.refused(address, signed_on=later).error("signed_on")
    nobody = editor.refused(address, signed_on=DAY.isoformat(), signers=[])
    assert "Tick at least one partner" in nobody.text
    assert _read(agreement).stage is Stage.AWAITING_SIGNATURE


def test_an_alliance_is_in_force_for_the_partners_who_have_signed(editor: Client):
    first, second = factories.partner("First Hospital"), factories.partner("Second Hospital")
    alliance = factories.agreement(
        "Alliance", first, second, stage=Stage.AWAITING_SIGNATURE, is_open_ended=True
    )
    editor.fill(
        f"/agreements/{alliance.id}/steps/sign", signed_on=DAY.isoformat(), signers=[first.id]
    )
    assert "Open-ended" in editor.visit(f"/partners/{first.id}").text
    assert "Awaiting signature" in editor.visit(f"/partners/{second.id}").text

    editor.fill(f"/agreements/{alliance.id}/parties/{second.id}/sign", signed_on=DAY.isoformat())

    assert "Open-ended" in editor.visit(f"/partners/{second.id}").text
    days = select(Party.signed_on).where(Party.partner_id == second.id)
    assert db.session.scalar(days) == DAY


def test_a_termination_to_come_leaves_the_agreement_running_until_then(editor: Client):
    agreement = factories.agreement(is_open_ended=True)
    end = DAY + timedelta(days=30)
    editor.fill(
        f"/agreements/{agreement.id}/steps/terminate", closed_on=end.isoformat(), reason="Moved"
    )

    ended = _read(agreement)

    assert ended.standing(DAY) is Standing.ENDING
    assert ended.standing(end) is Standing.TERMINATED
    assert _taken()[0].reason == "Moved"


def test_what_is_terminated_says_when_and_is_not_decided_on(editor: Client):
    """On its page, in the list and in the export, and also while it runs on until then."""
    agreement = factories.agreement("Leaving", expires_on=DAY + timedelta(days=365), notice_days=5)
    end = DAY + timedelta(days=30)
    editor.fill(
        f"/agreements/{agreement.id}/steps/terminate", closed_on=end.isoformat(), reason="Moved"
    )

    facts = " ".join(editor.visit(f"/agreements/{agreement.id}").texts("dl", class_="facts"))
    row = editor.visit("/agreements").tree.find(".//tbody/tr")
    exported = editor.get("/agreements/export.csv").data.decode("utf-8-sig")
    cells = next(csv.DictReader(io.StringIO(exported, newline="")))

    assert "Closes on24 Dec 2026" in facts
    assert "Decide by" not in facts
    assert row.xpath("string(td[7])") == "24 Nov 2027closes on 24 Dec 2026"
    assert row.xpath("string(td[8])") == ""
    assert [cells[name] for name in ("Ends on", "Closed on", "Decide by")] == [
        "2027-11-24",
        "2026-12-24",
        "",
    ]


@pytest.mark.parametrize("step", ["terminate", "supersede"])
def test_what_has_an_end_is_not_closed_after_it(editor: Client, step: str):
    agreement = factories.agreement("Short", expires_on=DAY - timedelta(days=10))
    other = factories.agreement("Other", factories.partner("Bergen"))
    given = {"reason": "Moved"} if step == "terminate" else {"successor_id": other.id}
    address = f"/agreements/{agreement.id}/steps/{step}"

    page = editor.refused(address, closed_on=DAY.isoformat(), **given)

    assert page.error("closed_on") == (
        "It ends on 14 Nov 2026 anyway. Give that day or an earlier one."
    )
    assert editor.visit(address).value("closed_on") == "2026-11-14"


def test_what_renews_by_itself_is_terminated_in_a_later_term(editor: Client):
    agreement = factories.agreement(
        expires_on=DAY + timedelta(days=10), renewal=Renewal.AUTOMATIC, notice_days=60
    )
    end = DAY + timedelta(days=375)

    editor.fill(
        f"/agreements/{agreement.id}/steps/terminate", closed_on=end.isoformat(), reason="Moved"
    )

    assert _read(agreement).closed_on == end


def test_a_termination_asks_why(editor: Client):
    agreement = factories.agreement()

    page = editor.refused(f"/agreements/{agreement.id}/steps/terminate", reason="")

    assert page.error("reason") == "Fill this in."
    assert _read(agreement).stage is Stage.SIGNED


def test_a_superseded_agreement_is_followed_by_its_successor(editor: Client):
    old = factories.agreement("Old", is_open_ended=True)
    new = factories.agreement("New", factories.partner("Bergen"))

    editor.fill(f"/agreements/{old.id}/steps/supersede", successor_id=new.id)

    assert _read(old).stage is Stage.SUPERSEDED
    assert _read(new).predecessor_id == old.id


def test_an_agreement_does_not_supersede_itself(editor: Client):
    old = factories.agreement("Old", is_open_ended=True)

    page = editor.refused(f"/agreements/{old.id}/steps/supersede", successor_id=old.id)

    assert page.error("successor_id") == "Choose the agreement that takes its place."


def test_what_is_abandoned_can_be_taken_up_again(editor: Client):
    agreement = factories.agreement(stage=Stage.DRAFT)

    editor.fill(f"/agreements/{agreement.id}/steps/abandon", reason="No money")
    editor.fill(f"/agreements/{agreement.id}/steps/resume")

    assert _read(agreement).stage is Stage.DRAFT


def test_a_draft_is_not_on_the_renewals_desk_and_not_in_force(editor: Client):
    factories.agreement("Draft", stage=Stage.DRAFT, expires_on=DAY + timedelta(days=10))

    assert "Draft" not in editor.visit("/renewals").texts("a", class_="name")
    assert editor.visit("/agreements?status=running").texts("a", class_="name") == []


def test_every_way_of_the_table_is_in_the_picture(editor: Client):
    page = editor.visit("/agreements/life")

    ways = sum(len(move.starts) for move in STEPS.values())
    drawn = [e.tag.removeprefix(SVG) for svg in svgs(page) for e in svg.iter()]
    assert drawn.count("path") == ways + 1, "the arrows, and the head that they share"
    assert drawn.count("rect") == len(Stage)


def test_the_picture_of_the_docs_is_drawn_from_the_table():
    picture = Path(__file__).parents[2] / "docs" / "life.svg"

    assert picture.read_text("utf-8") == draw_life(), "`make screenshots` draws it anew"


def test_every_stage_is_reached_and_none_is_a_trap():
    ends = {move.end for move in STEPS.values()}

    assert ends == set(Stage)
    assert all(steps_from(stage) for stage in Stage)
