"""Students sent and received, typed as a table with a row a year."""

from collections.abc import Mapping
from typing import Any

from flask import request
from flask_babel import gettext as _
from wtforms import Field
from wtforms.form import BaseForm
from wtforms.validators import StopValidation

from crm.models import Exchange

SPARE_ROWS = 2
MOST = 99_999

Row = tuple[str, str, str]
"""A year, sent, received: as typed."""


class YearsField(Field):
    """`data` maps years to students. A row without a year is left out, empty numbers are nought."""

    part = "agreements/years.html"
    data: dict[int, Exchange]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.typed: list[Row] = []
        self.wrong: str | None = None

    @property
    def rows(self) -> list[Row]:
        """What stands in the table, the latest year first, with empty rows for more."""
        return [*self.typed, *[("", "", "")] * SPARE_ROWS]

    def process_data(self, value: Mapping[int, Exchange] | None) -> None:
        self.data = dict(value or {})
        latest_first = sorted(self.data.items(), reverse=True)
        self.typed = [(str(y), str(e.sent), str(e.received)) for y, e in latest_first]

    def process_formdata(self, valuelist: list[str]) -> None:
        columns = [valuelist, *(request.form.getlist(f"{self.name}-{p}") for p in PARTS)]
        rows = [tuple(cell.strip()[:20] for cell in row) for row in zip(*columns, strict=False)]
        self.typed = [(row[0], row[1], row[2]) for row in rows if any(row)]
        self.data = {}
        for year, sent, received in self.typed:
            self._take(year, sent, received)

    def _take(self, year: str, sent: str, received: str) -> None:
        number = _whole(year, 1900, 2200)
        went, came = (_whole(typed or "0", 0, MOST) for typed in (sent, received))
        if number is None:
            self.wrong = _("Give a year such as 2026 in each row.")
        elif number in self.data:
            self.wrong = _("%(year)s stands there twice.", year=number)
        elif went is None or came is None:
            self.wrong = _("%(year)s: give whole numbers from 0 to 99999.", year=number)
        else:
            self.data[number] = Exchange(went, came)

    def pre_validate(self, form: BaseForm) -> None:
        if self.wrong:
            raise StopValidation(self.wrong)


PARTS = ("sent", "received")


def _whole(typed: str, least: int, most: int) -> int | None:
    if not (typed.isascii() and typed.isdigit() and len(typed) < 7):
        return None
    return int(typed) if least <= int(typed) <= most else None
