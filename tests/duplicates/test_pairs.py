"""Likely pairs over the whole base: found in the background, shown with why, and *not the same*."""

import subprocess
from contextlib import nullcontext
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from click.testing import CliRunner
from flask import Flask
from sqlalchemy import select

from crm.commands.duplicates import duplicates
from crm.duplicates import actions, due, queries
from crm.duplicates.actions import keep_found, look_through
from crm.duplicates.due import look_when_due
from crm.duplicates.people import Person, PersonWhy, compared_people, person_pairs
from crm.extensions import db
from crm.models import Batch, DuplicateSearch, LikelyPair, NotTheSame, PairKind
from tests import factories
from tests.client import Client
from tests.pages import Page

NOON = datetime(2026, 11, 24, 12, tzinfo=ZoneInfo("Asia/Shanghai"))
AT_FOUR = NOON.replace(hour=4) + timedelta(days=1)


def person(number: int, name: str = "", **given) -> Person:
    return Person(number, (name,), **given)


@pytest.mark.parametrize(
    ("one", "other", "why"),
    [
        (person(1, email="Kari@UiO.no"), person(2, email="kari@uio.no"), PersonWhy.EMAIL),
        (person(1, phone="+47 22 85 50 50"), person(2, phone="22855050"), PersonWhy.PHONE),
        (
            person(1, "Kari Nordmann", partners=[7, 8]),
            person(2, "NORDMANN, Kari", partners=[8]),
            PersonWhy.SAME_PLACE,
        ),
    ],
)
def test_one_person_entered_twice(one: Person, other: Person, why: PersonWhy):
    (pair,) = person_pairs([one, other])

    assert (pair.first.number, pair.second.number, pair.whys) == (1, 2, (why,))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (person(1, "王伟", partners=[7]), person(2, "王伟", partners=[8])),
        (person(1, phone="123456"), person(2, phone="123456")),
        (person(1, phone="+86 10 22855050"), person(2, phone="+47 22855050")),
    ],
)
def test_two_people_are_two(one: Person, other: Person):
    assert compared_people(one, other) is None
    assert person_pairs([one, other]) == []


def fill() -> tuple[int, int]:
    """Two partners that may be one, and two contacts; the numbers of the first of each."""
    oslo = factories.partner("University of Oslo", country="NO", website="https://www.uio.no")
    factories.partner("Oslo, University", country="NO")
    factories.partner("University of Bergen", country="NO")
    kari = factories.contact("Kari Nordmann", email="kari@uio.no")
    factories.position(kari, oslo, is_main=True)
    factories.contact("K. Nordmann", email="KARI@uio.no")
    db.session.commit()
    return oslo.id, kari.id


def pairs() -> set[tuple[PairKind, int, int, str]]:
    found = db.session.scalars(select(LikelyPair))
    return {(pair.record_type, pair.first_id, pair.second_id, pair.whys) for pair in found}


def test_the_pairs_are_found_by_night_and_when_somebody_asks(app: Flask, monkeypatch):
    oslo, kari = fill()

    assert look_when_due(NOON) == 2
    assert pairs() == {
        (PairKind.PARTNER, oslo, oslo + 1, "name"),
        (PairKind.CONTACT, kari, kari + 1, "email"),
    }
    assert look_when_due(NOON + timedelta(hours=1)) == 0
    assert look_when_due(AT_FOUR.replace(hour=1)) == 0
    assert look_when_due(AT_FOUR) == 2
    monkeypatch.setattr(actions, "FEW", 1)
    assert not actions.ask_for_look({}, AT_FOUR + timedelta(minutes=1))
    db.session.commit()
    assert look_when_due(AT_FOUR + timedelta(minutes=2)) == 2
    assert not db.session.get_one(DuplicateSearch, 1).is_asked


def test_a_large_base_is_looked_through_by_a_process_that_ends(app: Flask, monkeypatch):
    oslo, kari = fill()
    monkeypatch.setattr(due, "FEW", 1)
    monkeypatch.setenv("CRM_INSTANCE_PATH", app.instance_path)
    monkeypatch.setenv("CRM_DATABASE_URL", app.config["SQLALCHEMY_DATABASE_URI"])

    assert due.look_when_due(NOON) == 2

    assert {(kind, first) for kind, first, _second, _whys in pairs()} == {
        (PairKind.PARTNER, oslo),
        (PairKind.CONTACT, kari),
    }
    monkeypatch.setenv("CRM_INSTANCE_PATH", "/dev/null")
    db.session.get_one(DuplicateSearch, 1).looked_at = None
    db.session.commit()
    with pytest.raises(subprocess.CalledProcessError):
        due.look_when_due(NOON)


