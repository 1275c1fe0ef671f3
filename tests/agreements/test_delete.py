"""What goes with an agreement, and what keeps it."""

from sqlalchemy import select

from crm.extensions import db
from crm.models import Act, Agreement, Happening, Task
from tests import factories
from tests.client import Client


def test_tasks_and_timeline_go_with_their_agreement_and_the_history_says_so(editor: Client):
    agreement = factories.agreement("Double degree")
    factories.task("File the original", agreement_id=agreement.id)
    factories.happening("Signing ceremony", agreement_id=agreement.id)

    editor.send(f"/agreements/{agreement.id}/delete")

    assert db.session.scalars(select(Task)).all() == []
    assert db.session.scalars(select(Happening)).all() == []
    deleted = {change.name for change in factories.changes() if change.act is Act.DELETED}
    assert deleted >= {"Double degree", "File the original", "Signing ceremony"}


def test_a_new_task_follows_one_that_went_with_its_agreement(editor: Client):
    agreement = factories.agreement()
    factories.task(agreement_id=agreement.id)
    editor.send(f"/agreements/{agreement.id}/delete")

    factories.task("Write to Uppsala")

    assert "Write to Uppsala" in editor.visit("/tasks?q=uppsala").text


def test_an_agreement_with_others_under_it_stays(editor: Client):
    umbrella = factories.agreement("Umbrella")
    factories.agreement("Annex", parent_id=umbrella.id)

    answer = editor.send(f"/agreements/{umbrella.id}/delete")

    assert answer.status_code == 422
    assert "Other agreements stand under it" in answer.text
    assert db.session.get(Agreement, umbrella.id) is not None
