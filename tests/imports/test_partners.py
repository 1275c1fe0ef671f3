"""Partners from a file: what the preview says is what the import does."""

import csv
import io
from pathlib import Path

import openpyxl
import pytest
from flask import Flask
from flask_babel import force_locale
from sqlalchemy import select

from crm.extensions import db
from crm.history.chain import first_broken
from crm.imports import actions
from crm.imports.actions import is_still_true, make_plan
from crm.imports.matching import matched
from crm.imports.partners import PARTNERS
from crm.imports.planned import Asked
from crm.imports.preview import Preview
from crm.imports.subjects import SUBJECTS
from crm.imports.values import Reading
from crm.models import Act, Batch, Category, Change, Partner, PartnerStatus, Way
from crm.tables.reading import read_table
from tests import factories
from tests.client import Client
from tests.databases import ONE_ENGINE
from tests.imports.files import edited, previewed, sent, table

HEADER = ("Name in English", "中文名", "Category", "国家", "Website", "Status", "Responsible")
OSLO = ("University of Oslo", "奥斯陆大学", "国际", "挪威", "uio.no", "", "")


def partners() -> list[Partner]:
    return list(db.session.scalars(select(Partner).order_by(Partner.id)))


def test_a_file_in_two_languages_becomes_partners_and_one_line_of_history_each(editor: Client):
    content = table(HEADER, OSLO, ("Ministry", "", "Government", "CN", "", "Prospect", ""))
    address, page = previewed(editor, content)

    assert "New 2" in page.text
    assert not partners()
    editor.send(address, write="yes")

    oslo, ministry = partners()
    assert (oslo.name_zh, oslo.category, oslo.country) == (
        "奥斯陆大学",
        Category.INTERNATIONAL,
        "NO",
    )
    assert (oslo.website, oslo.status) == ("https://uio.no", PartnerStatus.ACTIVE)
    assert (ministry.country, ministry.status) == ("CN", PartnerStatus.PROSPECT)
    lines = db.session.scalars(select(Change).where(Change.record_type == "partner")).all()
    assert {(line.way, line.act) for line in lines} == {(Way.IMPORT, Act.CREATED)}
    assert first_broken() is None


@ONE_ENGINE
def test_an_import_refuses_the_web_addresses_that_a_form_refuses(editor: Client):
    websites = ("a@b.cd", "http://-a.org", "http://300.300.300.300", "www.uio.no")
    rows = [(website, "", "Hospital", "CN", website, "", "") for website in websites]

    _address, page = previewed(editor, table(HEADER, *rows))

    assert "Wrong 3" in page.text
    assert "New 1" in page.text
    assert page.text.count("Give a full address such as https://www.example.org.") == 3


