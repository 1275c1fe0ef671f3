"""The columns of an export: chosen for a list, remembered for a person, in either format."""

import csv
import io

import pytest
from flask import Flask
from openpyxl import load_workbook

from crm.database import Moment
from crm.exports.columns import keyed, narrowed
from crm.exports.lists import LISTS
from crm.extensions import db
from crm.models import Agreement, ExportColumns, Renewal
from crm.web.locale import Reader
from tests import factories
from tests.client import Client
from tests.conftest import DAY
from tests.imports.files import edited, previewed


def heads(reader: Client, room: str, kind: str = "csv", query: str = "") -> list[str]:
    """The headings of an export."""
    content = reader.get(f"/{room}/export.{kind}{query}").data
    if kind == "csv":
        return next(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))
    return [cell.value for cell in next(load_workbook(io.BytesIO(content)).active.iter_rows())]


KEPT = ("Number", "Version")
"""The columns that come along unless they are taken out."""


def choose(
    reader: Client, room: str, *keys: str, query: str = "", kept: tuple[str, ...] = KEPT
) -> object:
    return reader.fill(f"/exports/{room}/columns{query}", keys=[*keys, *kept])


def test_every_list_that_has_exports_has_a_choice_of_columns(app: Flask):
    rules = (r for r in app.url_map.iter_rules() if "<any(csv, xlsx" in r.rule)

    assert {r.endpoint.removesuffix(".export") for r in rules} == {*LISTS}


def test_each_column_of_a_list_is_known_by_a_key_of_its_own(app: Flask):
    with app.test_request_context():
        for room, listing in LISTS.items():
            assert len(keyed(listing)) == len(listing.columns), room


def test_each_instant_of_a_list_is_told_on_the_office_s_clock(app: Flask):
    anybody = Reader(DAY, None, "en")
    with app.test_request_context():
        for room, listing in LISTS.items():
            for key, column in keyed(listing).items():
                kind = getattr(column.value(anybody), "type", None)

                assert column.is_moment == isinstance(kind, Moment), (room, key)


def test_a_column_that_is_no_more_is_passed_over_and_a_choice_of_such_is_none(app: Flask):
    partners = LISTS["partners"]
    with app.test_request_context():
        some = narrowed(partners, ["Name in English", "Fax"])
        none = narrowed(partners, ["Fax"])

        assert [*keyed(some)] == ["Number", "Name in English", "Version"]
        assert none is partners


def test_the_choice_holds_for_both_formats_until_all_columns_are_taken_again(editor: Client):
    factories.partner()
    db.session.commit()
    everything = heads(editor, "partners")
    asked = "?category=hospital&sort=-name"

    answer = choose(editor, "partners", "Name in English", "City", query=asked)
    chosen = [heads(editor, "partners", kind) for kind in ("csv", "xlsx")]
    said = editor.visit("/partners").text
    pattern = editor.visit("/partners/import").links()
    whole = heads(editor, "partners", query="?columns=all")
    ticked = editor.visit("/exports/partners/columns").having("input", checked="")
    editor.send("/exports/partners/all-columns")

    assert answer.location == f"/partners{asked}"
    assert "Exports carry the columns that you have chosen" in said
    assert "Exports carry the columns" not in editor.visit("/partners").text
    assert "/partners/export.csv?columns=all" in pattern
    assert whole == everything
    assert chosen == [["Number", "Name in English", "City", "Version"]] * 2
    assert [box.get("value") for box in ticked] == chosen[0]
    assert heads(editor, "partners") == heads(editor, "partners", "xlsx") == everything


def test_a_file_that_is_only_handed_over_goes_without_our_numbers_and_versions(editor: Client):
    factories.partner()
    db.session.commit()

    choose(editor, "partners", "Name in English", "City", kept=())
    chosen = [heads(editor, "partners", kind) for kind in ("csv", "xlsx")]
    ticked = editor.visit("/exports/partners/columns").having("input", checked="")
    choose(editor, "partners", "Name in English")

    assert chosen == [["Name in English", "City"]] * 2
    assert [box.get("value") for box in ticked] == ["Name in English", "City"]
    assert heads(editor, "partners") == ["Number", "Name in English", "Version"]


def test_the_choice_is_one_persons_for_one_list_in_either_language(app: Flask, editor: Client):
    choose(editor, "contacts", "E-mail")
    editor.send("/settings/language", language="zh_Hans")
    other = app.test_client().log_in(factories.user())

    assert heads(editor, "contacts") == ["记录编号", "电子邮件", "版本"]
    assert len(heads(editor, "partners")) > 3
    assert len(heads(other, "contacts")) > 3


def test_a_choice_of_none_is_refused_and_the_last_one_stays(editor: Client):
    choose(editor, "tasks", "What has to be done")

    answer = choose(editor, "tasks")

    assert answer.status_code == 422
    assert "Tick at least one column" in answer.text
    assert heads(editor, "tasks") == ["Number", "What has to be done", "Version"]


def test_fields_of_one_type_stay_chosen_while_those_of_another_are_looked_at(editor: Client):
    kind, other = factories.agreement_type("Exchange"), factories.agreement_type("Other")
    field = factories.type_field(kind, label_en="Level")
    db.session.commit()

    choose(editor, "agreements", "Reference", f"field_{field.id}", query=f"?type={kind.id}")
    choose(editor, "agreements", "Status", query=f"?type={other.id}")

    narrow = heads(editor, "agreements", query=f"?type={kind.id}")
    assert narrow == ["Number", "Status", "Version", "Level"]


@pytest.mark.parametrize("room", ["nowhere", "saved_views", "home"])
def test_there_is_no_choice_for_what_is_no_list(admin: Client, room: str):
    assert admin.get(f"/exports/{room}/columns").status_code == 404
    assert admin.send(f"/exports/{room}/all-columns").status_code == 404


def test_who_may_not_export_a_list_chooses_nothing_of_it(app: Flask):
    viewer = app.test_client().log_in(factories.user(role="viewer"))

    assert viewer.get("/exports/trash/columns").status_code == 403
    assert viewer.get("/exports/partners/columns").status_code == 200


def test_a_narrow_export_changes_only_what_it_carries_when_it_comes_back(editor: Client):
    agreement = factories.agreement(
        "Swap", factories.partner(), renewal=Renewal.AUTOMATIC, renewal_months=12, notes="Keep"
    )
    db.session.commit()
    choose(editor, "agreements", "Areas of cooperation")
    exported = editor.get("/agreements/export.csv").data

    address, page = previewed(editor, exported, "agreements")
    assert "Unchanged 1" in page.text
    address, _page = previewed(
        editor, edited(exported, Areas_of_cooperation="Surgery"), "agreements", empties="clear"
    )
    editor.send(address, write="yes")

    db.session.expire_all()
    kept = db.session.get_one(Agreement, agreement.id)
    assert (kept.areas, kept.notes, kept.renewal_months) == ("Surgery", "Keep", 12)
    assert (kept.title_en, kept.renewal) == ("Swap", Renewal.AUTOMATIC)
    assert db.session.query(ExportColumns).count() == 1
