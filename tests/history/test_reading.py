"""Lines of history call a record as who reads them does."""

import pytest
from flask import Flask

from crm.extensions import db
from crm.models import Partner
from tests import factories
from tests.client import Client


def reader(app: Flask, language: str) -> Client:
    return app.test_client().log_in(factories.user(language=language))


@pytest.fixture
def partner(app: Flask) -> Partner:
    return factories.partner("University of Oslo", name_zh="奥斯陆大学")


@pytest.mark.parametrize(
    ("language", "name"), [("en", "University of Oslo"), ("zh_Hans", "奥斯陆大学")]
)
def test_a_record_is_called_in_the_language_of_the_reader(
    app: Flask, partner: Partner, language: str, name: str
):
    person = reader(app, language)
    lines = person.visit("/history").texts("a", class_="name")
    first = f"/history/partner/{partner.id}"

    assert name in lines
    assert name in person.visit("/").texts("a")
    assert name in person.visit(first).heading


def test_what_is_called_otherwise_by_now_keeps_the_name_that_it_had(app: Flask, partner: Partner):
    partner.name_en, partner.name_zh = "Oslo Metropolitan University", "奥斯陆城市大学"
    db.session.commit()

    names = reader(app, "zh_Hans").visit("/history").texts("a", class_="name")

    assert names == ["奥斯陆城市大学", "University of Oslo"]
