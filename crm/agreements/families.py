"""Every SELECT about agreements that hang together: what stands under one, and what followed it."""

import json
from datetime import date

from sqlalchemy import ColumnElement, or_, select

from crm.agreements.standings import standing_on
from crm.errors import Values
from crm.expressions import json_list
from crm.extensions import db
from crm.frozen import Frozen
from crm.models import Agreement, Link


class Tied(Frozen):
    """An agreement of a chain, as it stands."""

    id: int
    name_en: str | None
    name_zh: str | None
    parent_id: int | None
    predecessor_id: int | None
    link: Link | None
    ends_on: date | None
    standing: str


def listed_chain(agreement_id: int, day: date, limit: int = 60) -> ColumnElement[str]:
    """The agreements that hang together with this one, itself among them, as one text, so that they
    come with the agreement in one statement; at most so many."""
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
        Agreement.parent_id,
        Agreement.predecessor_id,
        Agreement.link,
        Agreement.ends_on,
        standing_on(day).label("standing"),
    ).where(Agreement.id.in_(select(tied.c.id)))
    order = (Agreement.effective_on.asc().nulls_first(), Agreement.id)
    return json_list(statement.order_by(*order).limit(limit).subquery())


def read_chain(listed: str) -> list[Tied]:
    """What `listed_chain` says."""
    return [Tied(**(row | _read(row["link"], row["ends_on"]))) for row in json.loads(listed)]


def _read(link: str | None, ends_on: str | None) -> Values:
    """What JSON has no word for."""
    return {
        "link": Link(link) if link else None,
        "ends_on": date.fromisoformat(ends_on) if ends_on else None,
    }


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
