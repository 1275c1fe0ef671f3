"""Tasks from a file: by when, by whom, and what about."""

from datetime import date

from sqlalchemy import select

from crm.extensions import db
from crm.models import Task
from tests import factories
from tests.client import Client
from tests.imports.files import previewed, table


def test_tasks_come_with_what_they_are_about_and_are_ticked(editor: Client):
    lin = factories.user(name="Lin Mei")
    oslo = factories.partner("Oslo")
    paper = factories.agreement(title_en="Swap", reference="EX-7")
    header = ("任务", "截止日期", "状态", "优先级", "Who does it", "Partner", "Agreement")
    content = table(
        header,
        ("Call them", "4 March 2027", "未完成", "高", lin.email, "Oslo", ""),
        ("File it", "2027-03-05", "是", "", "", "", "EX-7"),
        ("Lose it", "", "perhaps", "", "", "", ""),
    )

    address, page = previewed(editor, content, "tasks")
    editor.send(address, write="yes")
    _address, same = previewed(editor, editor.get("/tasks/export.csv").data, "tasks")

    call, file = db.session.scalars(select(Task).order_by(Task.id)).all()
    assert "状态: “perhaps” is neither yes nor no." in page.text
    assert (call.due_on, call.assignee_id, call.partner_id) == (date(2027, 3, 4), lin.id, oslo.id)
    assert (call.is_done, file.is_done, file.agreement_id) == (False, True, paper.id)
    assert "Unchanged 2" in same.text
