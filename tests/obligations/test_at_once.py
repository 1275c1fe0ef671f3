"""Two servers that look at what is due at the same moment make each task once."""

from concurrent.futures import ThreadPoolExecutor

from flask import Flask
from sqlalchemy import func, select

from crm.extensions import db
from crm.models import Task
from crm.obligations.due import make_due_tasks
from tests import factories
from tests.conftest import DAY


def test_each_task_is_made_once_by_two_servers_at_once(app: Flask):
    agreement = factories.agreement()
    for number in range(8):
        factories.obligation(agreement, f"Report {number}")
    db.session.commit()

    def serve(_number: int) -> int:
        with app.app_context():
            made = make_due_tasks(DAY)
            db.session.remove()
            return made

    with ThreadPoolExecutor(4) as servers:
        made = sum(servers.map(serve, range(4)))

    assert made == 8
    assert db.session.scalar(select(func.count()).select_from(Task)) == 8
