"""What is moved to the trash is gone everywhere; what comes back is as it was, to the last byte."""

from datetime import date
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from crm.database import Base
from crm.documents import storage
from crm.extensions import db
from crm.history.chain import first_broken
from crm.models import (
    Act,
    Agreement,
    Contact,
    CounterpartLink,
    Decision,
    Document,
    DocumentVersion,
    Link,
    Obligation,
    Partner,
    Proposal,
    Review,
    Task,
    TrashItem,
)
from crm.models.kept_records import KEPT
from crm.trash.actions import move_to_trash, restore
from tests import factories
from tests.conftest import DAY
from tests.trash.whole import differences, files, full_agreement, full_partner, rows


def put_away(record: Base) -> TrashItem:
    item = move_to_trash({}, record)
    db.session.commit()
    db.session.expire_all()
    return item


def bring_back(item: TrashItem) -> Any:
    record = restore({}, item)
    db.session.commit()
    db.session.expire_all()
    return record


def test_an_agreement_with_everything_on_it_comes_back_as_it_was(app: Flask):
    storage.remove_strays()
    full = full_agreement()
    number = full.id
    before, stored = rows(), files()

    item = put_away(full)

    gone = rows()
    for model, part in KEPT.items():
        if part is not None and part.model is Agreement:
            held = select(model).where(getattr(model, part.attribute) == number)
            assert db.session.scalars(held).all() == [], model
    assert db.session.get(Agreement, number) is None
    assert gone["agreement_unit"] == []
    assert files() == stored
    assert storage.strays() == []

    assert bring_back(item).id == number
    assert differences(before, rows()) == {}
    assert files() == stored
    assert db.session.scalars(select(TrashItem)).all() == []
    assert first_broken() is None


def test_a_partner_comes_back_as_it_was(app: Flask):
    partner = full_partner()
    before, stored = rows(), files()

    item = put_away(partner)

    assert files() == stored
    assert db.session.scalars(select(Document)).all() == []
    bring_back(item)
    assert differences(before, rows()) == {}


def test_a_contact_a_document_and_a_type_come_back_with_what_pointed_at_them(app: Flask):
    oslo = factories.partner()
    kari = factories.contact()
    factories.position(kari, oslo, is_main=True, title="Dean")
    factories.position(kari, factories.partner("Bergen"), title="Professor")
    link = factories.counterpart_link()
    factories.suggestion(link, contact_id=kari.id)
    paper = factories.document(text="whereas", agreement_id=link.agreement_id)
    link.document_id, link.document_number = paper.id, 1
    kind = factories.agreement_type("Unused", name_zh="未用")
    factories.type_field(kind)
    factories.playbook_step(kind)
    template = factories.draft_template(type_id=kind.id)
    wished = factories.proposal(type_id=kind.id)
    unit = factories.unit()
    db.session.commit()
    before = rows()

    items = [put_away(record) for record in (kari, paper, kind, unit)]
    assert (template.type_id, wished.type_id, link.document_id) == (None, None, None)
    for item in items:
        bring_back(item)

    assert differences(before, rows()) == {}


def test_tasks_and_obligations_come_back_to_each_other(app: Flask):
    agreement = factories.agreement(signed_on=DAY, expires_on=date(2030, 1, 1))
    owed = factories.obligation(agreement, every_months=12)
    about = {"agreement_id": agreement.id, "obligation_id": owed.id}
    factories.task("Open", obligation_due_on=date(2025, 12, 4), due_on=date(2025, 12, 4), **about)
    factories.task("Done", obligation_due_on=date(2024, 12, 4), done_at=factories.FILED_AT, **about)
    factories.task("Moved", obligation_due_on=date(2023, 12, 4), due_on=DAY, **about)
    db.session.commit()
    before = rows()

    bring_back(put_away(owed))

    assert differences(before, rows()) == {}


def test_what_was_pointed_elsewhere_since_stays_there(app: Flask):
    agreement, other = factories.agreement(), factories.agreement("Other")
    wished = factories.proposal(agreement_id=agreement.id)
    db.session.commit()
    item = put_away(agreement)

    wished.agreement_id = other.id
    db.session.commit()
    bring_back(item)

    assert db.session.get_one(Proposal, wished.id).agreement_id == other.id


