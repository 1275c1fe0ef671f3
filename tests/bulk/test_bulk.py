"""Work on many rows: what becomes of each is said before and after, and undone as one act."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import selectinload

from crm.bulk import plan
from crm.bulk.chosen import packed, read_seen, unpacked
from crm.database import Base
from crm.extensions import db
from crm.history import batches
from crm.history.chain import first_broken
from crm.models import (
    Agreement,
    BatchKind,
    Category,
    Contact,
    EnquiryStatus,
    Partner,
    PartnerStatus,
    Pipeline,
    Purpose,
    Task,
    TrashItem,
    Unit,
    Way,
)
from tests import factories
from tests.bulk.rows import boxes, chosen, last_batch, ticked
from tests.client import Client
from tests.conftest import DAY
from tests.long_work import finish_long_work
from tests.pages import Page


def named(model, *names: str) -> list:
    db.session.expire_all()
    column = model.title_en if model is Agreement else getattr(model, "name_en", None)
    column = model.title if model is Task else column
    return list(db.session.scalars(select(model).where(column.in_(names)).order_by(model.id)))


def tags_of(*records: Base) -> list[str | None]:
    db.session.expire_all()
    return [record.tags for record in records]


def test_rows_travel_in_one_field_and_a_damaged_one_chooses_nothing():
    seen = read_seen(["12.3", "7.1", "x.1", "5", "9."])

    assert seen == {12: 3, 7: 1}
    assert unpacked(packed(seen)) == seen
    assert [unpacked(typed) for typed in ("", "%%%", "AAAA")] == [{}, {}, {}]
    assert len(packed(dict.fromkeys(range(1, 10_001), 3))) < 60_000


def test_a_field_is_given_to_many_as_one_act_and_taken_back_as_one(editor: Client):
    for name in ("Oslo", "Bergen"):
        factories.partner(name, category=Category.OTHER)
    factories.partner("Tromsø", category=Category.HOSPITAL)
    rows = ticked(editor, "partners") | {"work": "category", "category": "hospital"}

    before = Page(editor.post("/partners/bulk", data=rows).text, "/partners/bulk")
    unchanged = named(Partner, "Oslo")[0].category
    answer = editor.post("/partners/bulk", data=rows | {"go": "yes"})
    after = editor.visit(answer.location)

    assert "Category: Hospital" in before.text
    assert "Will be done2 Have it already1" in before.text
    assert unchanged is Category.OTHER
    assert "Done for 2 rows." in after.text
    assert {p.category for p in named(Partner, "Oslo", "Bergen")} == {Category.HOSPITAL}
    assert last_batch().records == 2
    assert editor.visit("/history").text.count("Partners: Category: Hospital") == 1
    undone = editor.send(f"/history/batches/{last_batch().id}/undo")
    assert undone.status_code == 302
    assert {p.category for p in named(Partner, "Oslo", "Bergen")} == {Category.OTHER}
    assert first_broken() is None


def test_very_many_are_worked_on_beside_the_requests_and_the_list_says_so(
    editor: Client, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(plan, "LONG", 2)
    for name in ("Oslo", "Bergen"):
        factories.partner(name, category=Category.OTHER)
    db.session.commit()
    rows = ticked(editor, "partners") | {"work": "category", "category": "hospital", "go": "yes"}

    begun = editor.post("/partners/bulk", data=rows)
    finish_long_work()
    done = editor.get(begun.location)
    told = editor.visit(done.location)

    assert "Done for 2 rows." in told.text
    assert f"/history/batches/{last_batch().id}/undo" in told.links()
    assert {p.category for p in named(Partner, "Oslo", "Bergen")} == {Category.HOSPITAL}
    assert {line.way for line in factories.changes()[-2:]} == {Way.FORM}
    assert "No such work is being done." in editor.get(begun.location).text


def test_very_many_tasks_are_added_once_though_the_form_is_sent_again_later(
    editor: Client, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(plan, "LONG", 2)
    for title in ("Exchange", "Laboratory"):
        factories.agreement(title)
    db.session.commit()
    rows = ticked(editor, "agreements") | {"work": "task", "title": "Ask", "priority": "high"}

    first = editor.post("/agreements/bulk", data=rows | {"go": "yes"})
    finish_long_work()
    done = editor.get(first.location)
    editor.visit(done.location)
    again = editor.post("/agreements/bulk", data=rows | {"go": "yes"})
    finish_long_work()

    assert db.session.scalar(select(func.count()).select_from(Task)) == 2
    assert "This was done already." in editor.visit(again.location).text


@pytest.mark.parametrize(
    ("room", "make"),
    [
        ("partners", factories.partner),
        ("contacts", factories.contact),
        ("agreements", factories.agreement),
        ("tasks", factories.task),
    ],
)
def test_tags_are_added_to_many_and_taken_away_and_found(
    editor: Client, room: str, make: Callable[..., Base]
):
    oslo, bergen, porto = (
        make(name, tags=tags)
        for name, tags in (("Oslo", "nordic"), ("Bergen", "Nordic, 重点 one"), ("Porto", None))
    )
    rows = ticked(editor, room)

    added = rows | {"work": "tags", "tags": "重点 one， Nordic;Nordic"}
    before = Page(editor.post(f"/{room}/bulk", data=added).text, f"/{room}/bulk")
    editor.post(f"/{room}/bulk", data=added | {"go": "yes"})
    with_both = tags_of(oslo, bergen, porto)
    fewer = ticked(editor, room) | {"work": "no_tags", "no_tags": "Nordic", "go": "yes"}
    editor.post(f"/{room}/bulk", data=fewer)
    too_long = rows | {"work": "tags", "tags": "t" * 51}

    assert "Will be done2 Have it already1" in before.text
    assert with_both == ["nordic, 重点 one, Nordic", "Nordic, 重点 one", "重点 one, Nordic"]
    assert tags_of(oslo, bergen, porto) == ["nordic, 重点 one", "重点 one", "重点 one"]
    assert "Porto" in editor.visit(f"/{room}?q=重点").text
    assert "Porto" in editor.visit(f"/{room}?tag=重点 one").text
    assert "Oslo" in editor.visit(f"/{room}?tag=nordic").text
    assert "Oslo" not in editor.visit(f"/{room}?tag=重点").text
    assert f"/{room}?tag=nordic" in editor.visit(f"/{room}/{oslo.id}").links()
    assert "Shorten each tag to 50" in editor.post(f"/{room}/bulk", data=too_long).text


def test_agreements_move_from_one_unit_to_another(editor: Client):
    nursing, health = factories.unit("Nursing"), factories.unit("Health")
    factories.agreement("Both", units=[nursing, health])
    factories.agreement("One", units=[nursing])
    factories.agreement("Other")

    def units() -> dict[str, set[str]]:
        loaded = select(Agreement).options(selectinload(Agreement.units))
        found = db.session.scalars(loaded.execution_options(populate_existing=True))
        return {a.title_en: {u.name_en for u in a.units} for a in found}

    query = (("all", "1"), ("back", f"unit={nursing.id}"))
    rows = chosen(editor, "agreements", *query)
    added = rows | {"work": "unit_id", "unit_id": str(health.id)}
    page = Page(editor.post("/agreements/bulk", data=added).text, "/agreements/bulk")
    editor.post("/agreements/bulk", data=added | {"go": "yes"})
    rows = chosen(editor, "agreements", *query)
    taken = rows | {"work": "no_unit_id", "no_unit_id": str(nursing.id), "go": "yes"}
    editor.post("/agreements/bulk", data=taken)
    moved = units()
    editor.send(f"/history/batches/{last_batch().id}/undo")

    assert "Unit that is added: Health" in page.text
    assert "Will be done1 Have it already1" in page.text
    assert moved == {"Both": {"Health"}, "One": {"Health"}, "Other": set()}
    assert units() == {"Both": {"Health", "Nursing"}, "One": {"Health", "Nursing"}, "Other": set()}


def test_a_few_partners_or_contacts_that_are_ticked_lead_to_where_they_become_one(editor: Client):
    numbers = [factories.partner(name).id for name in ("Oslo", "Oslo University", "UiO")]
    factories.task()

    ticks = [("ids", value) for value in boxes(editor, "/partners")]
    several = editor.get("/partners/bulk", query_string=ticks).text
    one = editor.get("/partners/bulk", query_string=ticks[:1]).text
    tasks = editor.get("/tasks/bulk", query_string={"all": "1"}).text
    (link,) = [n for n in Page(several, "/partners/bulk").links() if "/merge?" in n]

    assert [f"number={number}" for number in numbers] == link.partition("?")[2].split("&")
    assert "Which one stays" in editor.visit(link).text
    assert "/merge" not in one + tasks


def test_prospects_move_together_and_are_lost_for_a_reason(editor: Client):
    for name in ("Oslo", "Bergen"):
        factories.partner(name, status=PartnerStatus.PROSPECT)
    factories.partner("Porto")

    moved = ticked(editor, "pipeline") | {"work": "stage", "stage": "talks", "go": "yes"}
    editor.post("/pipeline/bulk", data=moved)
    stages = {p.pipeline for p in named(Partner, "Oslo", "Bergen")}
    lost = ticked(editor, "pipeline") | {"work": "reason"}
    unsaid = editor.post("/pipeline/bulk", data=lost)
    editor.post("/pipeline/bulk", data=lost | {"reason": "No money", "go": "yes"})

    assert stages == {Pipeline.TALKS}
    assert "Choose what they are to have" in unsaid.text
    assert {(p.status, p.lost_reason) for p in named(Partner, "Oslo", "Bergen")} == {
        (PartnerStatus.CLOSED, "No money")
    }
    editor.send(f"/history/batches/{last_batch().id}/undo")
    assert {p.pipeline for p in named(Partner, "Oslo", "Bergen")} == {Pipeline.TALKS}


def test_enquiries_are_put_aside_together_but_for_those_taken_up(editor: Client):
    first, second = factories.enquiry(organisation="A"), factories.enquiry(organisation="B")
    taken = factories.enquiry(organisation="C", status=EnquiryStatus.TAKEN_UP)
    rows = ticked(editor, "enquiries") | {"work": "reason", "reason": "Advertising"}

    page = Page(editor.post("/enquiries/bulk", data=rows).text, "/enquiries/bulk")
    editor.post("/enquiries/bulk", data=rows | {"go": "yes"})
    trashed = editor.post("/enquiries/bulk", data=rows | {"work": "trash"})

    assert "Will be done2 Have it already0 Cannot be done1" in page.text
    assert "taken up already" in page.text
    db.session.expire_all()
    assert [e.status for e in (first, second, taken)] == [
        EnquiryStatus.ASIDE,
        EnquiryStatus.ASIDE,
        EnquiryStatus.TAKEN_UP,
    ]
    assert "Press the button" in trashed.text


def test_contacts_that_come_up_for_review_are_kept_together(editor: Client):
    factories.contact("Kari", purpose=None)
    factories.contact("Ola")
    rows = ticked(editor, "contacts")

    later = rows | {"work": "kept_on", "kept_on": (DAY + timedelta(days=1)).isoformat()}
    refused = editor.post("/contacts/bulk", data=later)
    for work, value in (("kept_on", DAY.isoformat()), ("purpose", "events")):
        rows = ticked(editor, "contacts")
        editor.post("/contacts/bulk", data=rows | {"work": work, work: value, "go": "yes"})

    assert "has not come yet" in refused.text
    kept = {(c.kept_on, c.purpose) for c in named(Contact, "Kari", "Ola")}
    assert kept == {(DAY, Purpose.EVENTS)}


def test_what_somebody_changed_meanwhile_is_left_and_so_is_what_is_gone(editor: Client):
    for name in ("Oslo", "Bergen", "Tromsø"):
        factories.partner(name)
    rows = ticked(editor, "partners") | {"work": "status", "status": "dormant"}
    named(Partner, "Oslo")[0].city = "Elsewhere"
    db.session.commit()
    db.session.delete(named(Partner, "Bergen")[0])
    db.session.commit()

    page = Page(editor.post("/partners/bulk", data=rows).text, "/partners/bulk")
    editor.post("/partners/bulk", data=rows | {"go": "yes"})

    assert "Will be done1" in page.text
    assert "meanwhile1No longer there1" in page.text
    assert [p.status for p in named(Partner, "Oslo", "Tromsø")] == ["active", "dormant"]


def test_all_that_match_are_worked_on_and_no_others(editor: Client):
    for number in range(30):
        factories.partner(f"Hospital {number}", category=Category.HOSPITAL)
    factories.partner("School", category=Category.OTHER)
    page = editor.visit("/partners?category=hospital")
    (link,) = [address for address in page.links() if "/partners/bulk" in address]
    page = editor.visit(link)
    rows = {name: page.value(name) for name in ("csrf_token", "chosen", "back")}

    editor.post("/partners/bulk", data=rows | {"work": "country", "country": "NO", "go": "yes"})

    countries = db.session.execute(select(Partner.category, Partner.country).distinct()).all()
    assert "30 rows are chosen" in page.text
    assert sorted(countries) == [(Category.HOSPITAL, "NO"), (Category.OTHER, None)]


def test_a_task_for_each_is_added_once_though_it_is_sent_twice(editor: Client):
    owner = factories.user(name="Ola")
    factories.agreement("Exchange", owner=owner)
    factories.agreement("Laboratory")
    rows = ticked(editor, "agreements")
    rows |= {"work": "task", "title": "Ask", "priority": "high", "to_responsible": "y", "go": "yes"}

    first = editor.post("/agreements/bulk", data=rows)
    second = editor.post("/agreements/bulk", data=rows)

    tasks = named(Task, "Ask")
    about = {
        agreement.id: agreement.owner_id for agreement in named(Agreement, "Exchange", "Laboratory")
    }
    assert (first.status_code, second.status_code) == (302, 302)
    assert "done already" in editor.visit(second.location).text
    assert {task.agreement_id: task.assignee_id for task in tasks} == about
    assert len(tasks) == 2


def test_what_others_need_stays_out_of_the_trash_and_the_page_says_why(editor: Client):
    held, free = factories.partner("Oslo"), factories.partner("Bergen")
    factories.agreement("Exchange", held)
    factories.task("Write", partner_id=free.id)
    rows = ticked(editor, "partners") | {"work": "trash"}

    page = Page(editor.post("/partners/bulk", data=rows).text, "/partners/bulk")
    editor.post("/partners/bulk", data=rows | {"go": "yes"})
    gone = named(Partner, "Oslo", "Bergen")
    items = db.session.scalars(select(TrashItem.name)).all()
    undone = editor.send(f"/history/batches/{last_batch().id}/undo")

    assert "Others need it: Agreement. Move or delete those first." in page.text
    assert "Will be done1" in page.text
    assert [partner.name_en for partner in gone] == ["Oslo"]
    assert items == ["Bergen"]
    assert undone.status_code == 302
    assert len(named(Partner, "Oslo", "Bergen")) == 2
    assert len(named(Task, "Write")) == 1


def test_contacts_move_to_another_partner_unless_they_hold_a_position_there(editor: Client):
    old, new = factories.partner("Old"), factories.partner("New")
    kari, ola = factories.contact("Kari"), factories.contact("Ola")
    factories.position(kari, old, is_main=True, title="Dean")
    factories.position(ola, old, is_main=True)
    factories.position(ola, new)
    factories.contact("Nowhere")
    rows = ticked(editor, "contacts") | {"work": "partner_id", "partner_id": str(new.id)}

    page = Page(editor.post("/contacts/bulk", data=rows).text, "/contacts/bulk")
    editor.post("/contacts/bulk", data=rows | {"go": "yes"})

    assert "There is another position at this partner already.Ola" in page.text
    held = {
        contact["name_en"]: contact["partner_en"]
        for contact in db.session.execute(
            select(Contact.name_en, Partner.name_en.label("partner_en"))
            .join(Contact.positions)
            .join(Partner)
            .where(Contact.positions.any())
        ).mappings()
        if contact["name_en"] != "Ola"
    }
    assert held == {"Kari": "New", "Nowhere": "New"}
    editor.send(f"/history/batches/{last_batch().id}/undo")
    assert len(named(Contact, "Kari", "Ola", "Nowhere")) == 3


def test_tasks_and_agreements_change_with_what_follows_from_it(editor: Client):
    kind = factories.agreement_type("Laboratory")
    factories.playbook_step(kind, "Begin")
    factories.agreement("Exchange", effective_on=DAY, expires_on=DAY + timedelta(100))
    rows = ticked(editor, "agreements") | {"work": "type_id", "type_id": str(kind.id), "go": "yes"}
    editor.post("/agreements/bulk", data=rows)
    planned = named(Task, "Begin")
    rows = ticked(editor, "tasks") | {"work": "due_on", "due_on": str(DAY + timedelta(9))}
    editor.post("/tasks/bulk", data=rows | {"go": "yes"})
    rows = ticked(editor, "tasks") | {"work": "status", "status": "done", "go": "yes"}
    editor.post("/tasks/bulk", data=rows)

    assert [agreement.type_id for agreement in named(Agreement, "Exchange")] == [kind.id]
    assert len(planned) == 1
    assert {(t.is_done, t.due_on) for t in named(Task, "Begin")} == {(True, DAY + timedelta(9))}


def test_nothing_is_done_without_a_value_a_title_or_a_row(editor: Client):
    factories.partner("Oslo")
    rows = ticked(editor, "partners")

    wrong = {
        work: editor.post("/partners/bulk", data=rows | {"work": work}).status_code
        for work in ("status", "task", "", "parent_id")
    }
    empty = editor.visit("/partners/bulk?back=category%3Dhospital")

    assert wrong == dict.fromkeys(wrong, 422)
    assert "Tick the rows it is about." in empty.text
    assert "Tick the rows" in editor.post("/partners/bulk", data=rows | {"chosen": "x"}).text


def test_an_act_on_the_set_up_is_undone_by_administrators_only(editor: Client, admin: Client):
    unit = factories.unit("Nursing")
    db.session.commit()
    batch = batches.begin(BatchKind.BULK, "Units")
    unit.name_en = "School of Nursing"
    db.session.commit()
    address = f"/history/batches/{batch.id}"

    refused = editor.send(f"{address}/undo").status_code
    shown = editor.visit(address).links()

    assert refused == 403
    assert f"{address}/undo" not in shown
    assert f"{address}/undo" in admin.visit(address).links()
    assert admin.send(f"{address}/undo").status_code == 302
    assert [unit.name_en for unit in named(Unit, "Nursing")] == ["Nursing"]


def test_readers_see_no_boxes(viewer: Client):
    factories.partner("Oslo")

    assert boxes(viewer, "/partners") == []
    assert viewer.get("/partners/bulk?ids=1.1").status_code == 403


def test_many_come_back_from_the_trash_together_and_go_there_again(editor: Client):
    partner, lost = factories.partner("Oslo"), factories.partner("Bergen")
    on_lost = factories.happening("Visit", partner_id=lost.id)
    factories.task("Write", partner_id=partner.id)
    for room, record in (("happenings", on_lost), ("partners", lost), ("partners", partner)):
        editor.send(f"/{room}/{record.id}/delete")
    rows = ticked(editor, "trash") | {"work": "restore"}
    alone = rows | {"chosen": packed({min(unpacked(rows["chosen"])): 1})}

    held = Page(editor.post("/trash/bulk", data=alone).text, "/trash/bulk")
    before = Page(editor.post("/trash/bulk", data=rows).text, "/trash/bulk")
    editor.post("/trash/bulk", data=rows | {"go": "yes"})
    back = named(Partner, "Oslo", "Bergen"), named(Task, "Write")
    empty = editor.visit("/trash").text
    undone = editor.send(f"/history/batches/{last_batch().id}/undo")

    assert "It hangs on “Bergen”, which is in the trash too: restore that first.Visit" in held.text
    assert "Will be done3" in before.text
    assert [len(records) for records in back] == [2, 1]
    assert "The trash is empty." in empty
    assert undone.status_code == 302
    assert named(Partner, "Oslo", "Bergen") == named(Task, "Write") == []
    assert "Bergen" in editor.visit("/trash").text
    assert first_broken() is None
