"""The addresses of tasks: parse, call one thing, render."""

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from crm.database import now
from crm.exports.download import download
from crm.models import Task
from crm.saved_views.sidebar import list_page
from crm.tasks import actions, queries
from crm.tasks.forms import TaskForm
from crm.tasks.lists import task_list
from crm.trash.going import going_with, say_gone
from crm.web.access import editor, viewer
from crm.web.addresses import local_address
from crm.web.forms import Form
from crm.web.locale import reader, today
from crm.web.prefill import prefilled

bp = Blueprint("tasks", __name__, url_prefix="/tasks")


def _get(task_id: int) -> Task:
    return queries.get(task_id) or abort(404)


@bp.get("")
@viewer
def index() -> ResponseReturnValue:
    return list_page("tasks/index.html", task_list)


@bp.get("/export.<any(csv, xlsx):kind>")
@viewer
def export(kind: str) -> ResponseReturnValue:
    return download(task_list, request.args, reader(), kind)


@bp.get("/<int:task_id>")
@viewer
def show(task_id: int) -> ResponseReturnValue:
    return render_template("tasks/show.html", task=_get(task_id))


@bp.route("/new", methods=["GET", "POST"])
@editor
def new() -> ResponseReturnValue:
    given = prefilled("partner_id", "agreement_id") | {"assignee_id": current_user.id}
    form = TaskForm(data=given)
    if task := form.submit(actions.create_task):
        flash(_("Task saved."))
        return redirect(_home_of(task))
    return render_template("tasks/edit.html", form=form), form.http_status


@bp.route("/<int:task_id>/edit", methods=["GET", "POST"])
@editor
def edit(task_id: int) -> ResponseReturnValue:
    task = _get(task_id)
    form = TaskForm(obj=task)
    if form.submit(actions.update_task, task):
        flash(_("Task saved."))
        return redirect(url_for(".show", task_id=task_id))
    return render_template("tasks/edit.html", form=form, task_id=task_id), form.http_status


@bp.post("/<int:task_id>/<any(done, reopen):answer>")
@editor
def tick(task_id: int, answer: str) -> ResponseReturnValue:
    """One click, from any list: back to where it was pressed, with a way to take it back."""
    task = _get(task_id)
    Form().submit(actions.tick, task, now() if answer == "done" else None, today())
    return redirect(local_address(request.form.get("back")) or url_for(".index"))


@bp.route("/<int:task_id>/delete", methods=["GET", "POST"])
@editor
def delete(task_id: int) -> ResponseReturnValue:
    task, form = _get(task_id), Form()
    if item := form.submit(actions.delete_task, task, today()):
        say_gone(item, _("Task deleted."))
        return redirect(url_for(".index"))
    page = render_template("tasks/delete.html", form=form, task=task, going=going_with(task))
    return page, form.http_status


def _home_of(task: Task) -> str:
    """Where somebody who added the task wants to be: at what it is about."""
    if task.agreement_id:
        return url_for("agreements.show", agreement_id=task.agreement_id, _anchor="tasks")
    if task.partner_id:
        return url_for("partners.show", partner_id=task.partner_id, _anchor="tasks")
    return url_for(".show", task_id=task.id)
