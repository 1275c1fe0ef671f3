"""Finds out in which encoding a text file is written, of those that offices here send."""

import codecs
from collections.abc import Iterator
from pathlib import Path

from flask_babel import gettext as _

from crm.errors import Refused

ENCODINGS = (
    "utf-8",
    "gb18030",
    "big5",
    "cp950",
    "big5hkscs",
    "utf-16-le",
    "utf-16-be",
    "cp1252",
)
"""What a person may choose from."""

PART = 256 * 1024

MARKS = {
    codecs.BOM_UTF8: "utf-8",
    codecs.BOM_UTF16_LE: "utf-16-le",
    codecs.BOM_UTF16_BE: "utf-16-be",
}

SIGNS = "\n\r,;\t|"
"""What a table is made of. Read with its bytes swapped, each is a letter that hardly occurs."""

# The rows of the code tables that hold the frequent characters, which make up nearly all of any
# text: the first level of GB 2312, by pronunciation, and that of Big5, by strokes.
FREQUENT = {
    "gb18030": ((0xB0, 0xD7), (0xA1, 0xA3)),
    "big5": ((0xA4, 0xC6), (0xA1, 0xA3)),
}
WIDER = {"big5": ("cp950", "big5hkscs")}
"""Big5 has neither 恒 nor 裏: programs add their own characters to it."""

SURE = 0.7
"""The share of frequent characters from which a text is Chinese."""


def encoding_of(path: Path, chosen: str | None) -> str:
    """The encoding, without its mark. Raises Refused when the file is not written in it."""
    if chosen is not None:
        if chosen not in ENCODINGS or not _decodes(path, chosen):
            raise Refused(_("The file is not written in %(encoding)s.", encoding=chosen))
        return chosen
    with path.open("rb") as file:
        start = file.read(PART)
    for encoding in _candidates(start, path):
        if _decodes(path, encoding):
            return encoding
    raise Refused(_("The file is no text that can be read. Save it as CSV (UTF-8)."))


def mark_of(path: Path, encoding: str) -> int:
    """How many bytes at the beginning only say which encoding it is."""
    with path.open("rb") as file:
        start = file.read(4)
    marks = (mark for mark, name in MARKS.items() if name == encoding and start.startswith(mark))
    return len(next(marks, b""))


def _candidates(start: bytes, path: Path) -> Iterator[str]:
    for mark, encoding in MARKS.items():
        if start.startswith(mark):
            yield encoding
    if start.count(0) * 5 > len(start) or (0 in start and not _decodes(path, "utf-8")):
        yield _wide(start)
    yield "utf-8"
    shares = {encoding: _share(start, encoding) for encoding in FREQUENT}
    best = max(shares, key=lambda encoding: shares[encoding])
    if shares[best] >= SURE:
        yield best
        yield from WIDER.get(best, ())
    if 0 not in start:
        yield "cp1252"


def _wide(start: bytes) -> str:
    """Which of the two orders of bytes gives more of the signs that a table is made of."""
    return max(
        ("utf-16-le", "utf-16-be"),
        key=lambda encoding: sum(map(start.decode(encoding, "replace").count, SIGNS)),
    )


def _share(start: bytes, encoding: str) -> float:
    """Of the characters that are not ASCII, how many are frequent ones in that encoding."""
    frequent = total = place = 0
    rows = FREQUENT[encoding]
    while place < len(start):
        lead = start[place]
        if lead < 0x80:
            place += 1
            continue
        total += 1
        trail = start[place + 1 : place + 2]
        if encoding == "gb18030" and b"0" <= trail <= b"9":
            place += 4
            continue
        # Of GB 2312 the second byte is high as well.
        sound = trail >= (b"\xa1" if encoding == "gb18030" else b"\x40")
        frequent += sound and any(first <= lead <= last for first, last in rows)
        place += 2
    return frequent / total if total else 0.0


def _decodes(path: Path, encoding: str) -> bool:
    decoder = codecs.getincrementaldecoder(encoding)()
    try:
        with path.open("rb") as file:
            while part := file.read(PART):
                decoder.decode(part)
            decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True
