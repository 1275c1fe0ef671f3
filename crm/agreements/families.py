"""Every SELECT about agreements that hang together: what stands under one, and what followed it."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import or_, select

from crm.agreements.standings import standing_on
from crm.database import AnyRow
from crm.extensions import db
from crm.models import Agreement


def chain(agreement_id: int, day: date, limit: int = 60) -> Sequence[AnyRow]:
    """The agreements that hang together with this one, itself among them; at most so many."""
    start = select(Agreement.id, Agreement.parent_id, Agreement.predecessor_id)
    tied = start.where(Agreement.id == agreement_id).cte("tied", recursive=True)
    neighbour = or_(
        Agreement.parent_id == tied.c.id,
        Agreement.predecessor_id == tied.c.id,
        Agreement.id == tied.c.parent_id,
        Agreement.id == tied.c.predecessor_id,
    )
    tied = tied.union(start.join(tied, neighbour))
    statement = select(
        Agreement.id,
        Agreement.title_en.label("name_en"),
        Agreement.title_zh.label("name_zh"),
        Agreement.reference,
        Agreement.parent_id,
        Agreement.predecessor_id,
        Agreement.link,
        Agreement.ends_on,
        Agreement.is_endless,
        standing_on(day).label("standing"),
    ).where(Agreement.id.in_(select(tied.c.id)))
    order = (Agreement.effective_on.asc().nulls_first(), Agreement.id)
    return db.session.execute(statement.order_by(*order).limit(limit)).all()


def is_below(agreement_id: int, other_id: int) -> bool:
    """Whether the other one is this agreement or stands somewhere under it."""
    tree = select(Agreement.id).where(Agreement.id == agreement_id).cte("tree", recursive=True)
    tree = tree.union(select(Agreement.id).join(tree, Agreement.parent_id == tree.c.id))
    return db.session.scalar(select(tree.c.id).where(tree.c.id == other_id)) is not None


def comes_after(agreement_id: int, other_id: int) -> bool:
    """Whether the other one is this agreement or one that followed it."""
    line = select(Agreement.id).where(Agreement.id == agreement_id).cte("line", recursive=True)
    line = line.union(select(Agreement.id).join(line, Agreement.predecessor_id == line.c.id))
    return db.session.scalar(select(line.c.id).where(line.c.id == other_id)) is not None


def has_children(agreement_id: int) -> bool:
    below = or_(Agreement.parent_id == agreement_id, Agreement.predecessor_id == agreement_id)
    return db.session.scalar(select(Agreement.id).where(below).limit(1)) is not None
