"""By when an agreement is decided on: the same word wherever it is said, and none of what never
comes up."""

import csv
import io
from io import BytesIO

import pytest
from openpyxl import load_workbook

from crm.models import Agreement, Link
from tests import factories
from tests.client import Client
from tests.conftest import DAY
from tests.databases import ONE_ENGINE

SAID = {
    "Known": "2026-11-24",
    "Lost": "unknown",
    "Reviewed": "unknown",
    "Always": "",
    "Annex": "",
}
"""What each of the agreements below says."""


@pytest.fixture
def made() -> dict[str, Agreement]:
    given = {
        "Known": {"expires_on": DAY},
        "Lost": {},
        "Reviewed": {"is_open_ended": True, "review_years": 5},
        "Always": {"is_open_ended": True},
    }
    found = {title: factories.agreement(title, **said) for title, said in given.items()}
    of_lost = {"parent_id": found["Lost"].id, "link": Link.ANNEX}
    return found | {"Annex": factories.agreement("Annex", **of_lost)}


def test_the_list_says_it(viewer: Client, made: dict[str, Agreement]):
    rows = viewer.visit("/agreements").tree.iterfind(".//tbody/tr")

    said = {
        next(row.iterfind(".//a[@class='name']")).text: row.xpath("string(td[7])") for row in rows
    }
    assert said == SAID | {"Known": "24 Nov 2026"}


@ONE_ENGINE
@pytest.mark.parametrize("room", ["agreements", "reviews"])
def test_the_exports_say_it(viewer: Client, made: dict[str, Agreement], room: str):
    for agreement in made.values():
        factories.review(agreement)
    exported = viewer.get(f"/{room}/export.csv").data.decode("utf-8-sig")
    head, *rows = csv.reader(io.StringIO(exported, newline=""))
    sheet = load_workbook(BytesIO(viewer.get(f"/{room}/export.xlsx").data)).active
    title, due, end = (head.index(name) for name in ("Title in English", "Decide by", "Ends on"))

    assert {row[title]: row[due] for row in rows} == SAID
    cells = {row[title]: row[due] for row in sheet.iter_rows(min_row=2, values_only=True)}
    assert {name: str(cell or "")[:10] for name, cell in cells.items()} == SAID
    ends = {row[title]: row[end] for row in rows}
    assert ends == {"Known": "2026-11-24", "Lost": "unknown", "Annex": "unknown"} | dict.fromkeys(
        ("Reviewed", "Always"), "open-ended"
    )


@ONE_ENGINE
@pytest.mark.parametrize(
    ("title", "said"),
    [
        ("Lost", "Decide by unknown"),
        ("Reviewed", "Next review unknown"),
        ("Always", ""),
        ("Annex", ""),
    ],
)
def test_its_page_says_it(viewer: Client, made: dict[str, Agreement], title: str, said: str):
    page = viewer.visit(f"/agreements/{made[title].id}")

    facts = " ".join(page.texts("dl", class_="facts"))
    assert said in facts
    assert bool(said) == ("Decide by" in facts or "Next review" in facts)


def test_what_is_decided_does_not_look_as_if_it_were_due(
    editor: Client, made: dict[str, Agreement]
):
    number = made["Known"].id
    editor.send(f"/agreements/{number}/decide/end")

    row = editor.visit(f"/agreements?ends_to={DAY.isoformat()}").tree.find(".//tbody/tr")
    facts = " ".join(editor.visit(f"/agreements/{number}").texts("dl", class_="facts"))

    assert row.xpath("string(td[8])") == "24 Nov 2026To be let end"
    assert "To be let end; 0 days' notice" in facts
