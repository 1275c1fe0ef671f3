"""The words of a large import are prepared by a second process."""

import pytest
from flask import Flask

from crm.extensions import db
from crm.models import search
from crm.models.search import words_beside
from crm.operations.checks.run import Run
from crm.operations.checks.search import search as wrong_words
from tests import factories
from tests.databases import ONE_ENGINE


@ONE_ENGINE
def test_its_words_are_those_of_everybody(app: Flask, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(search, "MANY", 3)

    with words_beside(db.session(), 3):
        oslo = factories.partner("Oslo University", name_zh="奥斯陆大学")
        oslo.name_en = "University of Oslo"
        db.session.flush()
        factories.task("Call O'Brien", partner_id=oslo.id)
        factories.agreement("Memorandum")
    db.session.commit()

    run = Run(mends=False, watch=lambda _label, items, _number: items)
    assert list(wrong_words(run)) == []
