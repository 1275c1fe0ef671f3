"""The first page leads on to what is there, and in an empty office to what comes first."""

from tests import factories
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
