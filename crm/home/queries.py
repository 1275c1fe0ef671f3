"""What the first page counts and shows of all rooms."""

from collections.abc import Iterable, Sequence
from datetime import date
from functools import cache

from sqlalchemy import ScalarSelect, and_, func, or_, select

from crm.agreements.standings import runs_on
from crm.database import AnyRow, AnySelect
from crm.expressions import one_of
from crm.extensions import fetch
from crm.frozen import Frozen
from crm.history import queries as history_queries
from crm.history.called import name_zh
from crm.models import Agreement, Batch, Change, Partner, Task, User, Way
from crm.renewals.queries import needs_decision


class Numbers(Frozen):
    """The four numbers of the first page."""

    partners: int
    in_force: int
    overdue_decisions: int
    overdue_tasks: int


def counted(day: date) -> tuple[ScalarSelect[int], ...]:
    """The numbers of `Numbers` on that day, to be selected."""
    partners = select(func.count()).select_from(Partner)
    in_force = select(func.count()).select_from(Agreement).where(runs_on(day))
    decisions = select(func.count()).where(needs_decision(), Agreement.decide_by < day)
    tasks = select(func.count()).where(Task.done_at.is_(None), Task.due_on < day)
    return tuple(s.scalar_subquery() for s in (partners, in_force, decisions, tasks))


def latest_changes(kinds: Iterable[str], limit: int, *, sees_all: bool) -> Sequence[AnyRow]:
    """Which records of those kinds were added, changed or deleted last, and by whom, as far as
    the reader may know. What was done to many at once is one of them."""
    return fetch(_latest_changes(tuple(sorted(kinds)), limit, sees_all=sees_all))


@cache
def _latest_changes(kinds: Sequence[str], limit: int, *, sees_all: bool) -> AnySelect:
    statement = select(
        Change.at,
        Change.act,
        Change.record_type,
        Change.record_id,
        Change.name,
        name_zh(),
        User.name.label("by"),
        Batch.id.label("batch_id"),
        Batch.title.label("batch_title"),
        Batch.kind.label("batch_kind"),
        Batch.records.label("batch_records"),
        Batch.undone_at.label("batch_undone_at"),
    )
    statement = statement.outerjoin_from(Change, User, User.id == Change.by_id)
    statement = statement.outerjoin(Batch, and_(Batch.id == Change.batch_id, Batch.records > 1))
    told = history_queries.is_told(sees_all=sees_all)
    # What playbooks and obligations make of themselves is no news.
    by_somebody = or_(Change.way != Way.ITSELF, Change.record_type != Task.__tablename__)
    # One line an act, out of an index: an import of many would have to be passed over else.
    is_new = and_(
        history_queries.is_act(), or_(Batch.id.is_not(None), one_of(Change.record_type, kinds))
    )
    statement = statement.where(is_new, told, by_somebody)
    return statement.order_by(Change.at.desc(), Change.id.desc()).limit(limit)
