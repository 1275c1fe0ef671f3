"""What would change if a playbook were applied to the agreements that run."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from hashlib import sha256

from crm.frozen import Frozen
from crm.models import PlaybookStep
from crm.models.playbook import Course, Effect
from crm.playbooks import queries
from crm.playbooks.plan import Move, Planner, effects

MOST_LINES = 100
"""How many tasks are shown one by one; all are counted."""

AT_ONCE = 500
"""How many rows are read together."""


class Line(Frozen):
    """One task that would change."""

    move: Move
    effects: list[Effect]

    @property
    def agreement(self) -> Course:
        """Whose task it is, with its names."""
        return self.move.course

    @property
    def title(self) -> str:
        """What the task is called now, or what it will be called."""
        row = self.move.planned
        if row is not None and row.task is not None:
            return row.task.title
        return "" if self.move.wanted is None else self.move.wanted.title


@dataclass
class Preview:
    """How many tasks would be added, moved and so on, of how many agreements, and the first."""

    numbers: Counter[Effect] = field(default_factory=Counter)
    agreements: int = 0
    lines: list[Line] = field(default_factory=list)
    tasks: int = 0
    _last: int = 0

    @property
    def changes(self) -> bool:
        """Whether anything would be another than it is."""
        return any(number for effect, number in self.numbers.items() if effect is not Effect.KEPT)

    @property
    def more(self) -> int:
        """How many tasks are not shown one by one."""
        return self.tasks - len(self.lines)

    def count(self, move: Move) -> list[Effect]:
        """Count what the move does; what that is."""
        found = effects(move)
        self.numbers.update(found)
        if found:
            self.tasks += 1
            self.agreements += move.course.id != self._last
            self._last = move.course.id
        return found


def preview(type_id: int, steps: Sequence[PlaybookStep], day: date) -> Preview:
    """Look through all running agreements of the type; nothing changes."""
    seen = Preview()
    planner = Planner(steps, queries.everybody(), day, applies=True)
    for course, planned in queries.running_planned(type_id, day, AT_ONCE):
        for move in planner.moves(course, planned):
            if (found := seen.count(move)) and len(seen.lines) < MOST_LINES:
                seen.lines.append(Line(move, found))
    return seen


def fingerprint(steps: Sequence[PlaybookStep]) -> str:
    """Another one as soon as the playbook is another."""
    versions = ",".join(f"{step.id}.{step.version}" for step in steps)
    return sha256(versions.encode()).hexdigest()[:16]
