"""Saved views: a named filter in the side bar, own or shared."""

import pytest
from flask import Flask

from crm.extensions import db
from crm.models import SavedView
from crm.web.listing import Listing
from tests import factories
from tests.client import Client
from tests.databases import ONE_ENGINE
from tests.web.test_sorts import LISTS, address_of_list


def test_a_list_is_kept_under_a_name_with_its_filters_and_order(editor: Client):
    form = "/views/new?room=partners&query=category%3Dhospital%26sort%3D-name"

    answer = editor.fill(form, name="Hospitals, Z to A")

    assert answer.location == "/partners?category=hospital&sort=-name"
    assert "Hospitals, Z to A" in editor.visit("/").html


def test_the_same_name_on_the_same_list_replaces_it(editor: Client):
    for query in ("category%3Dhospital", "country%3DNO"):
        editor.fill(f"/views/new?room=partners&query={query}", name="Mine")

    assert [view.query for view in db.session.query(SavedView)] == ["country=NO"]


def test_who_replaces_a_view_is_told_so(editor: Client):
    address = "/views/new?room=partners&query=category%3Dhospital"

    said = [
        editor.post(address, data=editor.visit(address).fields() | fields, follow_redirects=True)
        for fields in ({"name": "Mine"}, {"name": "Mine"}, {"name": "Other"})
    ]

    told = "View “Mine” saved in the place of the one that had this name."
    assert [told in answer.text for answer in said] == [False, True, False]


def test_a_shared_view_is_everybodys_and_an_own_one_is_not(app: Flask):
    owner = factories.user(name="Chen Wei")
    factories.saved_view(owner, name="For all", is_shared=True)
    factories.saved_view(owner, name="For me alone")

    seen = app.test_client().log_in(factories.user()).visit("/partners").html

    assert "For all" in seen
    assert "For me alone" not in seen


def test_saved_views_stand_beside_every_page(editor: Client):
    editor.fill("/views/new?room=partners&query=category%3Dhospital", name="Hospitals")
    partner = factories.partner()
    db.session.commit()

    pages = ("/", "/partners", f"/partners/{partner.id}", "/tasks/new", "/settings/profile")

    for page in pages:
        link = '<a href="/partners?category=hospital">Hospitals '
        assert editor.visit(page).html.count(link) == 1, page


def test_only_the_owner_deletes_a_view(app: Flask):
    owner = factories.user()
    view = factories.saved_view(owner, is_shared=True)
    address = f"/views/{view.id}/delete"

    assert app.test_client().log_in(factories.user()).send(address).status_code == 404
    assert app.test_client().log_in(owner).send(address).location == "/partners"
    assert db.session.query(SavedView).count() == 0


def test_a_shared_view_of_a_list_that_is_not_for_all_is_seen_by_whom_it_is_for(
    admin: Client, viewer: Client
):
    factories.saved_view(factories.user(), room="trash", name="Thrown away", is_shared=True)
    db.session.commit()

    assert "Thrown away" in admin.visit("/").html
    assert "Thrown away" not in viewer.visit("/").html


@ONE_ENGINE
@pytest.mark.parametrize("listing", LISTS, ids=[listing.room for listing in LISTS])
def test_each_list_that_offers_it_is_kept(admin: Client, listing: Listing):
    address = f"{address_of_list(listing)}?q=Oslo"
    links = admin.visit(address).links()
    (offered,) = [link for link in links if link.startswith("/views/new?")]

    answer = admin.fill(offered, name="Mine")

    assert answer.location == address


def test_a_view_of_no_list_is_refused(editor: Client):
    assert editor.fill("/views/new?room=secrets&query=", name="Mine").status_code == 422
