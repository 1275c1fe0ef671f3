"""On SQLite, each list's page comes from an index, whatever it is sorted or filtered by."""

import pytest
from flask import Flask
from flask_babel import force_locale
from sqlalchemy import event

from crm.extensions import db
from crm.web.filters import Day, Related
from crm.web.listing import Args, Listing
from crm.web.locale import Reader
from tests.addresses import fill_office
from tests.conftest import DAY
from tests.web.test_filters import FILTERS, NAMES
from tests.web.test_sorts import LISTS, SORTS

on_sqlite = pytest.mark.parametrize("office", ["sqlite"], indirect=True)


def plans(listing: Listing, args: Args, reader: Reader) -> list[list[tuple[str, ...]]]:
    """How SQLite finds a page: each step with those that it stands under, a statement each."""
    sent = []

    def note(_connection, _cursor, statement, parameters, *_rest):
        sent.append((statement, parameters))

    event.listen(db.engine, "before_cursor_execute", note)
    with force_locale("en"):
        listing.page(args, reader)
    event.remove(db.engine, "before_cursor_execute", note)
    return [plan(*one) for one in sent]


def plan(statement: str, parameters: tuple) -> list[tuple[str, ...]]:
    paths = {0: ()}
    cursor = db.session.connection().connection.cursor()
    for number, parent, _unused, step in cursor.execute(
        f"EXPLAIN QUERY PLAN {statement}", parameters
    ):
        paths[number] = (*paths[parent], step)
    return [path for path in paths.values() if path]


def scans(path: tuple[str, ...]) -> bool:
    """Whether the step reads a whole table, in no order."""
    found_before = path[-1].startswith(("SCAN anon_", "SCAN ranges"))
    return path[-1].startswith("SCAN ") and not found_before and " INDEX " not in path[-1]


def sorts_all(path: tuple[str, ...], paths: list[tuple[str, ...]]) -> bool:
    """Whether the step sorts more than the rows of the page or those of one of its rows.

    Several ranges are each cut to the page before they are put together.
    """
    inside = any("LIST SUBQUERY" in step for step in path)
    of_one_row = any("CORRELATED" in step for step in path)
    of_ranges = (*path[:-1], "SCAN ranges") in paths
    sorts = path[-1].startswith("USE TEMP B-TREE FOR ORDER BY")
    return sorts and inside and not of_one_row and not of_ranges


def value(item, numbers: dict[str, int], reader: Reader) -> list[str]:
    if isinstance(item, Day):
        return [DAY.isoformat()]
    if isinstance(item, Related):
        return [str(numbers[f"{item.name.replace('parent', 'partner')}_id"])]
    with force_locale("en"):
        return [choice for choice, _label in item.choices(reader)]


@on_sqlite
@pytest.mark.parametrize(("listing", "sort"), SORTS, ids=[f"{x.room}-{s}" for x, s in SORTS])
def test_a_sorted_page_reads_no_table_in_no_order(app: Flask, listing: Listing, sort: str):
    fill_office(60)

    for way in (sort, f"-{sort}"):
        for steps in plans(listing, {"sort": way}, Reader(DAY, 1, "en")):
            assert [path for path in steps if scans(path)] == []


@on_sqlite
def test_no_order_is_sorted_at_each_visit(app: Flask):
    fill_office(60)
    reader = Reader(DAY, 1, "en")

    sorted_anew = {
        (listing.room, sort)
        for listing, sort in [*SORTS, *((listing, "") for listing in LISTS)]
        for steps in plans(listing, {"sort": sort}, reader)
        for path in steps
        if sorts_all(path, steps)
    }

    assert sorted_anew == set()


@on_sqlite
@pytest.mark.parametrize(("listing", "item"), FILTERS, ids=NAMES)
def test_a_filtered_page_reads_no_table_in_no_order(app: Flask, listing: Listing, item):
    numbers = fill_office(60)
    reader = Reader(DAY, 1, "en")

    for asked in value(item, numbers, reader):
        for steps in plans(listing, {item.name: asked}, reader):
            assert [path for path in steps if scans(path)] == [], asked
