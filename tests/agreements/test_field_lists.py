"""The list of agreements of one type: filtered by the type's fields, and exported with them."""

import csv
import io
from collections.abc import Iterator
from datetime import date
from decimal import Decimal

import pytest
from flask import Flask
from flask_babel import force_locale
from openpyxl import load_workbook

from crm.agreements.field_lists import filters_of_type
from crm.agreements.lists import agreement_list
from crm.database import now
from crm.models import AgreementType, Choice, FieldKind, Money, TypeField
from tests import factories
from tests.client import Client
from tests.conftest import DAY, Counted
from tests.test_indexes import READER, on_sqlite, paths, scans


def answered(kind: AgreementType, field: TypeField, **contents: object) -> None:
    """An agreement for each content, called as its name."""
    for title, content in contents.items():
        agreement = factories.agreement(title, factories.partner(title), type_id=kind.id)
        if content is not None:
            factories.field_value(agreement, field, content)


def titles(reader: Client, kind: AgreementType, **asked: object) -> list[str]:
    """What the page finds; the export has to find the same."""
    query = {"type": kind.id, **asked}
    answer = reader.get("/agreements", query_string=query)
    assert answer.status_code == 200
    page = reader.visit(answer.request.full_path)
    found = page.texts("a", class_="name")
    exported = [row["Title in English"] for row in export(reader, **query)]
    assert exported == found
    return found


def export(reader: Client, **query: object) -> Iterator[dict[str, str]]:
    answer = reader.get("/agreements/export.csv", query_string=query)
    return csv.DictReader(io.StringIO(answer.data.decode("utf-8-sig"), newline=""))


@pytest.mark.parametrize(
    ("kind", "contents", "asked", "expected"),
    [
        (FieldKind.TEXT, {"a": "Nursing", "b": "Surgery"}, {"": "nurs"}, ["a"]),
        (FieldKind.LONG_TEXT, {"a": "One\nTwo", "b": "Three"}, {"": "two"}, ["a"]),
        (FieldKind.CHOICE, {"a": "1", "b": "2"}, {"": "2"}, ["b"]),
        (FieldKind.YES_NO, {"a": True, "b": False, "c": None}, {"": "no"}, ["b"]),
        (FieldKind.NUMBER, {"a": 5, "b": 10, "c": 20}, {"_from": "5.5", "_to": "10"}, ["b"]),
        (FieldKind.NUMBER, {"a": 500, "b": 1000}, {"_from": "1,000"}, ["b"]),
        (FieldKind.DATE, {"a": DAY, "b": date(2030, 1, 1)}, {"_from": "2029-12-31"}, ["b"]),
        (FieldKind.MONEY, {"a": Money(Decimal(5), "CNY")}, {"_to": "4.9999"}, []),
    ],
)
def test_a_list_of_one_type_filters_by_its_fields(
    viewer: Client,
    kind: FieldKind,
    contents: dict[str, object],
    asked: dict[str, str],
    expected: list[str],
):
    of = factories.agreement_type()
    field = factories.type_field(of, kind=kind)
    field.offer([Choice("1", "One", None), Choice("2", "Two", None)])
    answered(of, field, **contents)

    found = titles(viewer, of, **{f"field_{field.id}{end}": typed for end, typed in asked.items()})

    assert found == expected


def test_a_list_filters_by_a_person_and_by_what_is_lacking(viewer: Client):
    of = factories.agreement_type()
    field = factories.type_field(of, "Director", kind=FieldKind.PERSON)
    kari, ola = factories.contact("Kari Nordmann", name_zh="卡里"), factories.contact("Ola")
    answered(of, field, a=kari.id, b=ola.id, c=None)

    assert titles(viewer, of, **{f"field_{field.id}": "nordm"}) == ["a"]
    assert titles(viewer, of, **{f"field_{field.id}": "卡里"}) == ["a"]
    assert titles(viewer, of, lacks=field.id) == ["c"]


def test_a_value_that_means_nothing_is_left_out_with_a_notice(viewer: Client):
    of = factories.agreement_type()
    fields = [factories.type_field(of, word.value, kind=word) for word in FieldKind]
    ends = ("", "_from", "_to")
    names = ["lacks", *(f"field_{field.id}{end}" for field in fields for end in ends)]

    for typed in ("nonsense", "9" * 5000, "\0", "🩺", "' OR 1=1", "<script>"):
        every = {"type": of.id} | dict.fromkeys(names, typed)
        assert viewer.get("/agreements/export.csv", query_string=every).status_code == 200, typed
        for name in names:
            query = {"type": of.id, name: typed}
            assert viewer.get("/agreements", query_string=query).status_code == 200, query