def test_an_amendment_takes_the_end_that_it_moved_with_it_and_brings_it_back(app: Flask):
    umbrella = factories.agreement("Umbrella", expires_on=date(2027, 1, 1))
    amendment = factories.agreement(
        "Longer", parent_id=umbrella.id, link=Link.AMENDS, expires_on=date(2030, 1, 1)
    )
    db.session.commit()
    umbrella.decide(Decision.RENEW, DAY)
    db.session.commit()

    item = put_away(amendment)

    assert db.session.get_one(Agreement, umbrella.id).ends_on == date(2027, 1, 1)
    bring_back(item)
    back = db.session.get_one(Agreement, umbrella.id)
    assert (back.ends_on, back.end_from_id) == (date(2030, 1, 1), amendment.id)
    assert (back.decision, back.decided_on) == (Decision.RENEW, DAY)


def test_the_history_tells_of_both_and_of_each_part(app: Flask):
    full = full_agreement()
    parts = {(line.record_type, line.record_id) for line in factories.changes()}
    parts -= {("proposal", p.id) for p in db.session.scalars(select(Proposal))}
    before = len(factories.changes())

    item = put_away(full)
    away = factories.changes()[before:]
    bring_back(item)
    back = factories.changes()[before + len(away) :]

    deleted = {(c.record_type, c.record_id) for c in away if c.act is Act.DELETED}
    restored = {(c.record_type, c.record_id) for c in back if c.act is Act.RESTORED}
    assert ("agreement", full.id) in deleted
    assert {kind for kind, _number in deleted} >= {"agreement_party", "document_version", "review"}
    assert deleted == restored
    assert Act.CREATED not in {c.act for c in (*away, *back)}
    assert first_broken() is None


def test_the_history_tells_of_references_that_were_let_go_and_held_again(app: Flask):
    agreement = factories.agreement()
    wished = factories.proposal(agreement_id=agreement.id)
    db.session.commit()
    before, version = len(factories.changes()), wished.version

    item = put_away(agreement)
    away = factories.changes()[before:]
    bring_back(item)
    back = factories.changes()[before + len(away) :]

    mine = ("proposal", wished.id, Act.CHANGED)
    told = [
        [c for c in lines if (c.record_type, c.record_id, c.act) == mine] for lines in (away, back)
    ]
    assert [[c.fields for c in lines] for lines in told] == [
        [{"agreement_id": [agreement.id, None]}],
        [{"agreement_id": [None, agreement.id]}],
    ]
    assert wished.version == version


def test_an_open_form_still_knows_the_version_that_it_was_made_of(app: Flask):
    """What was typed before the deletion is put together with what is there after it."""
    task = factories.task()
    for notes in ("one", "two"):
        task.notes = notes
        db.session.commit()
    version, updated_at = task.version, task.updated_at

    bring_back(put_away(task))

    back = db.session.get_one(Task, task.id)
    assert (back.version, back.updated_at) == (version, updated_at)
    back.notes = "three"
    db.session.commit()
    assert back.version == version + 1


def test_what_comes_back_can_go_again(app: Flask):
    task = factories.task()
    db.session.commit()
    number = task.id

    for _again in range(3):
        assert bring_back(put_away(db.session.get_one(Task, number))).id == number


@pytest.mark.parametrize("model", [Partner, Contact, Agreement, Task, Obligation, Review])
def test_no_number_is_given_twice(app: Flask, model: type[Base]):
    """SQLite by itself gives the number of the last one again."""
    made = _one_of(model)
    db.session.commit()
    number = made.id
    owner = made.agreement if isinstance(made, Obligation | Review) else made
    item = put_away(owner)

    other = _one_of(model)
    db.session.commit()

    assert other.id > number
    bring_back(item)
    assert db.session.get_one(model, number).id == number


def _one_of(model: type[Base]) -> Any:
    if model in {Obligation, Review}:
        agreement = factories.agreement()
        return (
            factories.obligation(agreement) if model is Obligation else factories.review(agreement)
        )
    return getattr(factories, model.__tablename__)()


def test_parts_get_no_number_of_parts_in_the_trash(app: Flask):
    first = full_agreement()
    item = put_away(first)
    link = factories.counterpart_link()
    factories.signatory(factories.agreement("Second"))
    factories.document(text="another", agreement_id=link.agreement_id)
    factories.suggestion(link)
    db.session.commit()
    between = rows()

    bring_back(item)

    now = rows()
    for table, lines in between.items():
        if table in {"counterpart_link", "document_version", "document_passage", "signatory"}:
            assert set(lines) <= set(now[table]), table
    assert len(db.session.scalars(select(CounterpartLink)).all()) == 2
    assert len(db.session.scalars(select(DocumentVersion)).all()) == 3
