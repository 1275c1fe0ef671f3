"""What is left when somebody leaves the office, and how it comes to somebody else."""

from crm.database import now
from tests import factories
from tests.client import Client
from tests.databases import ONE_ENGINE

pytestmark = ONE_ENGINE


def test_an_administrator_sees_what_is_in_the_hands_of_somebody(admin: Client):
    left = factories.user(is_active=False, name="Zhao Min")
    oslo = factories.partner("Oslo", owner_id=left.id)
    for title in ("Umbrella", "Exchange"):
        factories.agreement(title, oslo, owner_id=left.id)
    secret = factories.agreement("Secret", oslo, owner_id=left.id)
    factories.confidential(secret, factories.user())
    factories.task(assignee_id=left.id)
    factories.task(assignee_id=left.id, done_at=now())

    page = admin.visit(f"/settings/people/{left.id}/edit")

    told = [text for text in page.texts("a") if text.endswith(")")]
    assert told == ["Partners (1)", "Agreements (2)", "Tasks (1)"]
    for link in (link for link in page.links() if f"={left.id}" in link):
        assert "Zhao Min (has left)" in admin.visit(link).html


def test_of_somebody_with_nothing_in_hand_nothing_is_said(admin: Client):
    idle = factories.user()

    assert "in the hands of" not in admin.visit(f"/settings/people/{idle.id}/edit").text
