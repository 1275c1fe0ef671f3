"""What happened, with whom, and what follows from it."""

from datetime import date

from sqlalchemy import select

from crm.extensions import db
from crm.models import Happening, HappeningKind, Task
from tests import factories
from tests.client import Client
from tests.databases import ONE_ENGINE

pytestmark = ONE_ENGINE


def test_a_visit_is_noted_with_all_who_came_and_what_follows_in_one_act(editor: Client):
    oslo, bergen = factories.partner("Oslo"), factories.partner("Bergen")
    agreement = factories.agreement("Exchange", oslo)
    kari, chen = factories.contact("Kari Nordmann"), factories.user(name="Chen Wei")
    db.session.commit()

    editor.fill(
        "/happenings/new",
        kind="delegation",
        happened_on="2026-11-02",
        ends_on="2026-11-04",
        title="Delegation from Oslo",
        place="Room 101",
        partner_id=str(oslo.id),
        partner_ids=[str(bergen.id), str(oslo.id)],
        agreement_ids=[str(agreement.id)],
        user_ids=[str(chen.id)],
        contact_ids=[str(kari.id)],
        visitors="Per Hansen | Dean | University of Oslo",
        programme="09:30 Welcome | Room 101 | Chen Wei",
        follow_1="Send the draft",
        follow_1_by=str(chen.id),
        follow_1_on="2026-12-01",
        follow_3="Thank them",
    )

    noted = db.session.scalars(select(Happening)).one()
    page = editor.visit(f"/happenings/{noted.id}")
    assert (noted.kind, noted.ends_on) == (HappeningKind.DELEGATION, date(2026, 11, 4))
    for said in ("Room 101", "Bergen", "Exchange", "Chen Wei", "Kari Nordmann", "Per Hansen"):
        assert said in page.text, said
    tasks = db.session.scalars(select(Task).order_by(Task.id)).all()
    assert [(t.title, t.assignee_id, t.due_on, t.partner_id) for t in tasks] == [
        ("Send the draft", chen.id, date(2026, 12, 1), oslo.id),
        ("Thank them", None, None, oslo.id),
    ]
    assert "Send the draft" in page.text


def test_a_day_without_a_task_is_not_lost(editor: Client):
    page = editor.fill("/happenings/new", kind="call", title="Call", follow_2_on="2026-12-01")

    assert "Say what has to be done" in page.text
    assert db.session.scalars(select(Happening)).all() == []


def test_what_is_about_several_stands_with_each_of_them(editor: Client):
    oslo, bergen = factories.partner("Oslo"), factories.partner("Bergen")
    agreement = factories.agreement("Exchange", bergen)
    news = {"kind": HappeningKind.NEWS, "partner_id": oslo.id}
    factories.happening("Three sign", partners=[bergen], agreements=[agreement], **news)
    db.session.commit()

    for address in (f"/partners/{oslo.id}", f"/partners/{bergen.id}"):
        assert "Three sign" in editor.visit(address).text, address
    assert "Three sign" in editor.visit(f"/agreements/{agreement.id}").text


def test_the_list_is_cut_down_to_whom_took_part(editor: Client):
    chen, kari = factories.user(name="Chen Wei"), factories.contact("Kari")
    factories.happening("With Chen", users=[chen])
    factories.happening("With Kari", contacts=[kari])
    db.session.commit()

    of_chen = editor.visit(f"/happenings?person={chen.id}").text
    of_kari = editor.visit(f"/happenings?contact={kari.id}").text
    export = editor.get("/happenings/export.csv").text

    assert ("With Chen" in of_chen, "With Kari" in of_chen) == (True, False)
    assert ("With Chen" in of_kari, "With Kari" in of_kari) == (False, True)
    assert "Chen Wei" in export


def test_the_sheet_speaks_the_language_that_is_asked_for(editor: Client):
    visit = factories.happening("Delegation", visitors="Per Hansen | Dean | Oslo", users=[])
    db.session.commit()

    english = editor.visit(f"/happenings/{visit.id}/sheet/en").text
    chinese = editor.visit(f"/happenings/{visit.id}/sheet/zh_Hans").text

    assert "Organisation" in english
    assert "单位" in chinese


def test_a_paper_of_a_happening_belongs_to_what_that_is_about(editor: Client):
    oslo = factories.partner("Oslo")
    visit = factories.happening("Visit", partner_id=oslo.id)
    db.session.commit()
    paper = factories.document("Minutes", partner_id=oslo.id, happening_id=visit.id)
    db.session.commit()

    assert "Minutes" in editor.visit(f"/happenings/{visit.id}").text
    assert "Minutes" in editor.visit(f"/partners/{oslo.id}").text
    editor.fill(f"/happenings/{visit.id}/delete")
    db.session.expire_all()
    assert paper.happening_id is None
