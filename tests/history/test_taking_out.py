"""Values can be taken out of the history for good while the chain holds, and only by an erasure."""

import json

import pytest
from flask import Flask

from crm.extensions import db
from crm.history.chain import first_broken
from crm.models import Act, Change
from crm.models.change import HIDDEN, NAME, seal, take_out
from crm.models.history import note_erased
from tests import factories


@pytest.fixture
def line(app: Flask) -> Change:
    """A line about a person between others."""
    factories.partner()
    db.session.commit()
    factories.contact("Kari Nordmann", email="kari@example.org", phone="+47 1")
    db.session.commit()
    factories.partner("Bergen")
    db.session.commit()
    return next(c for c in factories.changes() if c.record_type == "contact")


def _erase(line: Change, *keys: str) -> None:
    take_out(line, keys)
    note_erased(db.session(), ("contact", line.record_id), [line])
    db.session.commit()


def test_the_chain_holds_over_what_was_taken_out(line: Change):
    _erase(line, NAME, "name_en", "email")

    assert first_broken() is None
    assert (line.name, line.act) == (HIDDEN, Act.CREATED)
    assert line.fields["email"] == [None, HIDDEN]
    assert line.fields["phone"] == [None, "+47 1"]
    kept = json.dumps([line.fields, line.taken_out])
    assert "kari" not in kept.lower()
    assert line.salt is None


def test_what_stays_in_the_line_is_proven_as_before(line: Change):
    _erase(line, NAME, "name_en")
    _erase(line, "email")
    assert first_broken() is None

    line.fields = line.fields | {"phone": [None, "+47 2"]}
    db.session.commit()

    assert f"Entry {line.id}, " in (first_broken() or "")


def test_what_is_gone_without_an_erasure_is_told(line: Change):
    take_out(line, [NAME])
    db.session.commit()

    assert f"Entry {line.id}, “{HIDDEN}”" in (first_broken() or "")
    assert "no entry says why" in (first_broken() or "")


def test_a_digest_that_stands_for_another_value_is_told(line: Change):
    _erase(line, "email")
    line.taken_out = {"digest": "0" * 64}
    db.session.commit()

    assert f"Entry {line.id}, " in (first_broken() or "")


def test_a_line_from_before_there_were_salts_is_taken_on_trust(line: Change):
    """Only what was written without a salt, and only if an erasure tells of it."""
    _unsalt()
    assert first_broken() is None
    db.session.expire_all()

    _erase(line, NAME, "email")

    assert first_broken() is None
    assert line.taken_out == {"digest": None}


def _unsalt() -> None:
    """The history as an older version wrote it."""
    before = ""
    for change in factories.changes():
        change.salt = None
        before = change.digest = seal(before, change.at, vars(change))
    db.session.commit()
