"""What a calendar holds, and how it goes on from what it held before: pure rules."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

from crm.frozen import Frozen

MOST = 2000
"""Entries of a calendar, the nearest ones: programs get slow with more."""

LOOK_BACK = timedelta(days=90)
"""How long what was not done stays in the past of a calendar."""

CANCELLED_FOR = timedelta(days=90)
"""How long an entry is still said to be cancelled, for programs that look seldom."""


class Item(Frozen):
    """Something with a day. `key` is its kind and number, as `decision-12`."""

    key: str
    day: date
    summary: str
    description: str
    url: str


class Entry(Frozen):
    """An item as it is handed out. `sequence` counts its changes; it was `modified` last then."""

    item: Item
    sequence: int
    modified: datetime
    is_cancelled: bool = False

    def stored(self) -> dict[str, Any]:
        return {
            "day": self.item.day.isoformat(),
            "summary": self.item.summary,
            "description": self.item.description,
            "url": self.item.url,
            "sequence": self.sequence,
            "modified": self.modified.isoformat(),
            "is_cancelled": self.is_cancelled,
        }


class Span(Frozen):
    """The days that a calendar covers. `last` is that of its last item when it is full."""

    first: date
    last: date | None

    def covers(self, day: date) -> bool:
        return self.first <= day and (self.last is None or day <= self.last)


def span_of(items: Iterable[Item], day: date) -> Span:
    """What a calendar covers on that day, with these items of it."""
    days = [item.day for item in items]
    return Span(day - LOOK_BACK, max(days) if len(days) >= MOST else None)


def read_entries(published: Mapping[str, Mapping[str, Any]]) -> dict[str, Entry]:
    """The entries that were handed out last, by the keys of their items."""
    return {key: _read(key, kept) for key, kept in published.items()}


def _read(key: str, kept: Mapping[str, Any]) -> Entry:
    item = Item(
        key=key,
        day=date.fromisoformat(kept["day"]),
        summary=kept["summary"],
        description=kept["description"],
        url=kept["url"],
    )
    modified = datetime.fromisoformat(kept["modified"])
    return Entry(item, kept["sequence"], modified, kept["is_cancelled"])


def go_on(
    before: Mapping[str, Entry],
    items: Iterable[Item],
    span: Span,
    moment: datetime,
    hidden: Collection[str] = (),
) -> dict[str, Entry]:
    """What is handed out now. What has not changed stays as it was, to the second.

    What is gone is cancelled, unless its day lies where the calendar does not reach any more: that
    is only left out. What is `hidden`, being confidential now, is cancelled without its words.
    """
    entries = {item.key: _entry(before.get(item.key), item, moment) for item in items}
    for key, entry in before.items():
        if key in entries:
            continue
        if not entry.is_cancelled and span.covers(entry.item.day):
            entries[key] = replace(
                entry,
                item=_silent(entry.item) if key in hidden else entry.item,
                sequence=entry.sequence + 1,
                modified=moment,
                is_cancelled=True,
            )
        elif entry.is_cancelled and moment - entry.modified < CANCELLED_FOR:
            entries[key] = entry
    return entries


def _silent(item: Item) -> Item:
    """By its number alone, by which programs know it."""
    return replace(item, summary="", description="")


def _entry(before: Entry | None, item: Item, moment: datetime) -> Entry:
    if before is None:
        return Entry(item, 0, moment)
    if before.item == item and not before.is_cancelled:
        return before
    return Entry(item, before.sequence + 1, moment)
