"""What the key `e` does on a row: the page says where to, to who may."""

from flask import Flask

from crm.extensions import db
from tests.addresses import fill_office
from tests.client import Client
from tests.databases import ONE_ENGINE

LISTS = ("partners", "contacts", "agreements", "tasks", "happenings", "documents", "obligations")


def _edits(reader: Client, room: str) -> list[str]:
    found = [row.get("data-edit") for row in reader.visit(f"/{room}").having("tr")]
    return [address for address in found if address]


@ONE_ENGINE
def test_a_row_names_where_it_is_edited_to_who_may(app: Flask, editor: Client, viewer: Client):
    fill_office(1)
    db.session.commit()
    routes = app.url_map.bind("localhost")

    for room in (*LISTS, "renewals"):
        addresses = _edits(editor, room)

        assert addresses, room
        assert {routes.match(address)[0].partition(".")[2] for address in addresses} == {"edit"}
    assert _edits(viewer, "partners") == []
