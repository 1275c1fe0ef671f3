"""Every SELECT of the digests: one a kind of record, for all people whose digest is due."""

from collections.abc import Collection, Sequence
from datetime import date, timedelta
from typing import Any

from sqlalchemy import (
    ColumnElement,
    String,
    Subquery,
    case,
    cast,
    func,
    literal,
    null,
    select,
    union_all,
)

from crm.agreements.columns import first_partner
from crm.database import AnyRow, AnySelect
from crm.digests.content import (
    LOOK_AHEAD,
    MOST_LINES,
    NOBODY,
    TASKS_AHEAD,
    Kind,
    Line,
    Outcome,
    Person,
)
from crm.extensions import db
from crm.models import (
    Agreement,
    Confidential,
    Digest,
    Obligation,
    Partner,
    Review,
    Rhythm,
    Stage,
    Task,
    User,
)
from crm.obligations.queries import from_agreement, last_day
from crm.renewals.queries import needs_decision


def readers() -> Sequence[AnyRow]:
    """Those who want a digest by e-mail: what they have chosen, and when they had the last one."""
    statement = _with_last().where(User.is_active, User.digest != Rhythm.NEVER)
    return db.session.execute(statement.order_by(User.id)).all()


def reader(user_id: int) -> AnyRow:
    return db.session.execute(_with_last().where(User.id == user_id)).one()


def _with_last() -> AnySelect:
    own = Digest.user_id == User.id
    return select(
        User.id,
        User.email,
        User.language,
        User.role,
        User.site,
        User.digest,
        User.digest_hour,
        User.digest_weekday,
        select(func.max(Digest.day)).where(own).scalar_subquery().label("last_day"),
        select(func.max(Digest.made_on)).where(own).scalar_subquery().label("last_made_on"),
    )


def is_anything_confidential() -> bool:
    return db.session.scalar(select(Confidential.id).limit(1)) is not None


def lines(people: Collection[Person], day: date, until: date) -> list[Line]:
    """What these people have to know on that day, and what was decided before `until`. Four
    statements, however many they are."""
    share = {person.id for person in people}
    if any(person.sees_to_all for person in people):
        share.add(NOBODY)
    since = min((person.since for person in people), default=day)
    return [
        *_decisions(share, day),
        *_tasks(share, day),
        *_obligations(share, day),
        *_decided(share, since, until),
    ]


def _who(column: Any) -> ColumnElement[int]:
    """Who sees to it; NOBODY as well when that person has left."""
    here = select(User.id).where(User.is_active)
    return case((column.in_(here), column), else_=NOBODY)


def _ranked(
    model: Any, who: ColumnElement[int], due: Any, day: date, *clauses: ColumnElement[bool]
) -> Subquery:
    """The first of each person, overdue or not, and how many there are."""
    chosen = select(
        model.id.label("id"), who.label("who"), due.label("day"), (due < day).label("is_late")
    )
    found = chosen.where(*clauses).subquery()
    of_one = (found.c.who, found.c.is_late)
    in_order = (found.c.day, found.c.id)
    return select(
        *found.c,
        func.row_number().over(partition_by=of_one, order_by=in_order).label("place"),
        func.count().over(partition_by=of_one).label("total"),
    ).subquery()


def _first(ranked: Subquery, share: set[int]) -> ColumnElement[bool]:
    return (ranked.c.place <= MOST_LINES) & ranked.c.who.in_(share)


def _decisions(share: set[int], day: date) -> list[Line]:
    due = Agreement.decide_by
    ranked = _ranked(
        Agreement, _who(Agreement.owner_id), due, day, needs_decision(), due < day + LOOK_AHEAD
    )
    statement = select(
        *ranked.c,
        Agreement.title_en.label("name_en"),
        Agreement.title_zh.label("name_zh"),
        first_partner(Partner.name_en).label("about_en"),
        first_partner(Partner.name_zh).label("about_zh"),
    )
    statement = statement.join(ranked, ranked.c.id == Agreement.id).where(_first(ranked, share))
    return _read(statement, "agreement", Kind.LATE_DECISIONS, Kind.DECISIONS)


