"""Addresses that come back from a browser: followed on this site only."""

import re
from typing import Any
from urllib.parse import urljoin, urlsplit

import pytest
from flask import Flask, url_for
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.routing import BuildError, Map, Rule

from crm.web.addresses import LARGEST_NUMBER, Route, address_of, local_address
from tests import factories
from tests.client import Client
from tests.databases import ONE_ENGINE

ONE_OF = re.compile(r"<any\((\w+)[^)]*\):(\w+)>")
NUMBERS = re.compile(r"<(?:number|int):(\w+)>")
SITE = "https://crm.example.org/login"
signs = st.sampled_from(["/", "\\", ":", "?", "#", "@", "%", "\t", "\n", " ", "evil.org", "https"])
addresses = st.text() | st.lists(signs | st.characters()).map("".join)


def as_a_browser(address: str) -> str:
    """The host that a browser goes to: it drops tabs and line breaks and turns backslashes."""
    typed = address.strip("".join(map(chr, range(33))))
    read = "".join(sign for sign in typed if sign not in "\t\r\n").replace("\\", "/")
    return urlsplit(urljoin(SITE, read)).netloc


@given(addresses | addresses.map("/{}".format))
def test_no_address_that_is_followed_leads_off_the_site(address: str):
    followed = local_address(address)

    assert followed in {None, address}
    if followed is not None:
        assert as_a_browser(followed) == "crm.example.org"


@pytest.mark.parametrize("address", ["/", "/partners?q=oslo&sort=-name", "/tasks/3#notes", "/伙伴"])
def test_a_path_of_this_site_is_followed(address: str):
    assert local_address(address) == address


@pytest.mark.parametrize(
    "address",
    [
        None,
        "",
        "partners",
        "//evil.org",
        "/\\evil.org",
        "\\\\evil.org",
        "https://evil.org",
        "javascript:alert(1)",
        "/\t/evil.org",
        "/partners\r\nSet-Cookie: a=b",
        " //evil.org",
        "/partners\0",
    ],
)
def test_anything_else_is_not_followed(address: str | None):
    assert local_address(address) is None


@ONE_ENGINE
@pytest.mark.parametrize(
    "wanted", ["https://evil.org", "//evil.org", "/\\evil.org", "/\t/evil.org"]
)
def test_login_leads_home_when_the_address_leads_away(visitor: Client, wanted: str):
    user = factories.user_with_password()
    page = visitor.get("/login", query_string={"next": wanted})
    token = page.text.partition('name="csrf_token"')[2].partition('value="')[2].partition('"')[0]
    fields = {"csrf_token": token, "email": user.email, "password": factories.PASSWORD}

    answer = visitor.post("/login", query_string={"next": wanted}, data=fields)

    assert (answer.status_code, answer.location) == (302, "/")


@ONE_ENGINE
@pytest.mark.parametrize("number", [1, 45, 2026])
def test_templates_write_each_address_as_the_router_does(app: Flask, number: int):
    with app.test_request_context("/partners"):
        for rule in app.url_map.iter_rules():
            one_of = {name: word for word, name in ONE_OF.findall(rule.rule)}
            numbers = dict.fromkeys(NUMBERS.findall(rule.rule), number)
            values: dict[str, Any] = dict.fromkeys(rule.arguments, "a-word") | one_of | numbers
            values |= {"query": "country=CN&q=100%", "page": number}

            assert address_of(rule.endpoint, **values) == url_for(rule.endpoint, **values)


@ONE_ENGINE
def test_a_number_that_somebody_has_typed_stays_what_it_is(app: Flask):
    typed = f"{LARGEST_NUMBER} {LARGEST_NUMBER - 1}"

    with app.test_request_context("/partners"):
        address = address_of("partners.show", partner_id=7, page=3, q=typed)

        assert address == url_for("partners.show", partner_id=7, page=3, q=typed)


@ONE_ENGINE
def test_an_address_with_a_list_is_written_as_the_router_does(app: Flask):
    with app.test_request_context("/partners"):
        address = address_of("agreements.new", partner=[3, 4])

    assert address == "/agreements/new?partner=3&partner=4"


@ONE_ENGINE
def test_addresses_below_a_prefix_keep_it(app: Flask):
    with app.test_request_context("/partners", environ_overrides={"SCRIPT_NAME": "/crm"}):
        assert address_of(".show", partner_id=7) == "/crm/partners/7"


@pytest.mark.parametrize("kind", [Rule, Route])
def test_a_route_puts_addresses_together_as_any_other_does(kind: type[Rule]):
    paths = {"/views/<int:number>/<name>": {}, "/views/all": {"number": 0}}
    rules = [kind(path, endpoint="view", defaults=given) for path, given in paths.items()]
    routes = Map(rules).bind("crm.example.org")

    for _ in range(2):
        assert routes.build("view", {"number": 3, "name": "Zürich"}) == "/views/3/Z%C3%BCrich"
        assert routes.build("view", {"number": 0, "q": "a b"}) == "/views/all?q=a+b"
        with pytest.raises(BuildError):
            routes.build("view", {"number": 3})
