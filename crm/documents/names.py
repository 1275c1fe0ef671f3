"""Names of files that are safe on every system, in every header and on the screen."""

import re
import unicodedata

from crm.documents.file_types import FACTS
from crm.models import FileType
from crm.models.unseen import looks_empty
from crm.pattern import late

LONGEST = 180
"""Bytes in UTF-8, the ending not counted; file systems take 255."""

LONGEST_TITLE = 200

_FORBIDDEN = late(r'[<>:"|?*]')
_RESERVED = late(r"(?i)(con|prn|aux|nul|com\d|lpt\d)(\..*)?")
"""What Windows keeps for devices, with any ending."""


def safe_name(given: str, kind: FileType) -> str:
    """The last part of the name as it came, without traps, with an ending that tells its type."""
    stem, suffix = _split(seen_name(_FORBIDDEN.sub("_", given)), kind)
    stem = stem.encode()[:LONGEST].decode(errors="ignore").strip(" .")
    if looks_empty(stem):
        stem = ""
    if not stem or _RESERVED.fullmatch(stem):
        stem = f"_{stem}" if stem else "document"
    return stem + suffix


def seen_name(given: str) -> str:
    """The last part of the name as it came, as a page says it: without what nobody sees, and what
    would turn the direction of its words."""
    last = re.split(r"[/\\]", given)[-1]
    composed = unicodedata.normalize("NFC", last)
    visible = "".join(sign if _is_visible(sign) else " " for sign in composed)
    return " ".join(visible.split())


def title_of(given: str, kind: FileType) -> str:
    """What a document is called when nobody gives it a title: as its file came, without the ending.
    It may be longer than the name of a file: of long names the end is what tells two apart."""
    stem = _split(seen_name(given), kind)[0].strip(" .")
    if looks_empty(stem):
        stem = _split(safe_name(given, kind), kind)[0]
    return stem[:LONGEST_TITLE]


def _is_visible(sign: str) -> bool:
    """Neither a control sign nor one that turns the direction of writing (`cod.exe` as `exe.doc`)
    or is no sign at all."""
    return not unicodedata.category(sign).startswith("C")


def _split(name: str, kind: FileType) -> tuple[str, str]:
    """The name and its ending; an ending of another type stays in the name, before the true one."""
    stem, dot, ending = name.rpartition(".")
    suffix = f"{dot}{ending.lower()}"
    allowed = FACTS[kind].suffixes
    return (stem, suffix) if suffix in allowed else (name, allowed[0])
