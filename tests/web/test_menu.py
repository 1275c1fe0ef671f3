"""The menu says where one is."""

import pytest

from tests import factories
from tests.client import Client
from tests.databases import ONE_ENGINE


@ONE_ENGINE
@pytest.mark.parametrize(
    ("address", "place"),
    [
        ("/partners", "/partners"),
        ("/partners/import", "/partners"),
        ("/exports/agreements/columns", "/agreements"),
        ("/contacts/bulk?ids=1.1", "/contacts"),
        ("/renewals/bulk?ids=1.1", "/renewals"),
        ("/renewals/unknown", "/renewals"),
        ("/settings/people", "/settings"),
    ],
)
def test_the_menu_marks_the_room_to_which_a_page_belongs(admin: Client, address: str, place: str):
    factories.agreement("Exchange")

    menu = admin.visit(address).tree.xpath("//*[@id='menu' or contains(@class, 'side')]//a")

    assert {a.get("href") for a in menu if a.get("aria-current")} == {place}


@ONE_ENGINE
@pytest.mark.parametrize(
    ("address", "tab"),
    [
        ("/settings/people", "People"),
        ("/settings/people/new", "People"),
        ("/settings/units/new", "Our units"),
        ("/settings/templates/fields", "Templates"),
        ("/settings/agreement-types/1/playbook/new", "Agreement types"),
        ("/settings/playbook-steps/1/edit", "Agreement types"),
    ],
)
def test_the_settings_mark_the_tab_in_which_the_page_lies(admin: Client, address: str, tab: str):
    assert admin.visit(address).texts("a", **{"aria-current": "true"}) == [tab]
