"""What a playbook asks of an agreement on a day, beside what it has asked already: pure rules."""

from collections.abc import Mapping, Sequence
from datetime import date

from crm.frozen import Frozen
from crm.models import Anchor, PlannedTask, PlaybookStep, StepRole, Task, display_name
from crm.models.playbook import Course, Effect, Errand, is_another_round


class Worker(Frozen):
    """Somebody who can be given a task, and the language in which they want it, if they said."""

    id: int
    name: str
    language: str | None


class People(Frozen):
    """Those who can be given tasks, by number; the administrator has been one for longest."""

    workers: Mapping[int, Worker]
    administrator: Worker | None

    def doing(self, errand: Errand, owner_id: int | None) -> Worker | None:
        """Whoever does it. What nobody is there for goes to the administrator, who would
        otherwise be the last to learn that it lies there."""
        wanted = {StepRole.RESPONSIBLE: owner_id, StepRole.PERSON: errand.person_id}
        found = self.workers.get(wanted.get(errand.role) or 0)
        return found or self.administrator


class Wanted(Frozen):
    """A task as it is to be, with the step or the earlier plan that says so."""

    errand: PlaybookStep | PlannedTask
    step_id: int | None
    round: int
    anchor_on: date
    due_on: date
    title: str
    assignee: Worker | None

    @property
    def assignee_id(self) -> int | None:
        return None if self.assignee is None else self.assignee.id


class Move(Frozen):
    """What becomes of one task of an agreement: `planned` is None when it was never asked for,
    `wanted` when it goes."""

    course: Course
    planned: PlannedTask | None
    wanted: Wanted | None


class Planner(Frozen):
    """The playbook of a type on a day.

    As long as it is not applied, it asks what is new only of an agreement that begins something:
    is signed, gets an end, or comes to another round. Tasks that are there follow their agreement
    by what was planned. When `applies`, all is as the playbook has it now.
    """

    steps: Sequence[PlaybookStep]
    people: People
    day: date
    applies: bool = False

    def moves(self, course: Course, planned: Sequence[PlannedTask]) -> list[Move]:
        """What has to be done, as far as it is not done; nothing twice."""
        runs = course.runs_on(self.day)
        days = {anchor: course.day_of(anchor) if runs else None for anchor in Anchor}
        latest, strays = self._paired(planned)
        found = [self._following(course, row, None, days) for row in strays]
        for step in self.steps:
            row, on = latest.get(step.id), days[step.anchor]
            if row is not None and row.is_open:
                found.append(self._following(course, row, step, days))
            elif on is not None and self._is_asked(step, row, on, planned):
                found.append(self._asking(course, step, row, on))
        return [move for move in found if move is not None]

    def _paired(
        self, planned: Sequence[PlannedTask]
    ) -> tuple[dict[int, PlannedTask], list[PlannedTask]]:
        """The latest task of each step, and those of none.

        What was asked under the same title by another step, of another type or since deleted, is
        not asked a second time.
        """
        own = {step.id for step in self.steps}
        in_order = sorted(planned, key=lambda row: (row.step_id in own, row.round, row.id))
        titles = {title: step.id for step in self.steps for title in step.titles}
        latest = {}
        for row in in_order:
            step_id = row.step_id if row.step_id in own else titles.get(row.title)
            if step_id is not None:
                latest[step_id] = row
        paired = {id(row) for row in latest.values()}
        strays = [row for row in planned if row.step_id not in own and id(row) not in paired]
        return latest, strays

    def _is_asked(
        self,
        step: PlaybookStep,
        row: PlannedTask | None,
        on: date,
        planned: Sequence[PlannedTask],
    ) -> bool:
        if row is None:
            return self.applies or self._begins(step.anchor, on, planned)
        return row.is_withdrawn or is_another_round(step.anchor, row.anchor_on, on)

    def _begins(self, anchor: Anchor, on: date, planned: Sequence[PlannedTask]) -> bool:
        """Whether nothing has been asked yet about that day of the agreement by this playbook."""
        own = {None, *(step.id for step in self.steps)}
        before = [row.anchor_on for row in planned if row.anchor is anchor and row.step_id in own]
        return all(is_another_round(anchor, earlier, on) for earlier in before)

    def _asking(
        self, course: Course, step: PlaybookStep, row: PlannedTask | None, on: date
    ) -> Move | None:
        """A new task, or that of a row which was withdrawn; None when it is too late for it."""
        due_on = step.day_when_made(on, self.day)
        if due_on is None:
            return None
        again = row if row is not None and row.is_withdrawn else None
        number = again.round if again else (0 if row is None else row.round + 1)
        doing = self.people.doing(step, course.owner_id)
        wanted = Wanted(step, step.id, number, on, due_on, title_for(step, doing), doing)
        return Move(course, again, wanted)

    def _following(
        self,
        course: Course,
        row: PlannedTask,
        step: PlaybookStep | None,
        days: Mapping[Anchor, date | None],
    ) -> Move | None:
        """What becomes of a task that is there; `step` is None for one of no step of the type."""
        if not row.is_open:
            return None
        is_new_to_step = step is not None and row.step_id != step.id
        errand = step if step is not None and (self.applies or is_new_to_step) else row
        on = days[errand.anchor]
        is_foreign = step is None and (self.applies or row.step_id is not None)
        if is_foreign or on is None:
            return Move(course, row, None)
        doing = self.people.doing(errand, course.owner_id)
        title = row.title
        if isinstance(errand, PlaybookStep) and title not in errand.titles:
            title = title_for(errand, doing)
        step_id = row.step_id if step is None else step.id
        due_on = self._day(errand, on, row)
        return Move(course, row, Wanted(errand, step_id, row.round, on, due_on, title, doing))

    def _day(self, errand: Errand, on: date, row: PlannedTask) -> date:
        if (on, errand.anchor, errand.days) == (row.anchor_on, row.anchor, row.days):
            return row.planned_on
        return errand.day_when_moved(on, self.day, row.planned_on)


