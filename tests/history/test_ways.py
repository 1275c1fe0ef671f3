"""A change of any record is history by whichever way it comes in, and the line says which."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask

from crm.commands.app import office
from crm.database import Base
from crm.errors import Values
from crm.extensions import db
from crm.history.chain import first_broken
from crm.imports.actions import Order, bring_in
from crm.imports.fields import Moment
from crm.imports.partners import PARTNERS
from crm.imports.plan import write_plan
from crm.imports.planned import Meant, Planned, Verdict
from crm.models import Act, Way
from crm.models.kept_records import KEPT
from crm.operations.remind import Job, remind
from crm.web.forms import Form
from tests import factories
from tests.conftest import DAY
from tests.history.test_writing import samples

Wanted = Sequence[tuple[type[Base], int, str, object]]
"""Records by model and number, each with an attribute and what it is changed to."""


def _change(wanted: Wanted) -> None:
    for model, number, name, value in wanted:
        setattr(db.session.get_one(model, number), name, value)


def _by_a_form(app: Flask, wanted: Wanted, _folder: Path) -> None:
    def act(_values: Values) -> bool:
        _change(wanted)
        return True

    with app.test_request_context("/", method="POST"):
        assert Form().submit(act)


def _by_an_import(app: Flask, wanted: Wanted, folder: Path) -> None:
    moment = Moment(DAY, app.config["CLOCK"]())
    for model, number, name, value in wanted:
        record = db.session.get_one(model, number)
        subject = replace(
            PARTNERS,
            load=lambda numbers, record=record: dict.fromkeys(numbers, record),
            update=lambda _given, record, *_more, n=name, v=value: setattr(record, n, v),
        )
        row = Planned(2, Verdict.CHANGED, records=[Meant(number, record.version, "")])
        file = folder / "plan"
        bring_in(Order(subject, "list.csv", write_plan([row], file), file, moment))
        db.session.commit()


def _by_a_command(app: Flask, wanted: Wanted, _folder: Path) -> None:
    with office(app):
        _change(wanted)
        db.session.commit()


def _by_itself(app: Flask, wanted: Wanted, _folder: Path) -> None:
    def do(_moment: object) -> int:
        _change(wanted)
        db.session.commit()
        return 1

    (outcome,) = remind(app, app.config["CLOCK"](), [Job("changed", do)])
    assert outcome.fault is None


WAYS: Mapping[Way, Callable[[Flask, Wanted, Path], None]] = {
    Way.FORM: _by_a_form,
    Way.IMPORT: _by_an_import,
    Way.COMMAND: _by_a_command,
    Way.ITSELF: _by_itself,
}
"""Each through the one place where that way commits; nothing comes by an interface yet."""


@pytest.mark.parametrize("way", WAYS)
def test_a_change_of_every_record_by_every_way_is_history(app: Flask, tmp_path: Path, way: Way):
    wanted = [(type(r), r, name, value) for r, name, value in samples().values()]
    db.session.commit()
    numbered = [(model, record.id, name, value) for model, record, name, value in wanted]
    before = len(factories.changes())

    WAYS[way](app, numbered, tmp_path)

    db.session.rollback()
    changed = [line for line in factories.changes()[before:] if line.act is Act.CHANGED]
    told = {(line.record_type, line.record_id, name) for line in changed for name in line.fields}
    assert {model for model, *_rest in numbered} == KEPT.keys()
    assert {(m.__tablename__, number, name) for m, number, name, _value in numbered} <= told
    assert {line.way for line in changed} == {way}
    assert first_broken() is None
