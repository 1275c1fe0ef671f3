"""The passwords of twelve characters and more that have leaked most often, 1.4 million of them, as
`leaked.bin` holds them (`make leaked` makes it, and says how)."""

import hashlib
import mmap
import struct
from functools import cache
from pathlib import Path

FILE = Path(__file__).with_name("leaked.bin")
DRAWERS = 1 << 16


def has_leaked(password: str) -> bool:
    """Whether it is one of them, in whichever case its letters are."""
    drawer, rest = drawer_of(password)
    book = _book()
    first, behind = struct.unpack_from(">2I", book, 4 * drawer)
    held = book[_place(first) : _place(behind)]
    return rest in struct.unpack(f">{behind - first}H", held)


def drawer_of(password: str) -> tuple[int, int]:
    """Where it lies, and what lies there of it."""
    digest = hashlib.sha256(password.lower().encode("utf-8", "replace")).digest()
    drawer, rest = struct.unpack_from(">2H", digest)
    return drawer, rest


def _place(number: int) -> int:
    return 4 * (DRAWERS + 1) + 2 * number


@cache
def _book() -> mmap.mmap:
    """Of the file what is looked at alone comes into memory."""
    with FILE.open("rb") as file:
        return mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
