"""Every SELECT of the calendars."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import joinedload

from crm.agreements.columns import first_partner
from crm.calendar.entries import LOOK_BACK, MOST
from crm.database import AnyRow
from crm.extensions import db
from crm.models import Agreement, CalendarFeed, FeedKind, Partner, Task, User
from crm.renewals.queries import needs_decision


def with_key(key: str) -> CalendarFeed | None:
    """The calendar of that key with its person, as it is now; None when the person has left."""
    statement = select(CalendarFeed).join(User, User.id == CalendarFeed.user_id)
    statement = statement.where(CalendarFeed.key == key, User.is_active)
    loaded = statement.options(joinedload(CalendarFeed.user))
    return db.session.scalar(loaded.execution_options(populate_existing=True))


def of_person(user_id: int) -> Mapping[FeedKind, CalendarFeed]:
    found = select(CalendarFeed).where(CalendarFeed.user_id == user_id)
    return {feed.kind: feed for feed in db.session.scalars(found)}


def items(feed: CalendarFeed, day: date) -> Sequence[AnyRow]:
    """The nearest things of that calendar on that day, soonest first."""
    if feed.kind is FeedKind.MY_TASKS:
        return _tasks(feed.user_id, day)
    mine = Agreement.owner_id == feed.user_id
    return _decisions(day, mine if feed.kind is FeedKind.MY_DECISIONS else None)


def _decisions(day: date, chosen: ColumnElement[bool] | None) -> Sequence[AnyRow]:
    """What waits for a decision: the first partner, and who is responsible."""
    due: Any = Agreement.decide_by
    statement = select(
        Agreement.id,
        due.label("day"),
        Agreement.title_en.label("name_en"),
        Agreement.title_zh.label("name_zh"),
        Agreement.ends_on,
        first_partner(Partner.name_en).label("about_en"),
        first_partner(Partner.name_zh).label("about_zh"),
        select(User.name).where(User.id == Agreement.owner_id).scalar_subquery().label("who"),
    ).where(needs_decision(), due >= day - LOOK_BACK)
    if chosen is not None:
        statement = statement.where(chosen)
    return db.session.execute(statement.order_by(due, Agreement.id).limit(MOST)).all()


def _tasks(user_id: int, day: date) -> Sequence[AnyRow]:
    statement = (
        select(
            Task.id,
            Task.due_on.label("day"),
            Task.title.label("name_en"),
            func.coalesce(Agreement.title_en, Partner.name_en).label("about_en"),
            func.coalesce(Agreement.title_zh, Partner.name_zh).label("about_zh"),
        )
        .outerjoin(Agreement, Agreement.id == Task.agreement_id)
        .outerjoin(Partner, Partner.id == Task.partner_id)
        .where(Task.assignee_id == user_id, Task.done_at.is_(None), Task.due_on >= day - LOOK_BACK)
    )
    return db.session.execute(statement.order_by(Task.due_on, Task.id).limit(MOST)).all()
