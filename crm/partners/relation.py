"""A relation at a glance, put together from what a partner's page has read anyway."""

from collections.abc import Sequence
from datetime import date

from crm.database import AnyRow
from crm.frozen import Frozen
from crm.models.life import CLOSED_EARLY, RUNNING
from crm.partners.picture import Axis, Bar, Span, axis_of

_RUNNING = {standing.value for standing in RUNNING}
_CLOSED = {stage.value for stage in CLOSED_EARLY}

FOR_THEM = 3
"""So many persons of the partner are named at the top."""

JOINT_CENTRE = "joint_centre"
"""The key of the type of agreement by which one comes to be."""


class Relation(Frozen):
    """`since` is the day of the first agreement, or of the first happening when that was before;
    None when no day is known. `is_older` says that some agreement has no day: it may go back
    further. `in_force` counts the agreements that run, `ends_next` is the one that ends first."""

    since: date | None
    since_signing: bool
    is_older: bool
    in_force: int
    agreements: int
    ends_next: AnyRow | None
    ends_on: date | None
    last: AnyRow | None
    people: Sequence[AnyRow]
    former: Sequence[AnyRow]
    joint_centres: Sequence[AnyRow]
    axis: Axis
    bars: Sequence[tuple[AnyRow, Bar | None]]
    undated: int
    """How many of the happenings have no known day."""

    @property
    def contacts(self) -> Sequence[AnyRow]:
        return self.people[:FOR_THEM]


def relation_of(
    agreements: Sequence[AnyRow],
    happenings: Sequence[AnyRow],
    positions: Sequence[AnyRow],
    day: date,
) -> Relation:
    spans = [_span(row) for row in agreements]
    days = [row.happened_on for row in happenings if row.happened_on is not None]
    axis = axis_of(spans, days, day)
    first = agreements[0] if agreements else None
    signed = first.first_on if first is not None else None
    happened = happenings[0].first_on if happenings else None
    # One that is planned has not begun anything.
    known = [one for one in (signed, happened) if one is not None and one <= day]
    since = min(known, default=None)
    ends_on = first.next_end if first is not None else None
    return Relation(
        since=since,
        since_signing=since is not None and since == signed,
        is_older=first is not None and first.undated > 0,
        in_force=first.in_force if first is not None else 0,
        agreements=first.number if first is not None else 0,
        ends_next=next(
            (r for r in agreements if r.standing in _RUNNING and _end(r) == ends_on), None
        )
        if ends_on is not None
        else None,
        ends_on=ends_on,
        last=next((r for r in happenings if r.happened_on and r.happened_on <= day), None),
        people=[row for row in positions if not row.is_past],
        former=[row for row in positions if row.is_past],
        joint_centres=[row for row in agreements if row.type_key == JOINT_CENTRE],
        axis=axis,
        bars=[(row, axis.bar(span, day)) for row, span in zip(agreements, spans, strict=True)],
        undated=len(happenings) - len(days),
    )


def _end(row: AnyRow) -> date | None:
    end: date | None = row.closed_on if row.stage in _CLOSED else row.ends_on
    return end


def _span(row: AnyRow) -> Span:
    """What was closed early ran until then."""
    start, end = row.effective_on or row.signed_on, _end(row)
    if start is not None and end is not None and end < start:
        start = None
    return Span(start, end, bool(row.is_endless) and end is None)