def _tasks(share: set[int], day: date) -> list[Line]:
    due = Task.due_on
    is_open = Task.done_at.is_(None)
    ranked = _ranked(Task, _who(Task.assignee_id), due, day, is_open, due < day + TASKS_AHEAD)
    statement = (
        select(
            *ranked.c,
            Task.title.label("name_en"),
            null().label("name_zh"),
            func.coalesce(Agreement.title_en, Partner.name_en).label("about_en"),
            func.coalesce(Agreement.title_zh, Partner.name_zh).label("about_zh"),
        )
        .join(ranked, ranked.c.id == Task.id)
        .outerjoin(Agreement, Agreement.id == Task.agreement_id)
        .outerjoin(Partner, Partner.id == Task.partner_id)
    )
    return _read(statement.where(_first(ranked, share)), "task", Kind.LATE_TASKS, Kind.TASKS)


def _obligations(share: set[int], day: date) -> list[Line]:
    """Those that have no task yet: of the others the tasks tell. What has no person of its own is
    the business of who is responsible for the agreement."""
    due = Obligation.upcoming_on
    owner = func.coalesce(Obligation.owner_id, from_agreement(Agreement.owner_id))
    ranked = _ranked(Obligation, _who(owner), due, day, is_ahead(day))
    statement = (
        select(
            *ranked.c,
            Obligation.text.label("name_en"),
            null().label("name_zh"),
            Agreement.title_en.label("about_en"),
            Agreement.title_zh.label("about_zh"),
        )
        .join(ranked, ranked.c.id == Obligation.id)
        .join(Agreement, Agreement.id == Obligation.agreement_id)
        .where(_first(ranked, share))
    )
    return _read(statement, "obligation", Kind.OBLIGATIONS, Kind.OBLIGATIONS)


def is_ahead(day: date) -> ColumnElement[bool]:
    """Whether an obligation's next day comes soon and has no task yet."""
    return (
        within(Obligation.upcoming_on, day, LOOK_AHEAD)
        & (Obligation.task_from > day)
        & Obligation.ended_on.is_(None)
        & func.coalesce(Obligation.upcoming_on <= last_day(), True)
        & (from_agreement(Agreement.stage) == Stage.SIGNED)
    )


def _read(statement: AnySelect, record_type: str, late: Kind, ahead: Kind) -> list[Line]:
    return [
        Line(
            kind=late if row.is_late else ahead,
            who=row.who,
            day=row.day,
            record_type=record_type,
            record_id=row.id,
            name_en=row.name_en,
            name_zh=row.name_zh,
            about_en=row.about_en,
            about_zh=row.about_zh,
            total=row.total,
        )
        for row in db.session.execute(statement).all()
    ]


def _decided(share: set[int], since: date, until: date) -> list[Line]:
    """What was decided from the one day on and before the other, and what renewed by itself."""
    news = union_all(
        _news(Review.agreement_id, Review.closed_on, Outcome.BY_ITSELF, Review.renewed_to).where(
            Review.renewed_to.is_not(None), Review.closed_on >= since, Review.closed_on < until
        ),
        _news(Agreement.id, Agreement.decided_on, cast(Agreement.decision, String)).where(
            Agreement.decided_on >= since, Agreement.decided_on < until
        ),
        _news(Agreement.id, Agreement.reviewed_on, Outcome.GOES_ON).where(
            Agreement.is_endless, Agreement.reviewed_on >= since, Agreement.reviewed_on < until
        ),
    ).subquery()
    who = _who(Agreement.owner_id)
    statement = (
        select(
            *news.c,
            who.label("who"),
            Agreement.title_en.label("name_en"),
            Agreement.title_zh.label("name_zh"),
            first_partner(Partner.name_en).label("about_en"),
            first_partner(Partner.name_zh).label("about_zh"),
        )
        .join(news, news.c.id == Agreement.id)
        .where(who.in_(share))
        .order_by(news.c.day, Agreement.id)
    )
    return [
        Line(
            kind=Kind.DECIDED,
            who=row.who,
            day=row.day,
            record_type="agreement",
            record_id=row.id,
            name_en=row.name_en,
            name_zh=row.name_zh,
            about_en=row.about_en,
            about_zh=row.about_zh,
            outcome=Outcome(row.outcome),
            until=row.until,
        )
        for row in db.session.execute(statement).all()
    ]


def _news(number: Any, day: Any, outcome: Any, until: Any = None) -> AnySelect:
    said = literal(outcome.value) if isinstance(outcome, Outcome) else outcome
    return select(
        number.label("id"),
        day.label("day"),
        said.label("outcome"),
        (null() if until is None else until).label("until"),
    )


def within(column: Any, day: date, ahead: timedelta) -> ColumnElement[bool]:
    return (column >= day) & (column < day + ahead)
