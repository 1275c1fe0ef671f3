"""A page of a preview: the rows of one verdict, as a person reads them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from crm.imports.plan import read_plan
from crm.imports.preview import Planned, Verdict
from crm.imports.report import said, why
from crm.imports.subjects import Field, Subject
from crm.imports.values import People
from crm.imports.waiting import Waiting
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


@dataclass(frozen=True)
class ShownRow:
    """`fields` are label, before and after; there is no before in a new record."""

    planned: Planned
    fields: Sequence[tuple[str, str, str]]
    why: str
    choice: str


@dataclass(frozen=True)
class Shown:
    verdict: Verdict
    rows: Sequence[ShownRow]
    page: int
    pages: int


def shown_rows(kept: Waiting, args: Mapping[str, str], subject: Subject, people: People) -> Shown:
    """The page that an address asks for with `show` and `page`."""
    counts = kept.plan.counts if kept.plan is not None else {}
    asked = [verdict for verdict in Verdict if verdict.value == args.get("show")]
    there = [verdict for verdict in SHOWN_FIRST if counts.get(verdict)]
    verdict = (asked or there or [Verdict.UNCHANGED])[0]
    pages = max(1, -(-counts.get(verdict, 0) // PER_PAGE))
    said = args.get("page", "")
    page = min(int(said), pages) if said.isascii() and said.isdigit() and len(said) < 9 else 1
    page = max(page, 1)
    planned = read_plan(kept.plan_file, (verdict,), (page - 1) * PER_PAGE, PER_PAGE)
    rows = [_shown(row, kept, subject, people) for row in planned]
    return Shown(verdict, rows, page, pages)


def _shown(row: Planned, kept: Waiting, subject: Subject, people: People) -> ShownRow:
    fields = []
    for name, value in row.values.items():
        item = subject.field(name)
        before, after = (_said(item, given, people) for given in (row.before.get(name), value))
        if before or after:
            fields.append((str(item.label), before, after))
    choice = kept.choices.get(row.row, "")
    return ShownRow(row, fields, why(row) if row.why or row.records else "", choice)


def _said(item: Field, value: Any, people: People) -> str:
    return "" if value is None else str(item.said(value, people))
