"""What never changes: equal when its fields are, and finished by who makes the first one."""

import sys
from dataclasses import FrozenInstanceError, field, replace
from threading import Barrier, Thread

import pytest

from crm.frozen import Frozen


def test_it_is_made_of_its_fields_and_stays_as_it_was_made():
    class Day(Frozen):
        name: str
        hours: tuple[int, ...] = field(default_factory=tuple)

    day = Day("Monday")

    assert day == Day("Monday", ()) != Day("Tuesday")
    assert {day, replace(day, name="Monday")} == {day}
    assert "name='Monday'" in repr(day)
    with pytest.raises(FrozenInstanceError):
        day.name = "Tuesday"
    with pytest.raises(TypeError, match="name"):
        Day()


def test_what_is_below_such_a_class_has_its_fields_too():
    class Day(Frozen):
        name: str

    class Holiday(Day):
        reason: str = ""

    assert Holiday("1 October", "the nation").reason == "the nation"
    assert Holiday("1 October") == Holiday("1 October")
    assert Holiday("1 October") != Day("1 October")


def test_a_class_of_which_nothing_is_made_costs_nothing():
    class Day(Frozen):
        name: str

    before = set(vars(Day))
    Day("Monday")

    assert "__repr__" not in before
    assert "__repr__" in vars(Day)


def test_threads_that_make_the_first_ones_at_once_make_equal_ones():
    often = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    try:
        for _ in range(20):
            assert _made_by_eight() == 1
    finally:
        sys.setswitchinterval(often)


def _made_by_eight() -> int:
    class Day(Frozen):
        name: str
        hours: int

    made: list[int] = []
    together = Barrier(8, timeout=20)

    def make() -> None:
        together.wait()
        made.append(hash(Day("Monday", 8)))

    threads = [Thread(target=make) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert len(made) == 8
    return len(set(made))
