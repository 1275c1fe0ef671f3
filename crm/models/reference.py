"""The references that the office gives: a pattern of each type, counted a year and a pattern."""

import re

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from crm.database import Base
from crm.frozen import Frozen

LONGEST = 40
"""Characters of a reference."""

_MARK = re.compile(r"{(year|number)(?::0?([1-9]))?}")


class ReferencePattern(Frozen):
    """`{year}-MOU-{number:03}`: the year in four digits, the number with leading noughts."""

    text: str

    def series(self, year: int) -> str:
        """What counts together: the pattern with the year filled in."""
        return self.text.replace("{year}", f"{year:04d}")

    def reference(self, year: int, number: int) -> str:
        def fill(mark: re.Match[str]) -> str:
            return f"{number:0{mark[2] or 1}d}" if mark[1] == "number" else mark[0]

        return _MARK.sub(fill, self.series(year))

    def problem(self) -> str | None:
        """Which rule the pattern breaks: `number`, `mark` or `length`; None when it is sound."""
        marks = [mark[1] for mark in _MARK.finditer(self.text)]
        if marks.count("number") != 1:
            return "number"
        if "{" in _MARK.sub("", self.text) or "}" in _MARK.sub("", self.text):
            return "mark"
        return "length" if len(self.reference(2000, 99_999)) > LONGEST else None


class ReferenceCounter(Base):
    """The last number given in a series. Its row is the lock that keeps references apart."""

    __tablename__ = "reference_counter"

    series: Mapped[str] = mapped_column(String(80), unique=True)
    last: Mapped[int] = mapped_column(default=0)
