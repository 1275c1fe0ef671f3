"""When the tasks of a playbook are due: whatever the dates, nothing is asked twice or too late."""

from datetime import date, timedelta
from itertools import count

from hypothesis import given
from hypothesis import strategies as st

from crm.models import Anchor, PlannedTask, PlaybookStep, Stage, StepRole
from crm.models.playbook import Course, is_another_round
from crm.models.terms import months_later
from crm.playbooks.plan import People, Planner, effects, fit

dates = st.dates(date(2000, 1, 1), date(2060, 12, 31))
distances = st.integers(0, 1500)
leads = st.integers(0, 400)
NOBODY = People({}, None)

_numbers = count(1)


def course(signed_on: date, decide_by: date, ends_on: date) -> Course:
    return Course(
        id=1,
        title_en=None,
        title_zh=None,
        type_id=1,
        stage=Stage.SIGNED,
        link=None,
        signed_on=signed_on,
        effective_on=None,
        ends_on=ends_on,
        is_endless=False,
        closed_on=None,
        decide_by=decide_by,
        decision=None,
        owner_id=None,
    )


def playbook(days: list[int]) -> list[PlaybookStep]:
    """A step of each anchor and number of days."""
    return [
        PlaybookStep(
            id=next(_numbers),
            type_id=1,
            anchor=anchor,
            days=number,
            role=StepRole.RESPONSIBLE,
            title_en=f"{anchor} {number}",
        )
        for anchor in Anchor
        for number in days
    ]


def planned(
    steps: list[PlaybookStep], runs: Course, day: date, before: list[PlannedTask] | None = None
) -> list[PlannedTask]:
    """What stands in the register after that day."""
    rows = list(before or [])
    for move in Planner(steps, NOBODY, day).moves(runs, rows):
        row, _going = fit(move)
        if move.planned is None:
            row.id = next(_numbers)
            rows.append(row)
    return rows


def asked(steps: list[PlaybookStep], runs: Course, day: date, rows: list[PlannedTask]) -> list:
    """What somebody would notice if it were planned once more."""
    return [effects(move) for move in Planner(steps, NOBODY, day).moves(runs, rows)]


agreements = st.builds(
    lambda signed_on, runs, notice: course(
        signed_on, signed_on + timedelta(days=runs), signed_on + timedelta(days=runs + notice)
    ),
    dates,
    distances,
    leads,
)
playbooks = st.lists(leads, min_size=1, max_size=4, unique=True).map(playbook)


@given(agreements, playbooks, st.integers(-800, 3000))
def test_no_task_is_due_before_it_is_made_or_after_what_it_prepares(
    runs: Course, steps: list[PlaybookStep], later: int
):
    day = runs.signed_on + timedelta(days=later)

    for row in planned(steps, runs, day):
        assert row.planned_on >= day
        if row.anchor is Anchor.SIGNING:
            assert day <= max(row.planned_on, months_later(runs.signed_on, 12))
        else:
            assert row.planned_on <= runs.day_of(row.anchor)


@given(agreements, playbooks, distances, distances)
def test_days_that_pass_ask_for_nothing_until_it_has_ended(
    runs: Course, steps: list[PlaybookStep], first: int, then: int
):
    made = runs.signed_on + timedelta(days=first)
    rows = planned(steps, runs, made)

    day = min(made + timedelta(days=then), max(runs.ends_on, made))

    assert [found for found in asked(steps, runs, day, rows) if found] == []
    assert runs.runs_on(day) or rows == []


@given(agreements, playbooks, st.integers(-400, 4000))
def test_an_end_that_moves_takes_its_open_tasks_along_and_doubles_none(
    runs: Course, steps: list[PlaybookStep], by: int
):
    day = runs.signed_on
    rows = planned(steps, runs, day)
    away = timedelta(days=max(by, -(runs.decide_by - day).days))
    moved = course(day, runs.decide_by + away, runs.ends_on + away)

    planned(steps, moved, day, rows)

    again = planned(steps, moved, day, list(rows))
    assert len(again) == len(rows)
    for row in rows:
        assert row.anchor_on == moved.day_of(row.anchor)
        assert row.planned_on == max(day, row.day_from(row.anchor_on)) or row.days == 0
    keys = [(row.step_id, row.round) for row in again]
    assert len(keys) == len(set(keys))


@given(agreements, playbooks, distances)
def test_what_is_done_is_asked_anew_only_for_an_end_half_a_year_later(
    runs: Course, steps: list[PlaybookStep], by: int
):
    day = runs.signed_on
    rows = planned(steps, runs, day)
    for row in rows:
        row.task = None  # deleted by hand, which settles it as a tick does
    ends_on, decide_by = (d + timedelta(days=by) for d in (runs.ends_on, runs.decide_by))
    moved = course(day, decide_by, ends_on)

    after = planned(steps, moved, day, list(rows))

    anew = {row.anchor for row in after[len(rows) :]}
    expected = {a for a in Anchor if is_another_round(a, runs.day_of(a), moved.day_of(a))}
    assert anew == expected
    assert all(row.round == 1 for row in after[len(rows) :])


def test_half_a_year_from_the_end_of_august_is_the_end_of_february():
    last = date(2027, 8, 31)

    assert not is_another_round(Anchor.END, last, date(2028, 2, 28))
    assert is_another_round(Anchor.END, last, date(2028, 2, 29))


def test_an_agreement_of_29_february_is_filed_late_until_28_february_of_the_year_after():
    (step,) = (s for s in playbook([14]) if s.anchor is Anchor.SIGNING)

    assert step.day_when_made(date(2028, 2, 29), date(2029, 2, 28)) == date(2029, 2, 28)
    assert step.day_when_made(date(2028, 2, 29), date(2029, 3, 1)) is None


@given(dates, leads, leads, st.integers(-900, 900))
def test_moving_never_puts_a_task_further_into_the_past(
    anchor_on: date, days: int, planned_before: int, away: int
):
    (step,) = (s for s in playbook([days]) if s.anchor is Anchor.END)
    before = anchor_on - timedelta(days=planned_before)
    day = anchor_on + timedelta(days=away)

    moved = step.day_when_moved(anchor_on, day, before)

    assert moved >= min(day, before)
    assert moved == step.day_from(anchor_on) or moved <= day
