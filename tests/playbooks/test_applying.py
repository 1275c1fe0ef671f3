"""A playbook is edited in the settings, and applied to what runs once it was seen what changes."""

import pytest

from crm.extensions import db
from crm.models import Act, AgreementType, PlaybookStep
from crm.playbooks import preview, queries, schedule
from crm.tasks.actions import tick, update_task
from tests import factories
from tests.client import Client
from tests.conftest import DAY, Counted
from tests.playbooks.office import away, days, signed, task, tasks, titles, type_with_playbook


def new(kind: AgreementType) -> str:
    return f"/settings/agreement-types/{kind.id}/playbook/new"


def applying(kind: AgreementType) -> str:
    return f"/settings/agreement-types/{kind.id}/playbook/apply"


def of_step(step: PlaybookStep, act: str) -> str:
    return f"/settings/playbook-steps/{step.id}/{act}"


def step(kind: AgreementType, title: str) -> PlaybookStep:
    db.session.expire_all()
    return next(one for one in queries.steps_of(kind.id) if one.title_en == title)


def test_a_step_says_what_when_and_by_whom(admin: Client):
    kind = factories.agreement_type()
    person = factories.user(name="Wu Yan")

    answer = admin.fill(
        new(kind),
        title_en="Visit them",
        title_zh="走访",
        days="45",
        anchor="end",
        role="person",
        person_id=str(person.id),
    )

    assert answer.location.endswith(f"/{kind.id}/edit#playbook")
    page = admin.visit(f"/settings/agreement-types/{kind.id}/edit")
    for said in ("Visit them", "走访", "45 days before the end", "Wu Yan"):
        assert said in page.text


def test_bad_input_is_explained_beside_its_field(admin: Client):
    kind = type_with_playbook()
    address = new(kind)

    assert admin.refused(address).error("title_en")
    page = admin.refused(address, title_en="Visit", role="person")
    assert page.error("person_id") == "Choose the person."
    assert admin.refused(address, title_en="Visit", days="-1").error("days")
    assert admin.refused(address, title_en="Visit", days="many").error("days")
    page = admin.refused(address, title_en="Hear the dean")
    assert page.error("title_en") == "The playbook has a step of this name."


def test_changing_a_playbook_changes_nothing_of_what_runs(admin: Client):
    kind = type_with_playbook()
    signed(kind)
    before = days()

    admin.fill(new(kind), title_en="Write a report", days="10")
    admin.fill(of_step(step(kind, "Hear the dean"), "edit"), days="90")
    admin.send(of_step(step(kind, "Tell the units"), "delete"))

    assert days() == before


def change_all(admin: Client, kind: AgreementType) -> None:
    """One step more, one earlier and under another name, one less."""
    admin.fill(new(kind), title_en="Write a report", days="10")
    hear = step(kind, "Hear the dean")
    admin.fill(of_step(hear, "edit"), days="90", title_en="Hear both deans")
    admin.send(of_step(step(kind, "Tell the units"), "delete"))


def test_what_would_change_is_shown_first_and_nothing_else_changes_then(admin: Client):
    kind = type_with_playbook()
    signed(kind, title_en="Nursing exchange")
    change_all(admin, kind)

    page = admin.visit(applying(kind))
    shown = page.texts("tr")[1:]
    assert len(shown) == 3
    assert any("Write a report added 2 Jun 2027" in line for line in shown)
    assert any("moved 13 Apr 2027 → 14 Mar 2027" in line for line in shown)
    assert any("renamed → Hear both deans" in line for line in shown)
    assert any("Tell the units removed" in line for line in shown)
    assert "Apply to 1 agreement" in page.text
    assert days()["Hear the dean"] == away(140)

    admin.fill(applying(kind))
    assert days() == {
        "File the original": away(14),
        "Hear both deans": away(110),
        "Write a report": away(190),
    }
    assert "Nothing would change" in admin.visit(applying(kind)).text


def test_what_somebody_has_changed_is_named_and_kept(admin: Client):
    kind = type_with_playbook()
    signed(kind)
    update_task({"due_on": away(1)}, task("Hear the dean"))
    update_task({"notes": "They asked for it"}, task("Tell the units"))
    change_all(admin, kind)

    page = admin.visit(applying(kind))
    assert page.text.count("kept: changed by hand") == 3  # two in the list, and their number

    admin.fill(applying(kind))
    assert days()["Hear both deans"] == away(1)
    assert "Tell the units" in titles()


def test_what_is_done_is_left_alone(admin: Client):
    kind = type_with_playbook()
    signed(kind)
    tick({}, task("Hear the dean"), factories.now(), DAY)
    tick({}, task("Tell the units"), factories.now(), DAY)
    change_all(admin, kind)

    admin.fill(applying(kind))

    assert days()["Hear the dean"] == away(140)
    assert days()["Tell the units"] == away(260)


