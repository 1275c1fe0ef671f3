"""The columns of a file: how it is read, what each is, and what was said of the last one."""

import io

import openpyxl
from sqlalchemy import select

from crm.extensions import db
from crm.models import Partner
from tests import factories
from tests.client import Client
from tests.imports.files import previewed, sent, table

ODD = ("Wer", "Wo", "Was")
ROW = ("Charité", "Berlin", "Hospital")


def test_what_was_said_of_columns_comes_back_with_the_next_file_of_those_headings(
    editor: Client, admin: Client
):
    said = ["name_en", "city", "category"]
    editor.fill(sent(editor, table(ODD, ROW)), columns=said, empties="clear")

    again = editor.visit(sent(editor, table(ODD, ("Heidelberg", "", "Other"))))
    for_another = admin.visit(sent(admin, table(ODD, ROW)))

    assert again.fields()["columns"] == said
    assert for_another.fields()["columns"] != said


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
