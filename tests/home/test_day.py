"""The first page leads on to what is there, and in an empty office to what comes first."""

from crm.extensions import db
from tests import factories
from tests.bulk.rows import chosen
from tests.client import Client

UNKNOWN = "/renewals?urgency=unknown"


def test_an_empty_office_is_offered_to_begin_by_hand_or_with_its_spreadsheet(editor: Client):
    links = editor.visit("/today").links()

    assert "/partners/new" in links
    assert "/partners/import" in links


def test_who_only_reads_is_offered_neither(viewer: Client):
    links = viewer.visit("/today").links()

    assert "/partners/new" not in links
    assert "/partners/import" not in links


def test_ends_that_are_unknown_are_pointed_at_only_where_there_are_any(editor: Client):
    factories.agreement("Endless", is_open_ended=True)
    before = editor.visit("/today").links()
    factories.agreement("Nobody knows")
    after = editor.visit("/today").links()

    assert UNKNOWN not in before
    assert UNKNOWN in after


def test_what_was_done_to_many_at_once_is_one_of_what_was_changed_lately(editor: Client):
    partners = [factories.partner(f"Partner {number}") for number in range(20)]
    db.session.commit()
    factories.partner("Bergen")
    db.session.commit()
    rows = chosen(editor, "partners", *(("ids", f"{p.id}.{p.version}") for p in partners))
    editor.post("/partners/bulk", data=rows | {"work": "tags", "tags": "Nordic", "go": "yes"})

    shown = editor.visit("/").texts("li")

    (act,) = (place for place, said in enumerate(shown) if "20 records" in said)
    assert "Bergen" in shown[act + 1]
