"""What is written is iCalendar, as another program reads it."""

from datetime import UTC, date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar

from crm.calendar.entries import Entry, Item
from crm.calendar.format import LONGEST_LINE, written

NOON = datetime(2026, 11, 24, 4, tzinfo=UTC)
TEXTS = st.one_of(
    st.text(st.characters(codec="utf-8", exclude_categories=("Cs",)), max_size=200),
    st.text(st.sampled_from("研究🩺é,;\\\n\r\tمرحباa "), max_size=300),
)


def events(content: bytes):
    return Calendar.from_ical(content).walk("VEVENT")


def entry(**given: object) -> Entry:
    item = {"key": "task-1", "day": date(2026, 11, 24), "summary": "Call", "description": ""}
    return Entry(Item(**item | {"url": "https://crm.example.edu/tasks/1"} | given), 3, NOON)


def readable(text: str) -> str:
    """What can be said in a calendar: no control characters, and one kind of line end."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    return "".join(c for c in lines if c in "\n\t" or (ord(c) >= 32 and ord(c) != 127))


@given(summary=TEXTS, description=TEXTS)
def test_every_text_comes_back_as_it_was(summary: str, description: str):
    content = written("Mine", "office", [entry(summary=summary, description=description)])

    (event,) = events(content)

    assert str(event["SUMMARY"]) == readable(summary)
    assert str(event.get("DESCRIPTION", "")) == readable(description)


@given(summary=TEXTS)
def test_no_line_is_too_long_and_none_breaks_a_character(summary: str):
    content = written("Mine", "office", [entry(summary=summary)])

    lines = content.split(b"\r\n")
    assert all(len(line) <= LONGEST_LINE for line in lines)
    assert all(line.decode() is not None for line in lines)
    assert lines[-1] == b""
    assert b"\n" not in content.replace(b"\r\n", b"")


@given(day=st.dates(date(1900, 1, 1), date(2199, 12, 30)))
def test_a_day_is_that_day_wherever_it_is_read(day: date):
    (event,) = events(written("Mine", "office", [entry(day=day)]))

    assert event["DTSTART"].dt == day
    assert not isinstance(event["DTSTART"].dt, datetime)
    assert event["DTEND"].dt == day + timedelta(days=1)
    assert event["DTSTART"].params["VALUE"] == "DATE"


def test_an_entry_says_who_it_is_and_which_of_its_states_this_is():
    (event,) = events(written("Mine", "office", [entry()]))

    assert (str(event["UID"]), event["SEQUENCE"]) == ("task-1@office", 3)
    assert event["LAST-MODIFIED"].dt == event["DTSTAMP"].dt == NOON
    assert (str(event["STATUS"]), str(event["TRANSP"])) == ("CONFIRMED", "TRANSPARENT")
