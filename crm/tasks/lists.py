"""The list of tasks: its page, its exports and `crm export tasks` read this."""

from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import ColumnElement, case, func, select

from crm.accounts.people import person_filter
from crm.database import Base
from crm.models import Agreement, Partner, Task, User
from crm.search.near import among
from crm.tasks import queries
from crm.web.columns import Column, Shown, Sort, own_first
from crm.web.filters import Case, OneWord, Related
from crm.web.listing import Listing
from crm.web.locale import Reader
from crm.web.tags import OneTag, tags_column
from crm.web.words import PRIORITIES


def _mine_first(reader: Reader) -> tuple[ColumnElement[bool], ...]:
    """What I have to do, what others have to do, and what is done."""
    is_open, is_done = Task.done_at.is_(None), Task.done_at.is_not(None)
    if reader.user_id is None:
        return is_open, is_done
    of_others = Task.assignee_id.is_distinct_from(reader.user_id)
    return is_open & (Task.assignee_id == reader.user_id), is_open & of_others, is_done


def _name(model: type[Base], columns: tuple[Any, ...], reference: Any) -> Any:
    return select(func.coalesce(*columns)).where(model.id == reference).scalar_subquery()


task_list = Listing(
    room="tasks",
    title=_l("Tasks"),
    model=Task,
    in_bulk=True,
    rows=lambda _reader: queries.rows(),
    search=lambda typed, _reader: queries.search(typed),
    near=among(Task),
    filters=(
        Case(
            "status",
            _l("Status"),
            {
                "open": (_l("Open"), lambda _: Task.done_at.is_(None)),
                "overdue": (
                    _l("Overdue"),
                    lambda reader: Task.done_at.is_(None) & (Task.due_on < reader.day),
                ),
                "done": (_l("Done"), lambda _: Task.done_at.is_not(None)),
            },
            as_links=True,
        ),
        person_filter("assignee", _l("Who does it"), Task.assignee_id),
        OneWord("priority", _l("Priority"), Task.priority, PRIORITIES),
        OneTag(Task),
        Related("partner", _l("Partner"), queries.about_partner, Partner),
        Related(
            "agreement", _l("Agreement"), lambda number: Task.agreement_id == number, Agreement
        ),
    ),
    shown=(
        Shown("title", _l("Task")),
        Shown("due", _l("Due on"), is_date=True),
        Shown("priority", _l("Priority")),
        Shown("assignee", _l("Who does it")),
        Shown("about", _l("About")),
    ),
    sorts={
        "due": Sort(Task.due_on, nullable=True),
        "title": Sort(Task.title_sort),
        "priority": Sort(Task.priority_rank),
        "updated": Sort(Task.updated_at),
    },
    default_sort="due",
    opening=_mine_first,
    columns=(
        Column(_l("Number"), lambda _: Task.id, width=8, is_kept=True),
        Column(_l("What has to be done"), lambda _: Task.title, width=48),
        Column(_l("Due on"), lambda _: Task.due_on, is_date=True),
        Column(
            _l("Status"),
            lambda _: case((Task.done_at.is_(None), "open"), else_="done"),
            words=lambda _: {"open": _l("Open"), "done": _l("Done")},
        ),
        Column(_l("Priority"), lambda _: Task.priority, words=lambda _: PRIORITIES),
        Column(_l("Who does it"), lambda _: _name(User, (User.name, ""), Task.assignee_id)),
        Column(
            _l("Partner"),
            lambda reader: _name(
                Partner, own_first(reader, Partner.name_en, Partner.name_zh), Task.partner_id
            ),
            width=40,
        ),
        Column(
            _l("Agreement"),
            lambda reader: _name(
                Agreement,
                own_first(reader, Agreement.title_en, Agreement.title_zh),
                Task.agreement_id,
            ),
            width=40,
        ),
        tags_column(Task),
        Column(_l("Notes"), lambda _: Task.notes, width=40),
        Column(_l("Version"), lambda _: Task.version, width=8, is_kept=True),
    ),
)