def test_an_import_is_one_act_and_is_undone_as_one(editor: Client, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(actions, "AT_ONCE", 2)
    oslo = factories.partner("University of Oslo", city="Oslo", country="NO")
    rows = [(f"Hospital {number}", "", "Hospital", "CN", "", "", "") for number in range(4)]
    address, _page = previewed(editor, table(HEADER, OSLO, *rows))
    answer = editor.send(address, write="yes")
    there = len(partners())
    batch = db.session.scalars(select(Batch)).one()

    editor.send(f"/history/batches/{batch.id}/undo")

    db.session.refresh(oslo)
    assert f"/history/batches/{batch.id}" in editor.visit(answer.location).links()
    assert (there, batch.records) == (5, 5)
    assert partners() == [oslo]
    assert (oslo.website, oslo.name_zh) == (None, None)
    assert first_broken() is None


def test_a_file_that_is_brought_again_changes_nothing(editor: Client):
    address, _page = previewed(editor, table(HEADER, OSLO))
    editor.send(address, write="yes")

    _address, page = previewed(editor, table(HEADER, OSLO))

    assert "Unchanged 1" in page.text
    assert "write" not in [b.get("name") for b in page.having("button")]


def test_an_export_that_was_edited_changes_those_records_field_by_field(editor: Client):
    factories.partner("University of Oslo", city="Oslo", notes="One\r\ntwo", website="https://a.no")
    factories.partner("=SUM(1)", owner=factories.user(name="Wang Fang"))
    exported = editor.get("/partners/export.csv").data
    _address, untouched = previewed(editor, exported)
    rows = list(csv.reader(io.StringIO(exported.decode("utf-8-sig"), newline="")))
    city, website = rows[0].index("City"), rows[0].index("Website")
    mine = next(row for row in rows if "University of Oslo" in row)
    mine[city], mine[website] = "Bergen", ""

    address, page = previewed(editor, table(*map(tuple, rows)))
    editor.send(address, write="yes")

    assert "Unchanged 2" in untouched.text
    assert "City Oslo → Bergen" in page.text
    oslo = partners()[0]
    assert (oslo.city, oslo.website, oslo.notes) == ("Bergen", None, "One\r\ntwo")


def test_a_row_that_somebody_changed_meanwhile_is_a_conflict_until_it_is_chosen(editor: Client):
    oslo = factories.partner("University of Oslo", city="Oslo")
    exported = editor.get("/partners/export.csv").data.replace(b",Oslo,", b",Bergen,")
    oslo.city = "Trondheim"

    address, page = previewed(editor, exported)
    editor.send(address, write="yes")
    db.session.refresh(oslo)
    left = oslo.city
    address, _page = previewed(editor, exported)
    editor.send(address, write="yes", **{"choice.2": str(oslo.id)})
    db.session.refresh(oslo)

    assert "Conflict 1" in page.text
    assert (left, oslo.city) == ("Trondheim", "Bergen")


def test_a_name_that_several_bear_is_for_a_person_to_say(editor: Client):
    first = factories.partner("Union Hospital", country="CN")
    second = factories.partner("Union Hospital", country="US")
    row = ("Union Hospital", "", "Hospital", "", "union.org", "", "")

    address, page = previewed(editor, table(HEADER, row))
    editor.send(address, write="yes", **{"choice.2": str(second.id)})

    assert "Doubtful 1" in page.text
    assert {p.id: p.website for p in partners()} == {first.id: None, second.id: "https://union.org"}


def test_names_without_a_letter_mean_only_those_of_the_very_same_signs(editor: Client):
    there = [factories.partner(name, country="FR") for name in ("!!!", "***")]
    header = ("Name in English", "Category", "Country", "City", "Belongs to")
    rows = [("!!!", "***"), ("???", "%%%"), ("%%%", "!!!")]
    filled = ((name, "Hospital", "FR", "Lyon", above) for name, above in rows)

    address, page = previewed(editor, table(header, *filled))
    editor.send(address, write="yes")

    assert "New 2" in page.text
    assert "Changed 1" in page.text
    by_name = {partner.name_en: partner for partner in partners()}
    assert [by_name["!!!"].id, by_name["***"].id] == [partner.id for partner in there]
    above = {name: by_name[name].parent_id for name, _above in rows}
    assert above == {name: by_name[other].id for name, other in rows}


def test_one_that_is_called_otherwise_may_be_the_same_and_is_asked_about(editor: Client):
    factories.partner(
        "The University of Oslo", name_zh="奥斯陆大学", country="NO", website="https://uio.no"
    )
    rows = (
        ("Oslo University", "", "International", "NO", "", "", ""),
        ("Institute of Surgery", "", "International", "", "www.uio.no", "", ""),
        ("Oslo Hospital", "", "Hospital", "NO", "", "", ""),
    )

    address, page = previewed(editor, table(HEADER, *rows))
    editor.send(address, write="yes", **{"choice.3": "new"})

    assert "Doubtful 2" in page.text
    assert "same name, written otherwise" in page.text
    assert "same website" in page.text
    assert [p.name_en for p in partners()][1:] == ["Institute of Surgery", "Oslo Hospital"]


def test_what_is_chosen_for_a_doubtful_row_leaves_what_the_row_does_not_say(editor: Client):
    oslo = factories.partner("The University of Oslo", status=PartnerStatus.DORMANT)
    header = ("Name in English", "City")
    columns = sent(editor, table(header, ("Oslo University", "Oslo"), ("Bergen", "")))
    answer = editor.fill(columns, **{"fallback.category": "hospital"})

    editor.send(answer.location, write="yes", **{"choice.2": str(oslo.id)})

    first, second = partners()
    assert (first.city, first.status, first.category) == (
        "Oslo",
        PartnerStatus.DORMANT,
        Category.INTERNATIONAL,
    )
    assert second.category is Category.HOSPITAL


def test_wrong_rows_say_why_and_come_back_as_a_file_to_mend(editor: Client):
    rows = (
        OSLO,
        ("Nowhere", "", "International", "Atlantis", "", "", ""),
        ("Nobody", "", "International", "", "", "", "Mr Nobody"),
        ("Wrong web", "", "International", "", "not an address", "", ""),
        ("", "", "International", "", "", "", ""),
        ("Sortless", "", "Club", "", "", "", ""),
        ("university of OSLO", "", "International", "NO", "", "", ""),
    )
    address, page = previewed(editor, table(HEADER, *rows))

    back = editor.get(f"{address}/export.csv").data.decode("utf-8-sig")
    editor.send(address, write="yes")

    wrong = list(csv.reader(io.StringIO(back, newline="")))
    assert "Wrong 6" in page.text
    assert wrong[0] == [*HEADER, "Why it was not taken"]
    assert [row[0] for row in wrong[1:]] == [row[0] for row in rows[1:]]
    assert wrong[1][-1].startswith("国家: “Atlantis” is no country")
    assert wrong[-1][-1] == "This is the same record as in row 2."
    assert [p.name_en for p in partners()] == ["University of Oslo"]


@ONE_ENGINE
def test_a_cell_is_cleaned_as_what_is_typed_into_a_form(editor: Client):
    header = (*HEADER[:4], "Other names")
    unseen = ("\u200b\u3164", "", "Hospital", "FR", "")
    content = table(header, unseen, ("\u202eRLO", "", "Hospital", "FR", "\u2067one\n\u200b\ntwo"))
    address, page = previewed(editor, content)

    editor.send(address, write="yes")

    assert "Give a name in English or in Chinese." in page.text
    assert [(p.name_en, p.aliases) for p in partners()] == [
        ("\u202eRLO\u202c", "\u2067one\u2069\ntwo")
    ]


def test_wrong_rows_come_back_as_a_workbook_that_keeps_what_excel_would_change(editor: Client):
    code = "911101080000000000"
    rows = (("Name", "Category", "Notes", "Unified Social Credit Code"), ("A", "Club", "007", code))
    address, _page = previewed(editor, table(*rows))

    file = editor.get(f"{address}/export.xlsx").data
    sheet = openpyxl.load_workbook(io.BytesIO(file)).active
    _address, again = previewed(editor, file, kind="xlsx")

    header, row = sheet.iter_rows(values_only=True)
    assert header == (*rows[0], "Why it was not taken")
    assert row[:4] == rows[1]
    assert row[4].startswith("Category: “Club” is none of")
    assert "Wrong 1" in again.text


def test_what_changed_after_the_preview_is_not_written(editor: Client):
    oslo = factories.partner("University of Oslo", city="Oslo", country="NO")
    row = ("University of Oslo", "International", "Bergen", "NO")
    address, _page = previewed(editor, table(("Name", "Category", "City", "Country"), row))
    oslo.city = "Bergen"

    answer = editor.send(address, write="yes")

    assert answer.status_code == 422
    assert "Nothing was imported" in answer.text
    assert "Unchanged 1" in " ".join(answer.text.split())


@ONE_ENGINE
def test_a_plan_is_known_to_be_true_until_something_is_changed(app: Flask, tmp_path: Path):
    file = tmp_path / "list.csv"
    file.write_bytes(table(("Name", "Category"), ("University of Oslo", "International")))
    preview = Preview(read_table(file, file.name), PARTNERS, Asked(("name_en", "category")))
    plan = make_plan(preview, tmp_path / "plan")

    stood = is_still_true(plan)
    factories.partner("University of Bergen")
    db.session.commit()

    assert (stood, is_still_true(plan)) == (True, False)


def test_a_waiting_file_is_for_the_one_who_sent_it(editor: Client, admin: Client):
    columns = sent(editor, table(HEADER, OSLO))

    assert "no longer waits" in admin.visit(columns).html
    assert "no longer waits" in editor.visit("/imports/never-given/columns").html
    assert "Category" in editor.visit(columns).text


def test_headings_are_known_as_offices_write_them(app: Flask):
    with force_locale("en"):
        columns = matched(["中文名称", "英文名称", "类别", "国家", "remarks"], SUBJECTS["partners"])

        headings = ["中文名稱", "英文名稱", "類別", "國家", "說明"]
        traditional = matched(headings, SUBJECTS["partners"])
        read = {item.name: item.read for item in SUBJECTS["partners"].fields}
        values = [read["category"]("醫院", Reading()), read["country"]("臺灣", Reading())]

    assert columns == ("name_zh", "name_en", "category", "country", "notes")
    assert traditional == columns
    assert values == [Category.HOSPITAL, "TW"]


@pytest.mark.parametrize(
    ("what", "headings", "fields"),
    [
        ("partners", "单位名称（英文）;单位中文名称;Institution (CN)", "name_en;name_zh;"),
        ("agreements", "协议名称(英文);协议名称;合作单位中文", "title_en;title_zh;"),
        ("agreements", "签署时间;生效日期;有效期至", "signed_on;effective_on;expires_on"),
        ("contacts", "Contact name EN;联系人（中文）;单位名称", ";name_zh;partner_id"),
        ("tasks", "英文;任务英文;期限", ";;due_on"),
    ],
)
def test_a_heading_may_say_the_language_anywhere(app: Flask, what: str, headings: str, fields: str):
    with force_locale("en"):
        columns = matched(headings.split(";"), SUBJECTS[what])

    assert columns == tuple(fields.split(";"))


def test_the_rows_of_a_list_that_are_numbered_are_no_numbers_of_records(editor: Client):
    kept = factories.partner("Oslo University")
    rows = table(("序号", "英文名称", "类别"), (str(kept.id), "University of Turku", "国际"))
    exported = editor.get("/partners/export.csv?columns=all").get_data()

    address, page = previewed(editor, rows)
    editor.send(address, write="yes")
    _address, own = previewed(editor, edited(exported, City="Oslo"))

    assert "New 1" in page.text
    assert {p.name_en for p in partners()} == {"Oslo University", "University of Turku"}
    assert "Changed 1" in own.text


@ONE_ENGINE
@pytest.mark.parametrize("heading", ["记录编号", "序号", "序號"])
def test_a_chinese_export_comes_back_also_with_the_heading_that_numbers_once_had(
    editor: Client, heading: str
):
    factories.partner("Oslo University")
    editor.send("/settings/language", language="zh_Hans")
    exported = editor.get("/partners/export.csv?columns=all").get_data().decode("utf-8-sig")
    old = exported.replace("记录编号", heading, 1).encode()

    address, _page = previewed(editor, edited(old, 城市="Oslo"))
    editor.send(address, write="yes")

    assert exported.startswith("记录编号,")
    assert [partner.city for partner in partners()] == ["Oslo"]


def test_a_row_may_belong_to_what_another_row_brings_in_any_order(editor: Client):
    header = ("Name in English", "Category", "Belongs to")
    rows = (
        ("Clinic", "Hospital", "faculty"),
        ("Faculty", "International", "Oslo"),
        ("Oslo", "International", ""),
        ("One", "Hospital", "Two"),
        ("Two", "Hospital", "One"),
        ("Below", "Hospital", "Two"),
        ("Lost", "Club", ""),
        ("Child", "Hospital", "Lost"),
    )
    address, page = previewed(editor, table(header, *rows))
    wrong = page.text
    new = editor.visit(f"{address}?show=new")
    editor.send(address, write="yes")

    clinic, faculty, oslo = sorted(partners(), key=lambda partner: partner.name_en or "")
    assert (clinic.parent_id, faculty.parent_id, oslo.parent_id) == (faculty.id, oslo.id, None)
    assert "Belongs to Faculty (row 3)" in new.text
    assert wrong.count("It cannot belong to itself or to one that belongs to it.") == 2
    assert "It belongs to one that belongs to itself." in wrong
    assert "It belongs to what row 8 brings, which is wrong." in wrong
    assert "Unchanged 3" in previewed(editor, table(header, *rows[:3]))[1].text
    batch = db.session.scalars(select(Batch)).one()
    editor.send(f"/history/batches/{batch.id}/undo")
    assert not partners()
    assert first_broken() is None


@ONE_ENGINE
def test_two_rows_that_are_likely_the_same_are_asked_about(editor: Client):
    header = ("Name in English", "Category", "Country", "Website", "Belongs to")
    rows = (
        ("University of Oslo", "International", "NO", "uio.no", ""),
        ("Oslo University", "International", "NO", "", ""),
        ("Institute of Surgery", "International", "NO", "surgery.uio.no", "University of Oslo"),
        ("Bergen", "International", "NO", "uio.no", ""),
    )
    address, page = previewed(editor, table(header, *rows))
    editor.send(address, write="yes", **{"choice.3": "-2", "choice.5": "new"})

    assert "Doubtful 2" in page.text
    assert "University of Oslo in row 2: same name, written otherwise" in page.text
    assert "University of Oslo in row 2: same website" in page.text
    assert "It is University of Oslo" not in page.text
    assert {p.name_en for p in partners()} == {
        "University of Oslo",
        "Institute of Surgery",
        "Bergen",
    }


@ONE_ENGINE
def test_a_row_whose_parent_is_left_out_is_refused_until_it_is_chosen(editor: Client):
    factories.partner("The University of Oslo", country="NO")
    header = ("Name in English", "Category", "Belongs to")
    rows = (("Clinic", "Hospital", "Oslo University"), ("Oslo University", "International", ""))
    content = table(header, *rows)

    address, _page = previewed(editor, content)
    refused = editor.send(address, write="yes")
    editor.send(address, write="yes", **{"choice.3": str(partners()[0].id)})

    assert "Row 2 names what row 3 brings, and that is left out." in refused.text
    oslo, clinic = partners()
    assert clinic.parent_id == oslo.id
