"""Lines of history call a record as who reads them does."""

from datetime import date
from decimal import Decimal

import pytest
from flask import Flask

from crm.extensions import db
from crm.history.words import RECORDS, field_label
from crm.models import Choice, FieldKind, Money, Partner
from crm.trash.actions import move_to_trash
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


@pytest.mark.parametrize(
    ("kind", "attribute", "label"),
    [
        ("agreement", "room", "Room"),
        ("saved_view", "room", "List"),
        ("contact_position", "title", "Position"),
        ("task", "title", "What has to be done"),
        ("happening", "title", "What happened"),
        ("agreement", "title_en", "Title in English"),
        ("document_version", "number", "Version"),
    ],
)
def test_a_field_is_called_as_its_own_form_calls_it(
    app: Flask, kind: str, attribute: str, label: str
):
    with app.test_request_context(headers={"Accept-Language": "en"}):
        assert field_label(kind, attribute) == label


def test_an_account_is_a_person_in_the_history_in_chinese_too(app: Flask):
    with app.test_request_context(headers={"Accept-Language": "zh"}):
        assert str(RECORDS["user_account"]) == field_label("passkey", "user_id") == "人员"


def test_what_is_called_otherwise_by_now_keeps_the_name_that_it_had(app: Flask, partner: Partner):
    partner.name_en, partner.name_zh = "Oslo Metropolitan University", "奥斯陆城市大学"
    db.session.commit()

    names = reader(app, "zh_Hans").visit("/history").texts("a", class_="name")

    assert names == ["奥斯陆城市大学", "University of Oslo"]


BEFORE = (date(2027, 9, 1), Decimal("12.5"), Money(Decimal(900), "CNY"), "home", True)
AFTER = (date(2028, 2, 29), Decimal("12345.5"), Money(Decimal("1200.5"), "EUR"), "away", False)
KINDS = (
    FieldKind.DATE,
    FieldKind.NUMBER,
    FieldKind.MONEY,
    FieldKind.CHOICE,
    FieldKind.YES_NO,
    FieldKind.PERSON,
)
CHOICES = [Choice("home", "At home", "在国内"), Choice("away", "Abroad", "在国外")]
READ = {
    "en": (
        ("1 Sept 2027", "12.5", "CNY 900.00", "At home", "Yes", "Wang Wei"),
        ("29 Feb 2028", "12,345.5", "EUR 1,200.50", "Abroad", "No", "Li Fang"),
    ),
    "zh_Hans": (
        ("2027年9月1日", "12.5", "CNY 900.00", "在国内", "是", "王伟"),
        ("2028年2月29日", "12,345.5", "EUR 1,200.50", "在国外", "否", "李芳"),
    ),
}


@pytest.mark.parametrize("language", READ)
def test_what_an_agreement_answers_is_told_as_its_reader_writes_it(app: Flask, language: str):
    wang = factories.contact("Wang Wei", name_zh="王伟")
    li = factories.contact("Li Fang", name_zh="李芳")
    kind = factories.agreement_type()
    agreement = factories.agreement(type_id=kind.id)
    fields = [factories.type_field(kind, kind=one, label_zh="专业") for one in KINDS]
    fields[KINDS.index(FieldKind.CHOICE)].offer(CHOICES)
    answered = zip(fields, (*BEFORE, wang.id), strict=True)
    values = [factories.field_value(agreement, *answer) for answer in answered]
    db.session.commit()
    for value, content in zip(values, (*AFTER, li.id), strict=True):
        value.content = content
    db.session.commit()
    for value in values:
        db.session.delete(value)

    page = reader(app, language).visit(f"/history/agreement/{agreement.id}")

    gone, came = page.texts("del"), page.texts("ins")
    before, after = READ[language]
    assert sorted(gone) == sorted([*before, *after])
    assert set(before) | set(after) <= set(came)
    assert ("专业" in page.text) == (language == "zh_Hans")
    assert ("Discipline" in page.text) == (language == "en")


def test_a_person_who_is_called_otherwise_by_now_answers_under_the_name_of_then(app: Flask):
    person, kind = factories.contact("Wang Wei", name_zh="王伟"), factories.agreement_type()
    agreement = factories.agreement(type_id=kind.id)
    field = factories.type_field(kind, kind=FieldKind.PERSON)
    factories.field_value(agreement, field, person.id)
    db.session.commit()
    person.name_en, person.name_zh = "Li Fang", "李芳"

    page = reader(app, "zh_Hans").visit(f"/history/agreement/{agreement.id}")

    assert "Wang Wei" in page.texts("ins")
    assert "李芳" not in page.text


def test_parts_and_what_was_deleted_are_called_in_the_language_of_the_reader(
    app: Flask, partner: Partner
):
    agreement = factories.agreement("Nursing exchange", partner, title_zh="护理交流协议")
    other = factories.partner("Oslo Nursing College", name_zh="奥斯陆护理学院")
    db.session.commit()
    with app.test_request_context():
        move_to_trash({}, other)
    person = reader(app, "zh_Hans")

    of_agreement = person.visit(f"/history/agreement/{agreement.id}")
    names = person.visit("/history").texts("a", class_="name")

    assert "签约方：奥斯陆大学" in of_agreement.text
    assert names.count("奥斯陆护理学院") == 2
    assert "Oslo" not in of_agreement.text


@pytest.mark.parametrize("typed", ["oslo", "奥斯陆", "asldx", "奧斯陸"])
def test_the_history_of_a_record_is_found_by_whatever_it_is_called(
    app: Flask, partner: Partner, typed: str
):
    factories.partner("University of Bergen", name_zh="卑尔根大学")
    person = reader(app, "zh_Hans")
    there = person.visit(f"/history?q={typed}").texts("a", class_="name")
    with app.test_request_context():
        move_to_trash({}, partner)

    deleted = person.visit(f"/history?q={typed}").texts("a", class_="name")

    assert there == ["奥斯陆大学"]
    assert deleted == ["奥斯陆大学"] * 2
