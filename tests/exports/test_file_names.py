"""What an export is called: what is in it, in its reader's words, and the day."""

import io

import pytest
from openpyxl import load_workbook
from werkzeug.http import parse_options_header

from tests import factories
from tests.client import Client


def name(reader: Client, address: str) -> str:
    how, said = parse_options_header(reader.get(address).headers["Content-Disposition"])
    assert how == "attachment"
    return said["filename"]


@pytest.mark.parametrize(
    ("query", "english", "chinese"),
    [
        ("", "Partners", "合作伙伴"),
        ("category=hospital&country=CN", "Partners-Hospital-China", "合作伙伴-医院-中国"),
        ("category=nothing&country=XX&sort=-name", "Partners", "合作伙伴"),
        ("q=../../Ω:\"'; north", "Partners-Ω-north", "合作伙伴-Ω-north"),
        (f"q={'北' * 200}", f"Partners-{'北' * 51}", f"合作伙伴-{'北' * 55}"),
    ],
)
@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_a_file_says_what_was_chosen_and_of_which_day_it_is(
    editor: Client, query: str, english: str, chinese: str, kind: str
):
    factories.partner("Oslo University Hospital", category="hospital", country="CN")
    address = f"/partners/export.{kind}?{query}"

    in_english = name(editor, address)
    editor.send("/settings/language", language="zh_Hans")
    in_chinese = name(editor, address)

    assert in_english == f"{english}-2026-11-24.{kind}"
    assert in_chinese == f"{chinese}-2026-11-24.{kind}"


@pytest.mark.parametrize(
    "address",
    ["/partners/export.csv", "/partners/export.xlsx", "/reports/country/country/export.csv"],
)
def test_a_name_of_other_letters_is_told_in_those_that_a_header_may_have(
    address: str, editor: Client
):
    editor.send("/settings/language", language="zh_Hans")
    factories.partner("Oslo University Hospital", country="NO")

    told = editor.get(address).headers["Content-Disposition"]

    assert told.isascii()
    assert not name(editor, address).isascii()


def test_the_sheet_of_a_workbook_is_called_as_the_list_is(admin: Client):
    def tab(room: str) -> str:
        book = load_workbook(io.BytesIO(admin.get(f"/{room}/export.xlsx").data))
        return book.sheetnames[0]

    english = [tab("partners"), tab("renewals/missed")]
    admin.send("/settings/language", language="zh_Hans")

    assert english == ["Partners", "Ended or renewed without a deci"]
    assert tab("partners") == "合作伙伴"
