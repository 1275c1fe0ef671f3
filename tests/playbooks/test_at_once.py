"""Servers that plan at the same moment make each task once."""

from concurrent.futures import ThreadPoolExecutor

from flask import Flask

from crm.extensions import db
from crm.playbooks import schedule
from crm.playbooks.due import plan_what_waits
from tests import factories
from tests.conftest import DAY
from tests.playbooks.office import away, tasks, type_with_playbook


def test_each_task_is_made_once_by_four_servers_at_once(app: Flask, monkeypatch):
    monkeypatch.setattr(schedule, "CHUNK", 3)
    kind = type_with_playbook()
    for number in range(8):
        factories.agreement(
            f"Agreement {number}", type_id=kind.id, signed_on=DAY, expires_on=away(290)
        )
    db.session.commit()

    def serve(_number: int) -> int:
        with app.app_context():
            made = plan_what_waits(DAY)
            db.session.remove()
            return made

    with ThreadPoolExecutor(4) as servers:
        made = sum(servers.map(serve, range(4)))

    assert made == len(tasks()) == 24


def test_planning_reads_no_more_often_for_more_agreements(app: Flask, counted):
    kind = type_with_playbook()
    sent = []
    for number in (2, 40):
        for place in range(number):
            factories.agreement(
                f"Of {number}: {place}", type_id=kind.id, signed_on=DAY, expires_on=away(290)
            )
        with counted() as statements:
            assert plan_what_waits(DAY) == 3 * number
        sent.append(sum(statement.startswith("SELECT") for statement in statements))

    assert sent[0] == sent[1]