def title_for(step: PlaybookStep, doing: Worker | None) -> str:
    """The step in the language of whoever does it. A task has one title, like all that people type:
    it keeps this one whoever reads it or gets it later."""
    is_chinese = doing is not None and (doing.language or "").startswith("zh")
    return display_name(step, "zh" if is_chinese else "en")


def fit(move: Move) -> tuple[PlannedTask, Task | None]:
    """Make the plan and its task what is wanted; the plan, and a task that goes.

    What somebody has changed by hand stays as it is: that the title, the day or whoever does it is
    another than planned tells so. A task that was changed in any way never goes: it becomes one
    like any other.
    """
    row, wanted = move.planned or PlannedTask(agreement_id=move.course.id), move.wanted
    task = row.task
    if wanted is None:
        going = None if row.is_edited else task
        row.task, row.is_withdrawn = None, going is not None
        return row, going
    if task is None:
        task = Task(agreement_id=move.course.id)
        task.title, task.due_on, task.assignee_id = wanted.title, wanted.due_on, wanted.assignee_id
        row.task, row.is_withdrawn = task, False
    else:
        _follow(row, task, wanted)
    _keep(row, wanted)
    return row, None


def _follow(row: PlannedTask, task: Task, wanted: Wanted) -> None:
    if not row.has_own_title:
        task.title = wanted.title
    if not row.has_own_day:
        task.due_on = wanted.due_on
    if not row.has_own_assignee:
        task.assignee_id = wanted.assignee_id


def _keep(row: PlannedTask, wanted: Wanted) -> None:
    """Note what is planned now; nothing is written where nothing differs."""
    errand = wanted.errand
    row.step_id, row.round = wanted.step_id, wanted.round
    row.anchor, row.days = errand.anchor, errand.days
    row.role, row.person_id = errand.role, errand.person_id
    row.title, row.anchor_on, row.planned_on = wanted.title, wanted.anchor_on, wanted.due_on
    row.assignee_id = wanted.assignee_id


def effects(move: Move) -> list[Effect]:
    """None when all is as it is to be; kept is what would change, had nobody changed it by hand."""
    row, wanted = move.planned, move.wanted
    if row is None or row.task is None:
        return [Effect.ADDED]
    if wanted is None:
        return [Effect.KEPT if row.is_edited else Effect.REMOVED]
    changes = (
        (Effect.MOVED, row.planned_on != wanted.due_on, row.has_own_day),
        (Effect.RENAMED, row.title != wanted.title, row.has_own_title),
        (Effect.REASSIGNED, row.assignee_id != wanted.assignee_id, row.has_own_assignee),
    )
    found = [Effect.KEPT if own else effect for effect, differs, own in changes if differs]
    return list(dict.fromkeys(found))
