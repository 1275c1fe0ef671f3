"""Lets the tasks of playbooks follow their agreements, each asked for once.

`models/planning.py` notes what has changed. An action that a person takes plans it in the same
transaction (`catch_up`); whatever else has changed, or has come to its end, waits a minute at most
for `crm remind` (`due.py`).
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date

from sqlalchemy import ColumnElement, case, update

from crm.extensions import db
from crm.models import Agreement, PlaybookStep
from crm.models.planning import take_noted
from crm.models.playbook import Errand
from crm.playbooks import queries
from crm.playbooks.plan import Move, Planner, fit
from crm.seeing import seeing_all

CHUNK = 500
"""How many agreements are planned together."""


@seeing_all()
def catch_up(day: date) -> int:
    """Plan the agreements that this session has changed; how many tasks were made."""
    db.session.flush()
    return plan(take_noted(db.session()), day)


@seeing_all()
def plan(numbers: Sequence[int], day: date) -> int:
    """Plan those of the agreements that wait for it; how many tasks were made."""
    if not numbers:
        return 0
    claimed = _claim(day, Agreement.id.in_(numbers), Agreement.planned_until < day)
    return sum(carry_out(move) for move in moves(claimed, day))


def claim_all(numbers: Sequence[int], day: date) -> Sequence[int]:
    """The same agreements, which nobody else plans meanwhile."""
    return _claim(day, Agreement.id.in_(numbers))


def _claim(day: date, *chosen: ColumnElement[bool]) -> Sequence[int]:
    """The numbers of the agreements that nobody else plans meanwhile.

    It is the first write, so that a second server waits here, and then finds that what it was about
    to plan is planned.
    """
    last = queries.last_day()
    claiming = (
        update(Agreement)
        .where(*chosen)
        .values(
            planned_until=case((last >= day, last), else_=None),
            updated_at=Agreement.updated_at,  # it is no change of the agreement
        )
        .returning(Agreement.id)
    )
    # The attribute itself is for the database alone: no record in the session reads it.
    options = {"synchronize_session": False}
    return sorted(db.session.scalars(claiming, execution_options=options))


def moves(
    numbers: Sequence[int], day: date, applied: Sequence[PlaybookStep] | None = None
) -> Iterator[Move]:
    """What becomes of the tasks of those agreements; `applied` is the playbook of them all as it
    is to be, when it is applied to what runs."""
    if not numbers:
        return
    courses, planned = queries.courses(numbers), queries.planned(numbers)
    playbooks: dict[int, list[PlaybookStep]] = defaultdict(list)
    steps = applied
    if steps is None:
        steps = queries.steps_of_types(course.type_id for course in courses)
    for step in steps:
        playbooks[step.type_id].append(step)
    errands: list[Errand] = [*steps, *(row for rows in planned.values() for row in rows)]
    people = queries.people((*(c.owner_id for c in courses), *(e.person_id for e in errands)))
    for course in courses:
        planner = Planner(playbooks[course.type_id], people, day, applied is not None)
        yield from planner.moves(course, planned.get(course.id, ()))


def carry_out(move: Move) -> bool:
    """Do it, as far as nobody has made the task their own; whether a task was made."""
    is_made = move.wanted is not None and (move.planned is None or move.planned.task is None)
    row, going = fit(move)
    db.session.add(row)
    if going is not None:
        db.session.delete(going)
    return is_made
