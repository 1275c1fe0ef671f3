"""A page of a preview: the rows of one verdict, as a person reads them."""

from collections.abc import Mapping, Sequence
from itertools import islice
from typing import Any

from flask_babel import LazyString
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from crm.frozen import Frozen
from crm.imports.fields import Field, Subject
from crm.imports.plan import read_plan
from crm.imports.planned import Planned, Verdict
from crm.imports.report import said, why
from crm.imports.waiting import Waiting
from crm.imports.within import row_of
from crm.tables.table import Table

PER_PAGE = 50

VERDICTS: Mapping[Verdict, LazyString] = {
    Verdict.NEW: _l("New"),
    Verdict.CHANGED: _l("Changed"),
    Verdict.UNCHANGED: _l("Unchanged"),
    Verdict.DOUBTFUL: _l("Doubtful"),
    Verdict.CONFLICT: _l("Conflict"),
    Verdict.WRONG: _l("Wrong"),
}

SHOWN_FIRST = (
    Verdict.WRONG,
    Verdict.CONFLICT,
    Verdict.DOUBTFUL,
    Verdict.CHANGED,
    Verdict.NEW,
    Verdict.UNCHANGED,
)
"""What a person has to look at comes before what goes by itself."""


FIRST_ROWS = 5
"""Shown beside each column, so that a person sees what is in it."""


def first_rows(table: Table) -> list[list[str]]:
    return [[said(cell) for cell in row.cells] for row in islice(table.rows(), FIRST_ROWS)]


class ShownRow(Frozen):
    """`fields` are label, before and after; there is no before in a new record."""

    planned: Planned
    fields: Sequence[tuple[str, str, str]]
    why: str
    choice: str


class Shown(Frozen):
    verdict: Verdict
    rows: Sequence[ShownRow]
    page: int
    pages: int


def shown_rows(kept: Waiting, args: Mapping[str, str], subject: Subject) -> Shown:
    """The page that an address asks for with `show` and `page`."""
    counts = kept.plan.counts if kept.plan is not None else {}
    asked = [verdict for verdict in Verdict if verdict.value == args.get("show")]
    there = [verdict for verdict in SHOWN_FIRST if counts.get(verdict)]
    verdict = (asked or there or [Verdict.UNCHANGED])[0]
    pages = max(1, -(-counts.get(verdict, 0) // PER_PAGE))
    said = args.get("page", "")
    page = min(int(said), pages) if said.isascii() and said.isdigit() and len(said) < 9 else 1
    page = max(page, 1)
    planned = list(read_plan(kept.plan_file, (verdict,), (page - 1) * PER_PAGE, PER_PAGE))
    names = _Names(subject, planned, _brought(kept, planned))
    return Shown(verdict, [_shown(row, kept, names) for row in planned], page, pages)


class _Names:
    """What the records are called that the rows of a page name, read once for each field."""

    def __init__(
        self, subject: Subject, rows: Sequence[Planned], brought: Mapping[int, str]
    ) -> None:
        self.subject, self.brought = subject, brought
        self.names: dict[str, Mapping[int, str]] = {}
        for item in subject.fields:
            numbers = {n for row in rows for v in _both(row, item.name) for n in _numbers(v)}
            numbers = {number for number in numbers if row_of(number) is None}
            if item.reference is not None and numbers:
                self.names[item.name] = item.reference.names(sorted(numbers))

    def said(self, item: Field, value: Any) -> str:
        if value is None:
            return ""
        if item.reference is None:
            return item.said(value)
        return _("; ").join(self._called(item, number) for number in _numbers(value))

    def _called(self, item: Field, number: int) -> str:
        if (row := row_of(number)) is not None:
            return _("%(name)s (row %(row)s)", name=self.brought.get(row, ""), row=row)
        return self.names[item.name].get(number, "")


def _brought(kept: Waiting, planned: Sequence[Planned]) -> Mapping[int, str]:
    """What the rows are called that those rows name."""
    wanted = {number for row in planned for number in row.named_rows.values()}
    if not wanted:
        return {}
    return {row.row: row.name for row in read_plan(kept.plan_file) if row.row in wanted}


def _both(row: Planned, name: str) -> tuple[Any, Any]:
    return row.before.get(name), row.assumed.get(name, row.values.get(name))


def _numbers(value: Any) -> list[int]:
    several = value if isinstance(value, list) else [value]
    return [number for number in several if isinstance(number, int)]


def _shown(row: Planned, kept: Waiting, names: _Names) -> ShownRow:
    fields = []
    for item in names.subject.fields:
        before, after = (names.said(item, value) for value in _both(row, item.name))
        if before or after:
            fields.append((str(item.label), before, after))
    choice = kept.choices.get(row.row, "")
    return ShownRow(row, fields, why(row) if row.why or row.records else "", choice)
