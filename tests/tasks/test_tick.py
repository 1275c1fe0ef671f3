"""Tasks: mine first, overdue marked, done with one click and undone."""

from datetime import timedelta

from flask import Flask

from crm.extensions import db
from crm.models import Task
from tests import factories
from tests.client import Client
from tests.conftest import DAY


def test_a_tick_brings_one_back_to_where_it_was_pressed_and_can_be_taken_back(editor: Client):
    task = factories.task()

    done = editor.send(f"/tasks/{task.id}/done", back="/tasks?status=open")
    assert done.location == "/tasks?status=open"
    assert db.session.get(Task, task.id).is_done

    editor.send(f"/tasks/{task.id}/reopen")
    db.session.expire_all()
    assert not db.session.get(Task, task.id).is_done


def test_a_tick_leads_to_no_other_site(editor: Client):
    task = factories.task()

    assert editor.send(f"/tasks/{task.id}/done", back="https://evil.example").location == "/tasks"


def test_my_open_tasks_come_first_and_done_ones_last(app: Flask):
    me, other = factories.user(name="Lin Mei"), factories.user(name="Chen Wei")
    soon, later = DAY + timedelta(days=1), DAY + timedelta(days=9)
    factories.task("done", assignee=me, due_on=soon, done_at=me.created_at)
    factories.task("theirs", assignee=other, due_on=soon)
    factories.task("mine, later", assignee=me, due_on=later)
    factories.task("mine, without a day", assignee=me)
    factories.task("mine, soon", assignee=me, due_on=soon)

    page = app.test_client().log_in(me).visit("/tasks")

    assert page.texts("a", class_="name") == [
        "mine, soon",
        "mine, later",
        "mine, without a day",
        "theirs",
        "done",
    ]


def test_a_task_is_overdue_from_the_day_after(editor: Client):
    factories.task("yesterday", due_on=DAY - timedelta(days=1))
    factories.task("today", due_on=DAY)

    page = editor.visit("/tasks?status=overdue")

    assert page.texts("a", class_="name") == ["yesterday"]
    assert "Overdue" in page.texts("span", class_="overdue")
