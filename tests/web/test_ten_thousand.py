"""Ten thousand requests that Hypothesis makes, over all addresses and forms: nothing breaks, and
no text comes back as markup."""

import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from itertools import cycle
from urllib.parse import quote

import pytest
from flask import Flask
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from lxml import html
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from crm.extensions import db
from crm.models import Role
from crm.trash.actions import move_to_trash
from tests import factories
from tests.addresses import address_of, fill_office, rules
from tests.client import Client
from tests.databases import ONE_ENGINE, empty
from tests.test_routes import pages

MARK = "<q9>"
"""An element that no page of ours has."""

TEXTS = st.one_of(
    st.text(max_size=30),
    st.text(max_size=12).map(lambda text: f"{text}{MARK}\"'>{MARK}"),
    st.integers(-(2**70), 2**70).map(str),
    st.dates().map(str),
    st.sampled_from(
        ["", "1", "2", "-1", "yes", "all", "csv", "\0", "x" * 5_000, "%00", "../..", "²"]
    ),
)
PLACE = re.compile("<[^>]+>")
"""Where an address has the number of a record, or a word."""

ROLES = [Role.ADMIN, None, Role.EDITOR, None, Role.VIEWER, None, None, None]
"""Mostly nobody, who is answered in a millisecond: a page for an administrator takes ten."""

PARTS = 20
EXAMPLES, REQUESTS = 30, 10_000
LEFT_OUT = {"static", "backups.index", "personal.held"}
"""Files, a copy of the whole office, and all that is held on a person, which takes ten times as
long as a page; they have tests of their own."""


@dataclass
class Filled:
    """A filled office, its addresses with the names that each of them listens to, and who asks."""

    app: Flask
    cases: list[tuple[str, Rule]]
    addresses: dict[str, str]
    names: dict[str, list[str]]
    people: dict[Role, tuple[str, str]]
    """By role: cookie and form token."""
    before: sqlite3.Connection

    def ask(self, method: str, rule: Rule, texts: list[str], role: Role | None) -> TestResponse:
        """One request: each name that the address knows says one of the texts."""
        turn = cycle(texts)
        address = self.addresses[rule.rule]
        if len(texts[0]) % 3 == 0:
            address = PLACE.sub(lambda _place: quote(next(turn), safe=""), rule.rule)
        cookie, token = self.people[role] if role is not None else ("", "")
        said = {name: next(turn) for name in self.names.get(rule.rule, ())} | {"q": next(turn)}
        said |= {next(turn)[:40] or "x": next(turn)}
        return self.app.test_client(use_cookies=False).open(
            address,
            method=method,
            query_string=said if method == "GET" else None,
            data=said | {"csrf_token": token} if method == "POST" else None,
            headers={"Cookie": cookie},
        )

    def restore(self) -> None:
        db.session.remove()
        with closing(sqlite3.connect(db.engine.url.database)) as live:
            self.before.backup(live)


@pytest.fixture(scope="module")
def filled(office: Flask) -> Iterator[Filled]:
    with office.app_context():
        empty(db.engine)
        numbers = fill_office(1)
        numbers["item_id"] = move_to_trash({}, factories.task("Gone")).id
        people = {role: _comes_in(office, role) for role in Role}
        cases = [(way, rule) for way in ("GET", "POST") for rule in rules(office, way)]
        cases = [case for case in cases if case[1].endpoint not in LEFT_OUT]
        addresses = {rule.rule: address_of(office, rule, numbers) for _way, rule in cases}
        names = _names(office, numbers, people[Role.ADMIN][0])
        db.session.commit()
        before = sqlite3.connect(":memory:", check_same_thread=False)
        with closing(sqlite3.connect(db.engine.url.database)) as live:
            live.backup(before)
        yield Filled(office, cases, addresses, names, people, before)
        before.close()
        empty(db.engine)


def _comes_in(app: Flask, role: Role) -> tuple[str, str]:
    client = app.test_client()
    assert isinstance(client, Client)
    client.log_in(factories.user_with_password(role=role))
    token = client.visit("/settings/profile").value("csrf_token")
    return "; ".join(f"{c.key}={c.value}" for c in client._cookies.values()), token


def _names(app: Flask, numbers: dict[str, int | str], cookie: str) -> dict[str, list[str]]:
    """What each address listens to: the fields of the forms that lead to it."""
    adapter = app.url_map.bind("localhost")
    found: dict[str, set[str]] = {}
    for address in pages(app, numbers):
        client = app.test_client(use_cookies=False)
        page = client.get(address, headers={"Cookie": cookie}, follow_redirects=True)
        for form in html.document_fromstring(page.text).iter("form"):
            action = (form.get("action") or page.request.path).partition("?")[0]
            rule, _given = adapter.match(
                action, method=form.get("method", "get").upper(), return_rule=True
            )
            fields = (f.get("name") for f in form.iter("input", "select", "textarea", "button"))
            found.setdefault(rule.rule, set()).update(filter(None, fields))
    return {rule: sorted(names - {"csrf_token"}) for rule, names in found.items()}


@ONE_ENGINE
@pytest.mark.parametrize("part", range(PARTS))
def test_nothing_breaks_and_nothing_comes_back_as_markup(filled: Filled, part: int):
    cases = filled.cases[part::PARTS]
    asked = [0]

    @settings(
        max_examples=EXAMPLES,
        database=None,
        derandomize=True,
        phases=(Phase.generate, Phase.shrink),
        suppress_health_check=list(HealthCheck),
    )
    @given(texts=st.lists(TEXTS, min_size=7, max_size=7), role=st.sampled_from(ROLES))
    def ask(texts: list[str], role: Role | None) -> None:
        has_changed = False
        for method, rule in cases:
            answer = filled.ask(method, rule, texts, role)
            asked[0] += 1
            has_changed |= method == "POST" and answer.status_code == 302
            assert answer.status_code < 500, (method, rule.rule, texts, role)
            assert not (answer.mimetype == "text/html" and MARK in answer.text), (method, rule.rule)
        if has_changed:
            filled.restore()

    ask()

    assert asked[0] >= len(cases) * EXAMPLES
    assert len(filled.cases) * EXAMPLES >= REQUESTS
