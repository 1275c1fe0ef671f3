"""What cannot come back says why, and nothing of it is there then."""

import pytest
from flask import Flask
from flask_babel import force_locale
from sqlalchemy import select
from sqlalchemy.orm.exc import StaleDataError

from crm.documents import storage
from crm.errors import Refused
from crm.extensions import db
from crm.models import Partner, Task, TrashItem
from crm.models.unit import agreement_unit
from crm.trash.actions import restore
from tests import factories
from tests.trash.test_coming_back import bring_back, put_away
from tests.trash.whole import differences, files, full_agreement, rows


def refused(item: TrashItem) -> str:
    before = rows()
    waiting = db.session.get_one(TrashItem, item.id)
    with force_locale("en"), pytest.raises(Refused) as caught:
        restore({}, waiting)
    db.session.rollback()
    assert differences(before, rows()) == {}
    assert db.session.get(TrashItem, item.id) is not None
    return caught.value.message


def test_a_task_waits_for_its_partner(app: Flask):
    oslo = factories.partner("Oslo")
    task = factories.task("Call Oslo", partner_id=oslo.id)
    db.session.commit()
    first = put_away(task)
    second = put_away(oslo)

    assert "Oslo" in refused(first)

    bring_back(second)
    bring_back(first)
    assert db.session.scalars(select(Task.partner_id)).all() == [oslo.id]


def test_an_agreement_waits_for_its_partner_and_its_unit(app: Flask):
    agreement, unit = factories.agreement(), factories.unit("Nursing")
    db.session.refresh(agreement, ["units"])
    agreement.units = [unit]
    partner = agreement.parties[0].partner_id
    db.session.commit()
    item = put_away(agreement)
    gone = put_away(db.session.get_one(Partner, partner))

    assert "University of Oslo" in refused(item)

    bring_back(gone)
    without = put_away(unit)
    assert "Nursing" in refused(item)
    bring_back(without)
    bring_back(item)
    assert db.session.scalars(select(agreement_unit.c.unit_id)).all() == [unit.id]


def test_a_reference_that_was_given_to_another_is_refused(app: Flask):
    first = factories.agreement("First", reference="2026-1")
    db.session.commit()
    item = put_away(first)
    factories.agreement("Second", reference="2026-1")
    db.session.commit()

    assert refused(item)


def test_of_two_who_restore_one_does(app: Flask):
    task = factories.task()
    db.session.commit()
    item = put_away(task)
    number = item.id
    with app.app_context():
        theirs = db.session.get_one(TrashItem, number)
        db.session.commit()
        with app.app_context():
            bring_back(db.session.get_one(TrashItem, number))
        with pytest.raises((Refused, StaleDataError)):
            restore({}, theirs)
        db.session.rollback()

    assert len(db.session.scalars(select(Task)).all()) == 1


def test_files_are_held_while_an_item_holds_them(app: Flask):
    storage.remove_strays()
    full = full_agreement()
    held = files()
    item = put_away(full)

    assert storage.settle(held) == 0
    assert storage.remove_strays() == []
    assert files() == held
    bring_back(item)
    assert files() == held
