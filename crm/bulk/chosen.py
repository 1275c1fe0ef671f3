"""The rows that were chosen, each with the version that was seen, and how a form carries them."""

import base64
import binascii
import zlib
from collections.abc import Iterable, Mapping

from crm.web.filters import is_number

MOST = 20_000
"""Rows that can be worked on at once."""

LONGEST = MOST * 40
"""Characters that so many rows take at most, a number and a version each."""

Seen = Mapping[int, int]
"""The version of each record as it was seen, by the record's number."""


def read_seen(values: Iterable[str]) -> Seen:
    """What the boxes of a list say: `12.3` is the third version of record 12."""
    pairs = (value.partition(".") for value in values)
    return {int(n): int(v) for n, _dot, v in pairs if is_number(n) and is_number(v)}


def packed(seen: Seen) -> str:
    """All of them in one field: ten thousand take some thirty kilobytes."""
    said = " ".join(f"{number}.{version}" for number, version in seen.items())
    return base64.urlsafe_b64encode(zlib.compress(said.encode())).decode()


def unpacked(typed: str) -> Seen:
    """What a form brings back; nothing when it is damaged."""
    try:
        squeezed = base64.urlsafe_b64decode(typed.encode())
        said = zlib.decompressobj().decompress(squeezed, LONGEST).decode()
    except (binascii.Error, zlib.error, UnicodeError):
        return {}
    return read_seen(said.split(" "))
