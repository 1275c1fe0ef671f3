"""What each choice of each filter finds, in an office in which each finds something."""

import csv
import io
from collections.abc import Iterator
from urllib.parse import urlencode

import pytest
from flask import Flask
from flask_babel import force_locale

from crm.extensions import db
from crm.models import Role, Standing
from crm.web.filters import Case, Day, Filter, OneCode, OneWord, Related, Year
from crm.web.listing import FEW, Listing, Statements
from crm.web.locale import Reader
from tests import factories
from tests.client import Client
from tests.conftest import DAY
from tests.databases import empty
from tests.web.test_filters import fill_every_choice
from tests.web.test_sorts import LISTS, address_of_list

SHARE_OUT = (OneWord, OneCode)
"""Filters under whose choices each record stands exactly once."""

Filled = tuple[Reader, Client, dict[str, int]]


@pytest.fixture(scope="module")
def filled(office: Flask) -> Iterator[Filled]:
    """The reader of that office, as lists and as pages know her, and the numbers of its records.
    Nobody here changes anything."""
    with office.app_context():
        empty(db.engine)
        user = factories.user(role=Role.ADMIN)
        numbers = fill_every_choice(user)
        client = office.test_client()
        assert isinstance(client, Client)
        yield Reader(DAY, user.id, "en", sees_all=True), client.log_in(user), numbers
        db.session.remove()


def values(item: Filter, reader: Reader, numbers: dict[str, int]) -> list[str]:
    if isinstance(item, Day | Year):
        return [DAY.isoformat() if isinstance(item, Day) else str(DAY.year)]
    if isinstance(item, Related):
        return [str(numbers[item.name])]
    if item.name == "batch":
        return [str(numbers["batch"])]
    if item.name == "record":
        return [f"agreement-{numbers['agreement']}"]
    choices = [value for value, _label in item.choices(reader)]
    if item.name == "type":
        return [str(factories.shipped_type().id)]
    return choices


@pytest.mark.parametrize("listing", LISTS, ids=[listing.room for listing in LISTS])
def test_each_choice_of_a_filter_finds_its_rows_on_page_and_export(
    filled: Filled, listing: Listing
):
    reader, client, numbers = filled

    for item in listing.filters:
        with force_locale("en"):
            offered = values(item, reader, numbers)

        found = {value: rows_of(client, listing, {item.name: value}) for value in offered[:1]}
        found |= {value: exported(client, listing, {item.name: value}) for value in offered[1:]}

        assert found, item.name
        assert 0 not in found.values(), (item.name, found)
        for value, number in found.items():  # which is what the page speaks of
            assert listing.count({item.name: value}, reader) == number, (item.name, value)
            assert item.clause(value, reader) is not None, (item.name, value)
        if isinstance(item, SHARE_OUT) and getattr(item, "within", None) is None:
            assert sum(found.values()) == listing.count({}, reader), item.name


def rows_of(client: Client, listing: Listing, asked: dict[str, str]) -> int:
    """How many rows the export has and the page speaks of."""
    page = client.visit(f"{address_of_list(listing)}?{urlencode(asked)}")
    number = exported(client, listing, asked)
    assert f"{number} row" in page.text, asked
    assert not page.having("p", class_="notice"), asked
    return number


def exported(client: Client, listing: Listing, asked: dict[str, str]) -> int:
    """How many rows the export has."""
    file = client.get(f"{address_of_list(listing)}/export.csv?{urlencode(asked)}").data
    return len(list(csv.reader(io.StringIO(file.decode("utf-8-sig"), newline="")))) - 1


@pytest.mark.parametrize("listing", LISTS, ids=[listing.room for listing in LISTS])
def test_few_rows_and_many_come_in_the_same_order(filled: Filled, listing: Listing):
    """Each order with a choice of every other filter, which take turns, and each choice in the
    order of the last sort."""
    reader, _client, numbers = filled
    with force_locale("en"):
        offered = {item.name: list(values(item, reader, numbers)) for item in listing.filters}
    each = [(name, value) for name, found in offered.items() for value in found]
    first = [(name, found[0]) for name, found in offered.items()]

    for number, sort in enumerate(listing.sorts, 1):
        for name, value in each if number == len(listing.sorts) else first[number % 2 :: 2]:
            asked = {name: value, "sort": f"-{sort}"}
            statements = Statements(listing, asked, reader)

            few, many = (statements.rows(0, 25, total) for total in (FEW, FEW + 1))

            assert [row.id for row in few] == [row.id for row in many], asked


@pytest.mark.parametrize(
    ("room", "name", "parts"),
    [
        ("agreements", "end", {"known", "open", "unknown"}),
        (
            "agreements",
            "status",
            {standing.value for standing in Standing},
        ),
        ("renewals", "urgency", {"overdue", "30", "90", "180", "later", "unknown"}),
        ("tasks", "status", {"open", "done"}),
    ],
)
def test_each_record_stands_under_exactly_one_choice(
    filled: Filled, room: str, name: str, parts: set
):
    reader, _client, _numbers = filled
    listing = next(listing for listing in LISTS if listing.room == room)
    item = next(item for item in listing.filters if item.name == name)
    assert isinstance(item, Case)
    assert parts <= set(item.cases)

    found = [listing.count({name: part}, reader) for part in parts]

    assert sum(found) == listing.count({}, reader)
