"""vCards as phones, Outlook and newer programs write them, read as a table."""

from pathlib import Path

import pytest
from flask_babel import force_locale
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from crm.errors import Refused
from crm.tables import cards
from crm.tables.reading import read_table
from crm.tables.table import Table, Wrong
from tests.databases import ONE_ENGINE

ANDROID = """BEGIN:VCARD\r
VERSION:2.1\r
N;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:=E7=8E=8B;=E5=B0=8F=E6=98=8E;;;\r
FN;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:=E7=8E=8B=E5=B0=8F=\r
=E6=98=8E\r
TEL;HOME:1\r
TEL;CELL;PREF:+86 138 0000 0000\r
TEL;WORK;FAX:9\r
EMAIL;HOME:home@example.org\r
PHOTO;ENCODING=BASE64;JPEG:/9j/4AAQSkZJRgABAQ\r
 AAAA\r
\r
END:VCARD\r
"""
OUTLOOK = """BEGIN:VCARD
VERSION:2.1
N;LANGUAGE=en-us:Nordmann;Kari;Anne
FN:Kari Anne Nordmann
ORG:University of Oslo;Nursing
TITLE:Dean
NOTE;ENCODING=QUOTED-PRINTABLE:Met in Oslo=0D=0A=
and in Bergen
EMAIL;PREF;INTERNET:kari@example.org
EMAIL;INTERNET:nordmann@example.org
END:VCARD
"""
APPLE = """BEGIN:VCARD
VERSION:3.0
N:Smith;Ann;;Dr.;
item1.ORG:Hospital\\; North;Surgery;Ward 2
item1.EMAIL;type=INTERNET;type=WORK;type=pref:ann@exa
 mple.org
NICKNAME:安
END:VCARD
"""
NEWER = """BEGIN:VCARD
VERSION:4.0
FN;LANGUAGE=en:Li Na
FN;LANGUAGE=zh:李娜
TEL;VALUE=uri;TYPE="work,voice":tel:+47-22
EMAIL;PREF=1:li@example.org
ROLE:Professor
END:VCARD
"""
GBK = """BEGIN:VCARD
VERSION:2.1
FN;CHARSET=GBK;ENCODING=QUOTED-PRINTABLE:=CD=F5=D0=A1=C3=F7
END:VCARD
"""


@pytest.fixture(autouse=True)
def _in_english(app):
    with force_locale("en"):
        yield


def read(tmp_path: Path, text: str, encoding: str = "utf-8") -> Table:
    file = tmp_path / "people.vcf"
    file.write_bytes(text.encode(encoding))
    return read_table(file, file.name)


def people(table: Table) -> list[dict[str, object]]:
    """What each card says, without what it says nothing of."""
    rows = (zip(table.header, row.cells, strict=True) for row in table.rows())
    return [{name: cell for name, cell in row if cell} for row in rows]


@ONE_ENGINE
def test_each_program_s_cards_are_read(tmp_path: Path):
    table = read(tmp_path, ANDROID + OUTLOOK + APPLE + NEWER + GBK)

    assert table.row_count == 5
    assert people(table) == [
        {
            "Name in Chinese": "王小明",
            "Phone": "+86 138 0000 0000",
            "E-mail": "home@example.org",
            "Notes": "Phone: 1",
        },
        {
            "Name in English": "Kari Anne Nordmann",
            "Partner": "University of Oslo",
            "Department": "Nursing",
            "Position": "Dean",
            "E-mail": "kari@example.org",
            "Notes": "Met in Oslo\nand in Bergen\nE-mail: nordmann@example.org",
        },
        {
            "Name in English": "Ann Smith",
            "Name in Chinese": "安",
            "Form of address": "Dr.",
            "Partner": "Hospital; North",
            "Department": "Surgery, Ward 2",
            "E-mail": "ann@example.org",
        },
        {
            "Name in English": "Li Na",
            "Name in Chinese": "李娜",
            "Phone": "+47-22",
            "E-mail": "li@example.org",
            "Position": "Professor",
        },
        {"Name in Chinese": "王小明"},
    ]


@ONE_ENGINE
@pytest.mark.parametrize("encoding", ["utf-8-sig", "gb18030", "utf-16"])
def test_the_file_s_encoding_is_found(tmp_path: Path, encoding: str):
    chinese = "".join("BEGIN:VCARD\nFN:王小明\nORG:北京大学医学部\nEND:VCARD\n" for _ in range(9))

    table = read(tmp_path, chinese, encoding)

    assert people(table)[8] == {"Name in Chinese": "王小明", "Partner": "北京大学医学部"}


@ONE_ENGINE
def test_a_damaged_card_spoils_no_other(tmp_path: Path):
    bad = "BEGIN:VCARD\nVERSION:3.0\nno colon in this line\nEND:VCARD\n"
    unclosed = "BEGIN:VCARD\nFN:Half"

    first, second, third = list(read(tmp_path, bad + OUTLOOK + unclosed).rows())

    assert isinstance(first.cells[0], Wrong)
    assert first.cells[0].why == "This card is damaged."
    assert second.cells[0] == "Kari Anne Nordmann"
    assert isinstance(third.cells[0], Wrong)


@ONE_ENGINE
def test_too_many_cards_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(cards, "MOST_CARDS", 1)

    with pytest.raises(Refused, match="more than 1 cards"):
        list(read(tmp_path, GBK + GBK).rows())


LINES = st.lists(
    st.sampled_from([*OUTLOOK.splitlines(), *APPLE.splitlines(), *ANDROID.split("\r\n")])
    | st.text(max_size=30),
    max_size=12,
)


@ONE_ENGINE
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(LINES)
@example(["N:", "TEL:", "ORG:;;"])
def test_no_card_breaks_the_reading(tmp_path: Path, lines: list[str]):
    text = "\n".join(["BEGIN:VCARD", *lines, "END:VCARD", ""])

    for row in read(tmp_path, text.encode("utf-8", "replace").decode()).rows():
        assert len(row.cells) == 9