def test_what_one_server_has_found_is_not_written_over_by_another(app: Flask):
    fill()
    mine, theirs = look_through(), look_through()

    assert keep_found(mine, NOON)
    assert not keep_found(theirs, NOON)


def test_what_another_one_has_found_meanwhile_is_not_told_as_ones_own(
    app: Flask, monkeypatch, tmp_path: Path
):
    fill()
    another = tmp_path / "another"
    another.write_text("#!/bin/sh\nexit 3\n")
    another.chmod(0o755)
    monkeypatch.setattr(due, "FEW", 1)
    monkeypatch.setattr("sys.executable", str(another))
    monkeypatch.setattr("crm.commands.duplicates.look_now", lambda _at: (look_through(), False))
    monkeypatch.setattr("crm.commands.duplicates.office", nullcontext)

    said = CliRunner().invoke(duplicates)

    assert said.exit_code == due.NOT_KEPT == 3
    assert "what they have found stays" in said.output
    assert look_when_due(NOON) == 0


def test_the_page_shows_pairs_with_why_until_they_are_not_the_same(editor: Client):
    oslo, kari = fill()
    answer = editor.send("/duplicates/look")
    page = editor.visit(answer.location)

    assert "of partners: 1, of contacts: 1" in page.text
    assert {f"/partners/{oslo}", f"/partners/{oslo + 1}", f"/contacts/{kari}"} <= {*page.links()}
    assert "same name, written otherwise" in page.text
    assert "Oslo, University" in editor.get("/duplicates/export.csv?kind=partner").text

    address = f"/duplicates/partner/{oslo + 1}/{oslo}/different"
    assert editor.send(address, back="/duplicates?kind=partner").location.endswith("kind=partner")
    editor.send(address)
    editor.send("/duplicates/look")

    assert pairs() == {(PairKind.CONTACT, kari, kari + 1, "email")}
    assert queries.likely_for(queries.known(queries.MODELS[PairKind.PARTNER](id=oslo + 1))) == []
    assert "Oslo, University" in editor.visit("/duplicates/different").text
    said = db.session.scalars(select(NotTheSame)).one()
    editor.send(f"/duplicates/different/{said.id}/forget")
    editor.send("/duplicates/look")
    assert len(pairs()) == 2


def test_several_pairs_are_not_the_same_at_once_and_that_is_undone_as_one(editor: Client):
    oslo, _kari = fill()
    editor.send("/duplicates/look")
    boxes = editor.visit("/duplicates").having("input", form="pairs")
    assert "1 other partner may be the same" in editor.visit(f"/partners/{oslo}").text

    ticked = [*(box.get("value") for box in boxes), f"partner.{oslo}.99999"]
    before = Page(editor.send("/duplicates/different", pairs=ticked).text, "/duplicates/different")
    named = before.fields()["pairs"]
    answer = editor.send("/duplicates/different", pairs=named, go="yes")

    assert "Will be done2 Said already0 No longer there1" in before.text
    assert "2 pairs are not the same." in editor.visit(answer.location).text
    assert (pairs(), len(db.session.scalars(select(NotTheSame)).all())) == (set(), 2)
    assert "may be the same" not in editor.visit(f"/partners/{oslo}").text
    batch = db.session.scalars(select(Batch)).one()
    editor.send(f"/history/batches/{batch.id}/undo")
    assert db.session.scalars(select(NotTheSame)).all() == []
    assert "Tick the rows" in editor.visit(editor.send("/duplicates/different").location).text


def test_nothing_is_said_of_what_is_gone(editor: Client, viewer: Client):
    oslo, _kari = fill()

    page = editor.visit(editor.send(f"/duplicates/partner/{oslo}/99999/different").location)

    assert "no longer there" in page.text
    assert db.session.scalars(select(NotTheSame)).all() == []
    assert viewer.send(f"/duplicates/partner/{oslo}/{oslo + 1}/different").status_code == 403
