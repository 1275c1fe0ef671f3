"""The answers in a type's own fields: kept exactly, guarded by the database, remembered, found."""

from datetime import date
from decimal import Decimal

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from crm.extensions import db
from crm.models import Choice, Content, FieldKind, FieldValue, Money
from tests import factories


@pytest.mark.parametrize(
    ("kind", "content"),
    [
        (FieldKind.TEXT, "Nursing"),
        (FieldKind.LONG_TEXT, "Surgery\nPaediatrics"),
        (FieldKind.NUMBER, Decimal("-0.1")),
        (FieldKind.DATE, date(2027, 9, 1)),
        (FieldKind.CHOICE, "home"),
        (FieldKind.YES_NO, False),
        (FieldKind.MONEY, Money(Decimal("99999999999999.9999"), "CNY")),
    ],
)
def test_an_answer_of_each_kind_comes_back_as_it_was_given(
    app: Flask, kind: FieldKind, content: Content
):
    field = factories.type_field(factories.agreement_type(), kind=kind)
    value = factories.field_value(factories.agreement(), field, content)

    db.session.refresh(value)

    assert value.content == content


def test_an_answer_names_a_contact(app: Flask):
    field = factories.type_field(factories.agreement_type(), kind=FieldKind.PERSON)
    contact = factories.contact()
    value = factories.field_value(factories.agreement(), field, contact.id)

    db.session.refresh(value)

    assert value.content == contact.id


@pytest.mark.parametrize(
    "wrong", [{"text": "Nursing"}, {"number": 1, "currency": "CNY"}, {"number": None}]
)
def test_the_database_refuses_an_answer_of_another_kind(app: Flask, wrong: dict[str, object]):
    field = factories.type_field(factories.agreement_type(), kind=FieldKind.NUMBER)
    value = factories.field_value(factories.agreement(), field, Decimal(1))

    value.assign(wrong)

    with pytest.raises(IntegrityError):
        db.session.flush()
    db.session.rollback()


def test_the_database_refuses_another_kind_for_a_field_with_answers(app: Flask):
    field = factories.type_field(factories.agreement_type())
    factories.field_value(factories.agreement(), field, "Nursing")

    field.kind = FieldKind.LONG_TEXT

    with pytest.raises(IntegrityError):
        db.session.flush()
    db.session.rollback()


def test_an_agreement_answers_a_field_once(app: Flask):
    field = factories.type_field(factories.agreement_type())
    agreement = factories.agreement()
    factories.field_value(agreement, field, "Nursing")

    with pytest.raises(IntegrityError):
        factories.field_value(agreement, field, "Surgery")
    db.session.rollback()


def test_answers_and_years_go_with_their_agreement(app: Flask):
    agreement, kind = factories.agreement(), factories.agreement_type()
    factories.answer_all(agreement, kind, factories.contact())

    db.session.delete(agreement)
    db.session.flush()

    assert db.session.scalars(select(FieldValue.id)).all() == []


def test_a_changed_answer_is_history_of_the_agreement_by_its_label(app: Flask):
    kind, agreement = factories.agreement_type(), factories.agreement("Joint laboratory")
    tuition = factories.type_field(kind, "Tuition", kind=FieldKind.CHOICE)
    tuition.offer([Choice("1", "At home", None), Choice("2", "Waived", None)])
    head = factories.type_field(kind, "Director", kind=FieldKind.PERSON)
    funding = factories.type_field(kind, "Funding", kind=FieldKind.MONEY)
    kari, ola = factories.contact("Kari Nordmann"), factories.contact("Ola Nordmann")
    values = [
        factories.field_value(agreement, tuition, "1"),
        factories.field_value(agreement, head, kari.id),
        factories.field_value(agreement, funding, Money(Decimal("1234.50"), "CNY")),
    ]

    db.session.commit()
    before = len(factories.changes())
    values[0].content = "2"
    values[1].content = ola.id
    db.session.delete(values[2])
    db.session.commit()

    lines = [c for c in factories.changes()[before:] if c.record_type == "field_value"]
    assert {line.owner_id for line in lines} == {agreement.id}
    assert {line.name: line.fields["content"] for line in lines} == {
        "Tuition": ["At home", "Waived"],
        "Director": ["Kari Nordmann", "Ola Nordmann"],
        "Funding": ["1234.5 CNY", None],
    }


def test_students_are_history_by_year(app: Flask):
    agreement = factories.agreement()
    year = factories.exchange_year(agreement, 2025, 3, 5)

    db.session.commit()
    year.sent = 4
    db.session.commit()

    line = next(c for c in reversed(factories.changes()) if c.record_type == "exchange_year")
    assert (line.name, line.owner_id, line.fields) == ("2025", agreement.id, {"sent": [3, 4]})
