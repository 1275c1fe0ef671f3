"""Writes a calendar as RFC 5545 has it.

By hand: a file of two thousand entries takes the libraries at hand a second, and this some
milliseconds. The tests read what is written with one of them.
"""

import re
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta

from crm.calendar.entries import Entry

LONGEST_LINE = 75
"""Octets of a line without its end; what is longer goes on in the next, after a space."""

_ESCAPED = str.maketrans({"\\": "\\\\", ";": "\\;", ",": "\\,", "\n": "\\n"})
_UNSEEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
"""Control characters, which no content line may hold."""


def written(name: str, uid: str, entries: Iterable[Entry]) -> bytes:
    """The calendar of that name; its entries are called by their keys and its `uid`."""
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Partnerships//Register//EN",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
        f"X-WR-CALNAME:{escaped(name)}",
        "REFRESH-INTERVAL;VALUE=DURATION:PT1H",
        "X-PUBLISHED-TTL:PT1H",
    ]
    for entry in entries:
        lines += _event(uid, entry)
    lines.append("END:VCALENDAR")
    return b"".join(folded(line) for line in lines)


def _event(uid: str, entry: Entry) -> list[str]:
    item = entry.item
    modified = _moment(entry.modified)
    return [
        "BEGIN:VEVENT",
        f"UID:{item.key}@{uid}",
        f"DTSTAMP:{modified}",
        f"LAST-MODIFIED:{modified}",
        f"SEQUENCE:{entry.sequence}",
        f"STATUS:{'CANCELLED' if entry.is_cancelled else 'CONFIRMED'}",
        # A day has no time zone: it is the same day wherever it is read.
        f"DTSTART;VALUE=DATE:{item.day:%Y%m%d}",
        f"DTEND;VALUE=DATE:{item.day + timedelta(days=1):%Y%m%d}",
        "TRANSP:TRANSPARENT",
        f"SUMMARY:{escaped(item.summary)}",
        *([f"DESCRIPTION:{escaped(item.description)}"] if item.description else []),
        f"URL:{item.url}",
        "END:VEVENT",
    ]


def _moment(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def escaped(said: str) -> str:
    """As a text is written in calendars and in vCards."""
    plain = said.replace("\r\n", "\n").replace("\r", "\n")
    return _UNSEEN.sub("", plain).translate(_ESCAPED)


def folded(line: str) -> bytes:
    """The line in pieces, none of which breaks a character."""
    if len(line) * 4 <= LONGEST_LINE:
        return f"{line}\r\n".encode()
    return b"\r\n ".join(_pieces(line.encode())) + b"\r\n"


def _pieces(octets: bytes) -> Iterator[bytes]:
    longest = LONGEST_LINE
    while len(octets) > longest:
        end = longest
        while octets[end] & 0xC0 == 0x80:
            end -= 1
        yield octets[:end]
        octets, longest = octets[end:], LONGEST_LINE - 1
    yield octets