def test_the_filters_come_with_the_type_and_stay_in_the_addresses_of_the_list(viewer: Client):
    of = factories.agreement_type()
    field = factories.type_field(of, "Discipline")
    gone = factories.type_field(of, "Places", retired_at=now())
    name = f"field_{field.id}"

    assert name not in viewer.visit("/agreements").html
    page = viewer.visit(f"/agreements?type={of.id}&{name}=nurs")

    assert f"field_{gone.id}" not in page.html
    assert any(f"{name}=nurs" in link for link in page.links() if "export.xlsx" in link)


def test_an_export_of_one_type_has_a_column_a_field_in_the_readers_language(viewer: Client):
    of, contact = factories.agreement_type(counts_students=True), factories.contact("Kari")
    agreement = factories.agreement(type_id=of.id)
    factories.answer_all(agreement, of, contact)

    (row,) = export(viewer, type=of.id)

    assert {name: cell for name, cell in row.items() if name.startswith(("A ", "Stud", "Bal"))} == {
        "A text": "Nursing",
        "A long_text": "Surgery\nPaediatrics",
        "A number": "12.5",
        "A date": "2027-09-01",
        "A choice": "home",
        "A yes_no": "Yes",
        "A person": "Kari",
        "A money": "1234.5",
        "A money: currency": "CNY",
        "Students sent": "3",
        "Students received": "5",
        "Balance": "-2",
    }


def test_the_cells_of_a_workbook_are_what_they_are(viewer: Client):
    of, contact = factories.agreement_type(), factories.contact()
    factories.answer_all(factories.agreement(type_id=of.id), of, contact)

    answer = viewer.get("/agreements/export.xlsx", query_string={"type": of.id})

    sheet = load_workbook(io.BytesIO(answer.data)).active
    heading, row = sheet.iter_rows(values_only=True)
    cells = dict(zip(heading, row, strict=True))
    assert cells["A number"] == 12.5
    assert cells["A money"] == 1234.5
    assert cells["A date"].date() == date(2027, 9, 1)
    assert cells["A yes_no"] == "Yes"


def test_an_export_of_all_types_has_the_fields_that_are_answered(viewer: Client):
    of, other = factories.agreement_type("Exchange"), factories.agreement_type("Letter")
    field = factories.type_field(of, "Places")
    factories.type_field(of, "Never answered")
    gone = factories.type_field(other, "Places", retired_at=now())
    answered(of, field, a="Twelve")
    answered(other, gone, b="Three")

    first, second = export(viewer)

    assert (first["Exchange: Places"], first["Letter: Places"]) == ("Twelve", "")
    assert (second["Exchange: Places"], second["Letter: Places"]) == ("", "Three")
    assert not any("Never answered" in name for name in first)


def test_a_field_that_was_taken_away_is_still_exported(viewer: Client):
    of = factories.agreement_type()
    field = factories.type_field(of, "Places")
    answered(of, field, a="Twelve")
    field.retired_at = now()

    (row,) = export(viewer, type=of.id)

    assert row["Places"] == "Twelve"


def test_more_rows_and_fields_cost_an_export_no_more_statements(viewer: Client, counted: Counted):
    of, contact = factories.agreement_type(), factories.contact()

    def cost() -> int:
        with counted() as statements:
            viewer.get("/agreements/export.csv")
        return len(statements)

    factories.answer_all(factories.agreement("First"), of, contact)
    few = cost()
    for number in range(5):
        kind = factories.agreement_type(f"Type {number}")
        agreement = factories.agreement(f"A {number}", factories.partner(f"P {number}"))
        factories.answer_all(agreement, kind, contact)

    assert cost() == few


@on_sqlite
def test_filters_by_fields_read_indexes(app: Flask):
    of, contact = factories.agreement_type(), factories.contact()
    for number in range(60):
        partner = factories.partner(f"P {number}")
        agreement = factories.agreement(f"A {number}", partner, type_id=of.id)
    factories.answer_all(agreement, of, contact)
    args = {"type": str(of.id)}
    with force_locale("en"):
        own = filters_of_type(args, READER)

    for item in own:
        choices = item.choices(READER)
        typed = "2027-01-01" if getattr(item, "input", "") == "date" else "5"
        asked = args | {item.name: choices[0][0] if choices else typed}
        with force_locale("en"):
            listing = agreement_list.at(asked, READER)
        for steps in paths(listing, asked):
            assert [path for path in steps if scans(path)] == [], item.name
