"""Every SELECT about merging."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import func, literal, or_, select, union_all

from crm.database import AnyRow
from crm.extensions import db, fetch
from crm.history import queries as history_queries
from crm.merges.fields import MODELS, Mergeable
from crm.merges.moving import references_to
from crm.models import Change, LikelyPair, MergedRecord, NotTheSame, PairKind

MOST_STEPS = 50
"""So many merges of merges are followed."""


def records(kind: PairKind, numbers: Sequence[int], *, is_held: bool = False) -> list[Mergeable]:
    """Those that are there of these, in their order, as they are now; held, if asked, until the
    transaction is over."""
    asked = select(MODELS[kind]).where(MODELS[kind].id.in_(numbers))
    asked = asked.execution_options(populate_existing=True)
    found = db.session.scalars(asked.with_for_update() if is_held else asked)
    by_number: dict[int, Any] = {record.id: record for record in found}
    return [by_number[number] for number in numbers if number in by_number]


def hanging(kind: PairKind, numbers: Sequence[int]) -> Mapping[int, Mapping[str, int]]:
    """How many rows of each table hang on each of them, in one statement."""
    counted = [
        select(
            literal(reference.table.name).label("kind"),
            reference.column.label("on"),
            func.count().label("number"),
        )
        .where(reference.column.in_(numbers))
        .group_by(reference.column)
        for reference in references_to(MODELS[kind])
    ]
    found: dict[int, dict[str, int]] = {number: {} for number in numbers}
    for row in fetch(select(union_all(*counted).subquery())):
        found[row.on][row.kind] = found[row.on].get(row.kind, 0) + row.number
    return found


def changes_since(kind: PairKind, versions: Mapping[int, int]) -> Sequence[AnyRow]:
    """The lines of what was changed of those records after these versions, the newest first."""
    since = [
        history_queries.of_record(kind, number) & (Change.owner_version > version)
        for number, version in versions.items()
    ]
    if not since:
        return []
    return fetch(history_queries.rows().where(or_(*since)).order_by(Change.id.desc()).limit(20))


def said_about(kind: PairKind, number: int) -> Sequence[NotTheSame]:
    about = or_(NotTheSame.first_id == number, NotTheSame.second_id == number)
    said = select(NotTheSame).where(NotTheSame.record_type == kind, about)
    return db.session.scalars(said.order_by(NotTheSame.id)).all()


def pairs_with(kind: PairKind, number: int) -> Sequence[LikelyPair]:
    """The likely pairs that it stands in, the likeliest first."""
    stands = or_(LikelyPair.first_id == number, LikelyPair.second_id == number)
    found = select(LikelyPair).where(LikelyPair.record_type == kind, stands)
    return db.session.scalars(found.order_by(LikelyPair.score.desc(), LikelyPair.id)).all()


def merged(kind: str, number: int) -> MergedRecord | None:
    return db.session.scalar(
        select(MergedRecord).where(
            MergedRecord.record_type == kind, MergedRecord.record_id == number
        )
    )


def merged_by(batch_id: int) -> Sequence[MergedRecord]:
    return db.session.scalars(select(MergedRecord).where(MergedRecord.batch_id == batch_id)).all()


def led_to(kind: str, number: int) -> int | None:
    """The record that it was merged into at last; None when it never was."""
    into: int | None = None
    for _step in range(MOST_STEPS):
        if (step := merged(kind, number)) is None:
            break
        into = number = step.into_id
    return into
