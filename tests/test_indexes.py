"""Each list's page comes from an index, whatever it is sorted or filtered by, on both engines."""

import json
from collections.abc import Iterator

import pytest
from flask import Flask
from flask_babel import force_locale
from sqlalchemy import Select, event, func, select, text
from sqlalchemy.dialects import postgresql

from crm.extensions import db
from crm.web.filters import Args, Case, Day, Related
from crm.web.listing import FEW, Listing, Statements
from crm.web.locale import Reader
from tests.addresses import fill_office
from tests.conftest import DAY
from tests.databases import empty
from tests.web.test_filters import FILTERS
from tests.web.test_sorts import LISTS, SORTS

READER = Reader(DAY, 1, "en")
CHINESE = Reader(DAY, 1, "zh")
ORDERS = [
    *((listing, {}, READER) for listing in LISTS),
    *((listing, {"sort": f"{way}{sort}"}, READER) for listing, sort in SORTS for way in ("", "-")),
    *(
        (listing, {"sort": f"{way}{sort}"}, CHINESE)
        for listing, sort in SORTS
        for way in ("", "-")
        if listing.sorts[sort].chinese
    ),
]
"""The order in which each list opens, and each that its headings offer, to whom it offers it."""

OF_A_PART = {
    index.name
    for table in db.metadata.tables.values()
    for index in table.indexes
    if "where" in index.info
}
"""The indexes that hold some of a table's rows only, such as those of the pipeline."""


@pytest.fixture(scope="module")
def numbers(office: Flask) -> Iterator[dict[str, int]]:
    """Of the records of a filled office, in whose context the test is."""
    with office.app_context():
        empty(db.engine)
        yield fill_office(30)
        db.session.remove()


on_sqlite = pytest.mark.parametrize("office", ["sqlite"], indirect=True)
on_postgresql = pytest.mark.parametrize("office", ["postgresql"], indirect=True)

Path = tuple[str, ...]


def paths(listing: Listing, args: Args, reader: Reader = READER) -> list[list[Path]]:
    """How SQLite finds a page, of few rows and of many: each step with those that it stands
    under, a statement each."""
    sent = []

    def note(_connection, _cursor, statement, parameters, *_rest):
        sent.append((statement, parameters))

    event.listen(db.engine, "before_cursor_execute", note)
    with force_locale("en"):
        asked = Statements(listing, args, reader)
        asked.total()
        asked.rows(0, 25, total=1)
        asked.rows(0, 25, total=FEW + 1)
    event.remove(db.engine, "before_cursor_execute", note)
    assert len(sent) == 3
    return [_paths(*one) for one in sent]


def _paths(statement: str, parameters: tuple) -> list[Path]:
    found: dict[int, Path] = {0: ()}
    cursor = db.session.connection().connection.cursor()
    for number, parent, _unused, step in cursor.execute(
        f"EXPLAIN QUERY PLAN {statement}", parameters
    ):
        found[number] = (*found[parent], step)
    return [path for path in found.values() if path]


def scans(path: Path) -> bool:
    """Whether the step reads a whole table, in no order."""
    found_before = path[-1].startswith(("SCAN anon_", "SCAN few", "SCAN ranges"))
    return path[-1].startswith("SCAN ") and not found_before and " INDEX " not in path[-1]


def sorts_all(path: Path, others: list[Path]) -> bool:
    """Whether the step sorts more than the rows of the page or those of one of its rows.

    Several ranges are each cut to the page before they are put together.
    """
    inside = any("LIST SUBQUERY" in step for step in path)
    of_one_row = any("CORRELATED" in step for step in path)
    of_ranges = (*path[:-1], "SCAN ranges") in others
    sorts = path[-1].startswith("USE TEMP B-TREE FOR ORDER BY")
    return sorts and inside and not of_one_row and not of_ranges


def choices(item, numbers: dict[str, int]) -> list[str]:
    if isinstance(item, Day):
        return [DAY.isoformat()]
    if isinstance(item, Related):
        return [str(numbers[f"{item.name.replace('parent', 'partner')}_id"])]
    with force_locale("en"):
        return [choice for choice, _label in item.choices(READER)]


def count(listing: Listing, args: Args) -> Select:
    clauses = Statements(listing, args, READER).clauses
    return select(func.count()).select_from(listing.model).where(*clauses)


@on_sqlite
def test_no_order_is_sorted_at_each_visit(numbers: dict[str, int]):
    sorted_anew = {
        (listing.room, *args.values())
        for listing, args, reader in ORDERS
        for steps in paths(listing, args, reader)
        for path in steps
        if scans(path) or sorts_all(path, steps)
    }

    assert sorted_anew == set()


@on_sqlite
def test_a_filtered_page_reads_no_table_in_no_order(numbers: dict[str, int]):
    read_whole = {
        (listing.room, item.name, asked)
        for listing, item in FILTERS
        for asked in choices(item, numbers)
        for steps in paths(listing, {item.name: asked})
        for path in steps
        if scans(path)
    }

    assert read_whole == set()


def plan(statement: Select) -> Iterator[dict]:
    """The nodes by which PostgreSQL would answer if it did not shun an index of few rows."""
    for unindexed in ("seqscan", "sort", "bitmapscan", "mergejoin", "hashjoin"):
        db.session.execute(text(f"SET LOCAL enable_{unindexed} = off"))
    given = statement.params(skip=0, size=25).compile(
        dialect=postgresql.dialect(), compile_kwargs={"literal_binds": True}
    )
    explained = db.session.execute(text(f"EXPLAIN (FORMAT JSON) {given}".replace(":", r"\:")))
    found = explained.scalar_one()
    return _nodes((json.loads(found) if isinstance(found, str) else found)[0]["Plan"])


def _nodes(node: dict) -> Iterator[dict]:
    yield node
    for below in node.get("Plans", []):
        yield from _nodes(below)


def sorts_a_table(node: dict) -> bool:
    """Whether all rows are sorted; ranges that were cut to the page are put together sorted."""
    below = {one["Node Type"] for one in _nodes(node)}
    return node["Node Type"] == "Sort" and "Limit" not in below


@on_postgresql
def test_postgresql_too_has_an_index_for_each_order(numbers: dict[str, int]):
    db.session.execute(text("ANALYZE"))

    sorted_anew = {
        (listing.room, *args.values(), from_end)
        for listing, args, reader in ORDERS
        for asked in [Statements(listing, args, reader)]
        for from_end in (False, True)
        for node in plan(asked.order.numbers(asked.clauses, from_end=from_end))
        if sorts_a_table(node)
    }

    assert sorted_anew == set()


def reads_a_part(node: dict) -> bool:
    """Whether an index leads to a part of the table, by what it is asked for or by its own rows."""
    return "Index Cond" in node or node.get("Index Name") in OF_A_PART


@on_postgresql
def test_postgresql_too_counts_what_a_filter_leaves_by_an_index(numbers: dict[str, int]):
    db.session.execute(text("ANALYZE"))

    read_whole = {
        (listing.room, item.name, asked)
        for listing, item in FILTERS
        if not isinstance(item, Case)
        for asked in choices(item, numbers)
        if not any(map(reads_a_part, plan(count(listing, {item.name: asked}))))
    }

    assert read_whole == set()
