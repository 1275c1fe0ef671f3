"""The columns of a file: how it is read, what each is, and what was said of the last one."""

import io

import openpyxl
from sqlalchemy import select

from crm.extensions import db
from crm.models import Category, Partner
from tests import factories
from tests.client import Client
from tests.databases import ONE_ENGINE
from tests.imports.files import previewed, sent, table

ODD = ("Wer", "Wo", "Was")
ROW = ("Charité", "Berlin", "Hospital")


@ONE_ENGINE
def test_what_was_said_of_columns_comes_back_with_the_next_file_of_those_headings(
    editor: Client, admin: Client
):
    said = ["name_en", "city", "category"]
    editor.fill(sent(editor, table(ODD, ROW)), columns=said, empties="clear")

    again = editor.visit(sent(editor, table(ODD, ("Heidelberg", "", "Other"))))
    for_another = admin.visit(sent(admin, table(ODD, ROW)))

    assert again.fields()["columns"] == said
    assert for_another.fields()["columns"] != said


@ONE_ENGINE
def test_a_text_is_read_anew_in_another_encoding(editor: Client):
    columns = sent(
        editor, table(("Name in English", "城市"), ("Oxford", "牛津"), encoding="gb18030")
    )

    guessed = editor.visit(columns)
    wrong = editor.fill(columns, encoding="utf-8")
    editor.fill(columns, encoding="big5")
    read_anew = editor.visit(columns)

    assert "城市" in guessed.text
    assert wrong.status_code == 422
    assert "The file is not written in utf-8." in wrong.text
    assert "城市" not in read_anew.text


@ONE_ENGINE
def test_a_workbook_says_what_it_leaves_out_and_which_sheet_and_row_are_read(editor: Client):
    book = openpyxl.Workbook()
    book.active.append(["Partners of the school"])
    book.active.merge_cells("A1:C1")
    book.active.append(["Name in English", "Category", "City"])
    book.active.append(["Oxford", "Other", "Oxford"])
    second = book.create_sheet("Second")
    second.append(["Name in English", "Category"])
    second.append(["Bergen", "Hospital"])
    file = io.BytesIO()
    book.save(file)

    columns = sent(editor, file.getvalue(), kind="xlsx")
    warned = editor.visit(columns)
    editor.fill(columns, header_row="2")
    first = editor.fill(columns)
    editor.fill(columns, worksheet="1", header_row="1")
    second_sheet = editor.fill(columns)

    assert "1 merged cell" in warned.text
    assert (first.status_code, second_sheet.status_code) == (302, 302)
    editor.send(second_sheet.location, write="yes")
    assert db.session.scalars(select(Partner.name_en)).all() == ["Bergen"]


@ONE_ENGINE
def test_a_preview_speaks_the_language_of_its_reader(editor: Client):
    factories.partner("Oslo")
    content = table(("Name in English", "Category"), ("Oslo", "Club"), ("Bergen", "Other"))
    address, page = previewed(editor, content)

    editor.send("/settings/language", language="zh_Hans")
    chinese = editor.visit(address)
    answer = editor.send(address, write="yes")

    assert "is none of" in page.text
    assert "is none of" not in chinese.text
    assert answer.status_code == 302


@ONE_ENGINE
def test_all_that_is_wrong_in_a_row_is_said_at_once(editor: Client):
    rows = table(
        ("Category", "Country", "Name in English", "Website"),
        ("Club", "Atlantis", "Oslo", "https://oslo.example"),
        ("Other", "Atlantis", "Bergen", "no address"),
    )

    address, page = previewed(editor, rows)
    reasons = editor.get(f"{address}/export.csv").text

    told = [text for text in page.texts("p") if text.startswith(("Category: ", "Country: "))]
    assert len(told) == 3
    assert "Oslo" in page.texts("td")
    assert page.text.count("“Atlantis” is no country that is known.") == 2
    assert reasons.count("“Atlantis” is no country that is known.") == 2
    assert {"“Club” Category · 1 row", "“Atlantis” Country or region · 2 rows"} <= {
        *page.texts("label")
    }


@ONE_ENGINE
def test_what_a_cell_means_is_said_once_for_all_rows_and_remembered(editor: Client):
    rows = table(
        ("英文名称", "单位性质", "国家"),
        ("University of Turku", "高校", "芬兰"),
        ("University of Bergen", "高校", "挪威王国"),
        ("Ministry of Health", "政府", "挪威"),
    )
    address, page = previewed(editor, rows)
    asked = page.texts("label")

    answers = {
        "mean": "yes",
        "meaning.category.高校": "international",
        "meaning.country.挪威王国": "NO",
    }
    editor.send(address, **{"mean": "yes", "meaning.category.高校": "international"})
    once = editor.visit(address)
    editor.send(address, **answers | {"write": "yes"})
    told = editor.visit(address)
    _address, again = previewed(editor, rows)
    columns = editor.visit(f"{address}/columns")
    editor.send(address, write="yes")

    assert "“高校” Category · 2 rows" in asked
    assert "Wrong 1" in once.text
    assert "“挪威王国” Country or region · 1 row" in once.texts("label")
    assert "New 3" in told.text
    assert "Nothing is written yet." in told.text
    assert "New 3" in again.text
    assert columns.fields()["meaning.category.高校"] == ["international"]
    categories = {p.name_en: p.category for p in db.session.scalars(select(Partner))}
    assert categories["University of Turku"] is Category.INTERNATIONAL


@ONE_ENGINE
def test_the_type_of_an_agreement_may_be_called_otherwise(editor: Client):
    factories.partner("Oslo")
    rows = table(("Title", "Type", "Partner"), ("Exchange 2025", "Austausch", "Oslo"))

    address, page = previewed(editor, rows, "agreements")
    offered = (option.get("value") for option in page.having("option"))
    kind = next(value for value in offered if value)
    editor.send(address, **{"mean": "yes", "meaning.type_id.Austausch": kind})

    assert "Wrong 1" in page.text
    assert "New 1" in editor.visit(address).text


@ONE_ENGINE
def test_the_name_of_the_file_turns_no_words_of_the_page(editor: Client):
    token = editor.visit("/partners/import").value("csrf_token")
    file = (io.BytesIO(table(ODD, ROW)), "list\u202e of 2026.csv")

    answer = editor.post("/partners/import", data={"csrf_token": token, "file": file})

    assert "Columns of list of 2026.csv" in editor.visit(answer.location).text
    assert "\u202e" not in editor.visit(answer.location).html
