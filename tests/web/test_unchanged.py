"""What pages count and offer is found out once; what changes is on the next page of everybody."""

import re
from collections.abc import Callable

import pytest
from flask import Flask

from crm.extensions import db
from crm.models import Partner, User
from tests import factories
from tests.client import Client
from tests.conftest import Counted


def rows_said(reader: Client, address: str) -> int:
    """How many rows the list says that it has."""
    said = re.search(r"(\d+) rows?\b", reader.visit(address).text)
    return int(said[1]) if said else 0


def offered(reader: Client, address: str, name: str) -> list[str]:
    """What the select of that name offers."""
    selects = [s for s in reader.visit(address).having("select") if s.get("name") == name]
    return [(option.text or "").strip() for select in selects for option in select]


def test_a_list_that_is_looked_at_twice_is_counted_once(editor: Client, counted: Counted):
    factories.partner("Oslo")
    sent = []
    for _ in range(2):
        with counted() as statements:
            editor.visit("/partners")
        sent.append(len(statements))

    assert sent[1] < sent[0]


def test_what_somebody_else_adds_and_deletes_is_counted_at_once(editor: Client, viewer: Client):
    before = rows_said(viewer, "/partners?country=NO")

    editor.fill("/partners/new", name_en="Oslo", country="NO", category="hospital")
    added = rows_said(viewer, "/partners?country=NO")
    editor.send(f"/partners/{db.session.query(Partner).one().id}/delete")

    assert [before, added, rows_said(viewer, "/partners?country=NO")] == [0, 1, 0]


def test_nobody_is_told_how_many_there_are_of_what_others_may_see(app: Flask):
    first, second = factories.user(name="Lin Mei"), factories.user(name="Wang Fang")
    factories.agreement("Exchange")
    factories.confidential(factories.agreement("Secret"), first)
    clients = [app.test_client().log_in(person) for person in (first, second, first)]

    said = [rows_said(client, "/agreements") for client in clients]

    assert said == [2, 1, 2]


def test_what_is_offered_is_said_in_the_language_of_each_reader(app: Flask):
    factories.partner(country="NO")
    people = [factories.user(language=language) for language in ("en", "zh_Hans")]
    english, chinese = (app.test_client().log_in(person) for person in people)

    of_both = [offered(one, "/partners", "country") for one in (english, chinese, english)]

    assert [names[1] for names in of_both] == ["Norway", "挪威", "Norway"]


@pytest.mark.parametrize(
    ("make", "address", "name", "said"),
    [
        (lambda: factories.partner("Oslo", country="NO"), "/partners", "country", "Norway"),
        (lambda: factories.user(name="Wang Fang"), "/partners", "owner", "Wang Fang"),
        (lambda: factories.agreement_type("Loan"), "/agreements", "type", "Loan"),
        (lambda: factories.user(name="Wang Fang"), "/agreements/new", "owner_id", "Wang Fang"),
    ],
)
def test_what_is_new_can_be_chosen_at_once(
    editor: Client, make: Callable[[], object], address: str, name: str, said: str
):
    factories.agreement()
    before = offered(editor, address, name)

    make()

    assert (said in before, said in offered(editor, address, name)) == (False, True)


def test_who_has_left_is_offered_no_more(editor: Client):
    factories.partner()
    person = factories.user(name="Wang Fang")
    before = offered(editor, "/partners", "owner")

    db.session.get_one(User, person.id).is_active = False
    db.session.commit()

    assert "Wang Fang" in before
    assert "Wang Fang" not in offered(editor, "/partners", "owner")
