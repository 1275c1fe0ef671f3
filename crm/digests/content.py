"""What a digest says: parts with lines, in no language yet."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta

from crm.database import Word
from crm.frozen import Frozen
from crm.models import Rhythm
from crm.saved_views.told import News

LOOK_AHEAD = timedelta(days=30)
"""How far decisions and obligations are told of in advance."""

TASKS_AHEAD = timedelta(days=7)
MOST_LINES = 20
"""Of a part; how many more there are is said."""

NOBODY = 0
"""Stands for the person whom nobody has named: administrators see to that."""

LONGEST_LOOK_BACK = timedelta(days=31)


class Kind(Word):
    LATE_DECISIONS = "late_decisions"
    LATE_TASKS = "late_tasks"
    DECISIONS = "decisions"
    TASKS = "tasks"
    OBLIGATIONS = "obligations"
    DECIDED = "decided"


class Outcome(Word):
    """What was decided about an agreement, or has happened since nobody decided."""

    RENEW = "renew"
    END = "end"
    GOES_ON = "goes_on"
    BY_ITSELF = "by_itself"


class Person(Frozen):
    """For whom a digest is made."""

    id: int
    sees_to_all: bool
    """Whether it tells of what nobody is responsible for as well."""
    since: date
    """The first day whose decisions are news."""


class Line(Frozen):
    """One thing to know. Its name and what it is about are in one or both languages."""

    kind: Kind
    who: int
    """Who is responsible, or NOBODY."""
    day: date
    record_type: str
    record_id: int
    name_en: str | None
    name_zh: str | None
    about_en: str | None = None
    about_zh: str | None = None
    outcome: Outcome | None = None
    until: date | None = None
    total: int = 1
    """How many lines of its kind that person has."""


class Part(Frozen):
    """The lines of one kind, by day; `total` counts those that are left out as well."""

    kind: Kind
    lines: Sequence[Line]
    total: int
    is_mine: bool
    """Whether one person is responsible for all of it."""

    @property
    def more(self) -> int:
        return self.total - len(self.lines)


class Content(Frozen):
    """What one person has to know."""

    day: date
    since: date
    parts: Sequence[Part]
    news: Sequence[News] = ()

    @property
    def says_something(self) -> bool:
        return bool(self.parts or self.news)

    @property
    def new(self) -> int:
        return sum(one.total for one in self.news)

    def count(self, *kinds: Kind) -> int:
        return sum(part.total for part in self.parts if part.kind in kinds)

    @property
    def late(self) -> int:
        return self.count(Kind.LATE_DECISIONS, Kind.LATE_TASKS)

    @property
    def ahead(self) -> int:
        return self.count(Kind.DECISIONS, Kind.TASKS, Kind.OBLIGATIONS)

    @property
    def decided(self) -> int:
        return self.count(Kind.DECIDED)


def since_day(rhythm: Rhythm, last: date | None, day: date) -> date:
    """From which day on decisions are news: that of the digest before, whose own day was not over
    when it was made."""
    usual = day - timedelta(days=1 if rhythm is Rhythm.DAILY else 7)
    return max(last or usual, day - LONGEST_LOOK_BACK)


def contents(people: Iterable[Person], lines: Sequence[Line], day: date) -> Mapping[int, Content]:
    """The content of each person's digest, by number; of some it has no parts."""
    return {person.id: _content(person, lines, day) for person in people}


def _content(person: Person, lines: Sequence[Line], day: date) -> Content:
    theirs = [line for line in lines if _is_for(person, line)]
    parts = (_part(kind, [line for line in theirs if line.kind is kind]) for kind in Kind)
    return Content(day, person.since, [part for part in parts if part.lines])


def _is_for(person: Person, line: Line) -> bool:
    if line.kind is Kind.DECIDED and line.day < person.since:
        return False
    return line.who == person.id or (person.sees_to_all and line.who == NOBODY)


def _part(kind: Kind, lines: Sequence[Line]) -> Part:
    totals = {line.who: line.total for line in lines}
    total = len(lines) if kind is Kind.DECIDED else sum(totals.values())
    in_order = sorted(lines, key=lambda line: (line.day, line.record_id))
    return Part(kind, in_order[:MOST_LINES], total, is_mine=NOBODY not in totals)
