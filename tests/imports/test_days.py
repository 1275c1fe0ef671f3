"""How a cell is read as a day."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from flask import Flask
from flask_babel import Babel

import crm
from crm.errors import Refused
from crm.imports.days import day, end
from crm.imports.values import Reading, Wrong
from crm.models import Standing

TRANSLATIONS = Path(crm.__file__).parent / "translations"
MARCH = date(2025, 3, 4)
AS_IT_IS, DAY_FIRST, MONTH_FIRST = Reading(), Reading(day_first=True), Reading(day_first=False)


@pytest.fixture(autouse=True)
def words() -> Iterator[None]:
    """Days need words of both languages and nothing else."""
    app = Flask(__name__)
    Babel(app, default_translation_directories=str(TRANSLATIONS))
    with app.test_request_context():
        yield


@pytest.mark.parametrize(
    "cell",
    [
        "2025-03-04",
        "2025/3/4",
        "2025.3.4",
        "2025年3月4日",
        "2025 年 03 月 04 号",
        "２０２５年３月４日",
        "20250304",
        "45720",
        "2025-03-04T09:30",
        "2025-03-04 00:00:00",
        "4 March 2025",
        "4-Mar-2025",
        "Mar 4th, 2025",
    ],
)
def test_a_day_is_read_as_people_and_spreadsheets_write_it(cell: str):
    assert day(cell, AS_IT_IS) == MARCH


def test_what_can_be_read_in_two_ways_waits_for_an_answer():
    with pytest.raises(Refused) as refused:
        day("4/3/2025", AS_IT_IS)

    assert refused.value.field == "day_order"
    assert day("4/3/2025", DAY_FIRST) == day("03.04.2025", MONTH_FIRST) == MARCH
    assert day("25/12/2025", AS_IT_IS) == day("12/25/2025", AS_IT_IS) == date(2025, 12, 25)
    assert day("4/4/2025", AS_IT_IS) == date(2025, 4, 4)


@pytest.mark.parametrize(
    "cell", ["2025", "3/4/25", "2025-02-30", "1066-10-14", "soon", "31/31/2025"]
)
def test_what_is_no_day_is_wrong(cell: str):
    with pytest.raises(Wrong):
        day(cell, DAY_FIRST)


def test_an_end_may_be_unknown_or_none():
    assert [end(cell, AS_IT_IS) for cell in ("unknown", "不详", "Unknown")] == [None, None, None]
    endless = {end(cell, AS_IT_IS) for cell in ("open-ended", "长期有效", "Indefinite")}
    assert endless == {Standing.OPEN_ENDED}