def test_agreements_that_are_over_or_not_signed_are_left_alone(admin: Client):
    kind = factories.agreement_type()
    for given in (
        {"expires_on": away(-1)},
        {"stage": "draft"},
        {"stage": "terminated", "closed_on": DAY},
    ):
        factories.agreement(type_id=kind.id, signed_on=away(-30), **given)
    factories.playbook_step(kind, "File it", anchor="signing", days=60)

    assert "Nothing would change" in admin.visit(applying(kind)).text


def test_agreements_from_before_the_playbook_get_its_tasks_when_it_is_applied(admin: Client):
    kind = factories.agreement_type()
    signed(kind)
    factories.playbook_step(kind, "Hear the dean")

    admin.fill(applying(kind))

    assert titles() == ["Hear the dean"]


def test_a_playbook_that_changed_meanwhile_is_looked_at_again(admin: Client):
    kind = type_with_playbook()
    signed(kind)
    seen = admin.visit(applying(kind)).fields()
    admin.send(of_step(step(kind, "Hear the dean"), "delete"))

    answer = admin.post(applying(kind), data=seen)

    assert answer.status_code == 422
    assert "The playbook was changed meanwhile." in answer.text
    assert len(tasks()) == 3


@pytest.fixture
def few_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(schedule, "CHUNK", 3)
    monkeypatch.setattr(preview, "MOST_LINES", 4)
    monkeypatch.setattr(preview, "AT_ONCE", 3)


def test_all_are_counted_and_changed_though_not_all_are_shown(admin: Client, few_at_a_time: None):
    kind = factories.agreement_type()
    for number in range(10):
        signed(kind, title_en=f"Agreement {number}")
    factories.playbook_step(kind, "Hear the dean")

    page = admin.visit(applying(kind))
    assert len(page.texts("tr")) == 5
    assert "and 6 more tasks" in page.text
    assert "Apply to 10 agreements" in page.text

    admin.fill(applying(kind))
    assert len(tasks()) == 10


def changed_type_of(admin: Client, number: int) -> AgreementType:
    """A type with so many agreements, whose playbook was changed since they were signed."""
    kind = type_with_playbook(name_en=f"Type {number}")
    for place in range(number):
        signed(kind, title_en=f"Agreement {place}")
    change_all(admin, kind)
    return kind


def test_the_preview_asks_the_same_of_few_agreements_and_of_many(
    admin: Client, counted: Counted, few_at_a_time: None
):
    sent = []
    for number in (1, 8):
        kind = changed_type_of(admin, number)
        with counted() as statements:
            page = admin.visit(applying(kind))
        assert f"{number} agreement" in page.text
        sent.append(len(statements))

    assert sent[0] == sent[1] <= 8


def test_applying_reads_no_more_often_for_more_agreements(admin: Client, counted):
    sent = []
    for number in (2, 40):
        kind = changed_type_of(admin, number)
        with counted() as statements:
            admin.fill(applying(kind))
        sent.append(sum(statement.startswith("SELECT") for statement in statements))

    assert sent[0] == sent[1]


def test_the_history_tells_what_became_of_a_playbook(admin: Client):
    kind = factories.agreement_type()

    admin.fill(new(kind), title_en="Visit them", days="45")
    admin.fill(of_step(step(kind, "Visit them"), "edit"), days="50")
    admin.send(of_step(step(kind, "Visit them"), "delete"))

    told = [line for line in factories.changes() if line.record_type == "playbook_step"]
    assert [line.act for line in told] == [Act.CREATED, Act.CHANGED, Act.DELETED]
    assert told[1].fields == {"days": [45, 50]}
    assert {line.name for line in told} == {"Visit them"}


def test_everybody_can_read_where_a_task_comes_from(viewer: Client):
    kind = type_with_playbook(name_en="Field school")
    agreement = signed(kind)
    hear = step(kind, "Hear the dean")

    page = viewer.visit(f"/agreements/{agreement.id}")
    assert "Playbook: 60 days before the day to decide by" in page.text
    page = viewer.visit(f"/tasks/{task('Hear the dean').id}")
    assert f"/settings/playbook-steps/{hear.id}" in page.links()
    page = viewer.visit(f"/settings/playbook-steps/{hear.id}")
    assert "Field school" in page.text


def test_the_playbook_goes_with_its_type(admin: Client):
    type_id = type_with_playbook().id

    admin.send(f"/settings/agreement-types/{type_id}/delete")

    assert queries.steps_of(type_id) == []
