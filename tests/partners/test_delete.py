"""What goes with a partner, and what keeps it."""

from sqlalchemy import select

from crm.extensions import db
from crm.models import Act, Happening, Partner, Task
from tests import factories
from tests.client import Client


def test_tasks_and_timeline_go_with_their_partner_and_the_history_says_so(editor: Client):
    partner = factories.partner("Lund University")
    factories.task("Write to Lund", partner_id=partner.id)
    factories.happening("Visit to Lund", partner_id=partner.id)

    editor.send(f"/partners/{partner.id}/delete")

    assert db.session.scalars(select(Task)).all() == []
    assert db.session.scalars(select(Happening)).all() == []
    deleted = {change.name for change in factories.changes() if change.act is Act.DELETED}
    assert deleted == {"Lund University", "Write to Lund", "Visit to Lund"}


def test_a_new_task_and_entry_follow_those_that_went_with_a_partner(editor: Client):
    """SQLite gives a freed number again: the search index must have let go of it."""
    partner = factories.partner()
    factories.task(partner_id=partner.id)
    factories.happening(partner_id=partner.id)
    editor.send(f"/partners/{partner.id}/delete")

    factories.task("Write to Uppsala")
    factories.happening("Visit to Uppsala")

    assert "Write to Uppsala" in editor.visit("/tasks?q=uppsala").text
    assert "Visit to Uppsala" in editor.visit("/happenings?q=uppsala").text


def test_a_partner_with_agreements_stays_and_the_page_says_what_to_do(editor: Client):
    partner = factories.partner("Lund University")
    factories.agreement("Memorandum", partner)

    answer = editor.send(f"/partners/{partner.id}/delete")

    assert answer.status_code == 422
    assert "It still has 1 agreement" in answer.text
    assert db.session.get(Partner, partner.id) is not None
