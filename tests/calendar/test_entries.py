"""What a calendar holds goes on from what it held before."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm.calendar.entries import CANCELLED_FOR, Entry, Item, Span, go_on, read_entries

NOON = datetime(2026, 11, 24, 4, tzinfo=UTC)
DAY = date(2026, 11, 24)
ALWAYS = Span(date(2000, 1, 1), None)


def item(key: str = "decision-1", day: date = DAY, summary: str = "Decide: Oslo") -> Item:
    return Item(key, day, summary, "", "https://crm.example.edu/agreements/1")


def after(before: dict[str, Entry], *items: Item, days: int = 0, span: Span = ALWAYS):
    return go_on(before, items, span, NOON + timedelta(days=days))


def test_what_has_not_changed_stays_as_it_was():
    first = after({}, item())

    assert after(first, item(), days=5) == first
    assert first["decision-1"].sequence == 0


def test_what_has_changed_counts_on_and_says_when():
    first = after({}, item())

    moved = after(first, item(day=DAY + timedelta(days=1)), days=2)["decision-1"]

    assert (moved.sequence, moved.modified) == (1, NOON + timedelta(days=2))
    assert not moved.is_cancelled


def test_what_is_gone_is_cancelled_and_forgotten_after_a_while():
    first = after({}, item())

    gone = after(first, days=1)
    assert gone["decision-1"].is_cancelled
    assert gone["decision-1"].sequence == 1
    assert after(gone, days=2) == gone
    assert after(gone, days=1 + CANCELLED_FOR.days) == {}


def test_what_comes_back_is_confirmed_with_a_higher_number():
    gone = after(after({}, item()), days=1)

    back = after(gone, item(), days=2)["decision-1"]

    assert (back.sequence, back.is_cancelled) == (2, False)


@pytest.mark.parametrize(
    "span", [Span(DAY + timedelta(days=1), None), Span(date(2026, 1, 1), DAY - timedelta(days=1))]
)
def test_what_lies_outside_of_the_calendar_is_only_left_out(span: Span):
    assert after(after({}, item()), days=1, span=span) == {}


days = st.dates(date(2020, 1, 1), date(2040, 12, 31))
states = st.dictionaries(st.integers(1, 6), st.tuples(days, st.text(max_size=8)), max_size=6)


@given(history=st.lists(states, min_size=1, max_size=6))
def test_numbers_only_rise_and_what_is_kept_reads_as_it_was(
    history: list[dict[int, tuple[date, str]]],
):
    before: dict[str, Entry] = {}
    for step, state in enumerate(history):
        items = [item(f"task-{n}", day, summary) for n, (day, summary) in state.items()]

        now = after(before, *items, days=step)

        for key, entry in now.items():
            earlier = before.get(key)
            if earlier is not None and earlier != entry:
                assert entry.sequence == earlier.sequence + 1
                assert entry.modified > earlier.modified
        assert {key for key, entry in now.items() if not entry.is_cancelled} == {
            one.key for one in items
        }
        assert read_entries({key: entry.stored() for key, entry in now.items()}) == now
        before = now
