"""Every address: who may come, what it costs, and that each page is well made."""

import gzip
import re
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask

import crm
from crm.accounts import session
from crm.models import Role
from crm.web.access import ANYONE
from tests import factories
from tests.addresses import BY_LINK, address_of, fill_office, rules
from tests.client import Client
from tests.conftest import Counted
from tests.databases import ONE_ENGINE
from tests.pages import Page
from tests.who_may import ADMINISTRATOR, ANYBODY, EDITOR, VIEWER, named

MOST_STATEMENTS = 8
MORE_THAN_A_PAGE = 26
MOST_BYTES = 120_000
MAY = {ANYONE: ANYBODY, Role.VIEWER: VIEWER, Role.EDITOR: EDITOR, Role.ADMIN: ADMINISTRATOR}
LADDER = list(MAY)


def guards(view: object) -> int:
    """How many decorators of `crm.web.access` a view bears."""
    number = 0
    while view is not None:
        number += "needs" in vars(view)
        view = vars(view).get("__wrapped__")
    return number


def pages(app: Flask, numbers: dict[str, int]) -> list[str]:
    found = [address_of(app, rule, numbers) for rule in rules(app, "GET")]
    shown = [
        a
        for a in found
        if not a.startswith(("/setup", "/login", "/static", "/healthz", "/session"))
    ]
    shown = [a for a in shown if not a.endswith("icon.svg")]
    no_pages = ("export", "lookup", ".ics", ".atom", "vcard", ".zip", "/timeline/")
    return [
        a
        for a in shown
        if a not in {"/settings", "/timeline"} and not any(part in a for part in no_pages)
    ]


def test_every_route_has_exactly_one_guard(app: Flask):
    assert {name: guards(view) for name, view in app.view_functions.items()} == dict.fromkeys(
        app.view_functions, 1
    )


def test_each_address_asks_for_what_the_table_says(app: Flask):
    """A new address, or one with another guard, has to be looked at there by a person."""
    asked = {name: str(vars(view)["needs"]) for name, view in app.view_functions.items()}

    assert asked == {name: str(needs) for needs, table in MAY.items() for name in named(table)}


@ONE_ENGINE
@pytest.mark.parametrize("method", ["GET", "POST"])
@pytest.mark.parametrize("role", [None, Role.VIEWER, Role.EDITOR])
def test_nobody_comes_further_than_the_table_says(app: Flask, role: Role | None, method: str):
    numbers = fill_office(1)
    person = app.test_client()
    if role is not None:
        person.log_in(factories.user(role=role))
    mine = set().union(*(named(MAY[needs]) for needs in LADDER[: LADDER.index(role or ANYONE) + 1]))
    token = person.visit("/settings/profile").value("csrf_token") if role is not None else ""
    app.config["WTF_CSRF_CHECK_DEFAULT"] = role is not None

    turned_away = {}
    for rule in rules(app, method):
        if rule.endpoint not in mine:
            sent = {"data": {"csrf_token": token}} if method == "POST" else {}
            answer = person.open(address_of(app, rule, numbers), method=method, **sent)
            turned_away[rule.endpoint] = (answer.status_code, (answer.location or "")[:6])
    app.config["WTF_CSRF_CHECK_DEFAULT"] = True

    refusal = (403, "") if role is not None else (302, "/login")
    assert len(turned_away) > 10
    assert turned_away == dict.fromkeys(turned_away, refusal)


@ONE_ENGINE
def test_every_form_is_refused_without_its_token(app: Flask, admin: Client, editor: Client):
    """Without any, and with one that somebody else was given for forms of their own."""
    numbers = fill_office(1)
    foreign = editor.visit("/settings/profile").value("csrf_token")

    answers = {
        (rule.endpoint, bool(sent)): admin.post(address_of(app, rule, numbers), data=sent).status
        for rule in rules(app, "POST")
        for sent in ({}, {"csrf_token": foreign})
    }

    assert len(answers) > 250
    assert answers == dict.fromkeys(answers, "400 BAD REQUEST")


def test_every_page_is_well_made_in_both_languages(app: Flask):
    numbers = fill_office(2)
    for language in ("en", "zh_Hans"):
        reader = app.test_client().log_in(factories.user(role=Role.ADMIN, language=language))
        for address in pages(app, numbers):
            reader.visit(address)


@ONE_ENGINE
def test_no_page_sends_more_statements_for_more_rows(
    app: Flask, admin: Client, counted: Counted, monkeypatch: pytest.MonkeyPatch
):
    # Once a minute a page notes that the reader was there, whichever page that meets.
    monkeypatch.setattr(session, "NOTED_EVERY", timedelta(days=1))

    few = statements(app, admin, fill_office(2), counted)
    many = statements(app, admin, fill_office(MORE_THAN_A_PAGE), counted)

    assert few == many
    assert {address: n for address, n in many.items() if n > MOST_STATEMENTS} == {}


def statements(
    app: Flask, reader: Client, numbers: dict[str, int], counted: Counted
) -> dict[str, int]:
    """How many statements each page sends after something was changed, by its rule."""
    shown = set(pages(app, numbers))
    sent = {}
    for rule in rules(app, "GET"):
        address = address_of(app, rule, numbers)
        if address in shown:
            factories.partner(f"New before {address}")
            with counted() as collected:
                reader.visit(address)
            sent[rule.rule] = len(collected)
    return sent


@ONE_ENGINE
def test_a_first_visit_of_any_page_is_light(app: Flask, admin: Client):
    numbers = fill_office(MORE_THAN_A_PAGE)
    static = sum(len(body) for body in assets(admin, admin.visit("/")))
    addresses = pages(app, numbers)

    heaviest = max(len(admin.get(address).data) for address in addresses)

    assert static + heaviest < MOST_BYTES


def assets(reader: Client, page: Page) -> list[bytes]:
    """What the browser fetches with a page, as it comes over the wire."""
    folder = page.html.partition('href="/static/')[2].partition("/")[0]
    scripts = sorted((Path(crm.__file__).parent / "static" / "js").glob("*.js"))
    names = ["css/all.css", "icon.svg", *(f"js/{script.name}" for script in scripts)]
    zipped = {"Accept-Encoding": "gzip"}
    answers = [reader.get(f"/static/{folder}/{name}", headers=zipped) for name in names]
    assert all(answer.headers["Content-Encoding"] == "gzip" for answer in answers)
    assert all("max-age=31536000" in answer.headers["Cache-Control"] for answer in answers)
    assert all(gzip.decompress(answer.data) for answer in answers)
    return [answer.data for answer in answers]


def test_an_unknown_number_is_a_page_with_a_way_on(app: Flask, admin: Client):
    huge = dict.fromkeys(fill_office(1), 99999999999999999999)
    for rule in rules(app, "GET"):
        if any(name in huge for name in rule.arguments) and rule.endpoint not in BY_LINK:
            page = admin.visit(address_of(app, rule, huge), status=404)
            assert "/" in page.links()


def test_a_word_that_is_too_long_is_a_page_with_a_way_on(app: Flask, admin: Client):
    """As the key of a file that waits: no disk takes a name of that length."""
    numbers = fill_office(1)
    in_place = re.compile(r"<(\w+)>")
    for rule in rules(app, "GET"):
        for name in in_place.findall(rule.rule):
            address = address_of(app, rule, numbers | {name: "x" * 1000})

            assert admin.get(address).status_code == 404, address
