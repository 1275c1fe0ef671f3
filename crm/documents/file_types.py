"""What a file is by its content, and what follows from that. Its name decides nothing."""

import importlib
import re
from collections.abc import Mapping
from typing import IO

from flask_babel import gettext as _

from crm.documents import archive
from crm.errors import Refused
from crm.frozen import Frozen
from crm.models import FileType
from crm.pattern import late

HEAD = 64 * 1024
"""As many bytes from the start as tell an e-mail; everything else shows in fewer."""


class Facts(Frozen):
    """The media type, the endings of names (the usual one first), whether a browser may show it."""

    media_type: str
    suffixes: tuple[str, ...]
    is_shown: bool = False


OFFICE = "application/vnd.openxmlformats-officedocument"
FACTS: Mapping[FileType, Facts] = {
    FileType.PDF: Facts("application/pdf", (".pdf",), is_shown=True),
    FileType.DOCX: Facts(f"{OFFICE}.wordprocessingml.document", (".docx",)),
    FileType.XLSX: Facts(f"{OFFICE}.spreadsheetml.sheet", (".xlsx",)),
    FileType.PNG: Facts("image/png", (".png",), is_shown=True),
    FileType.JPEG: Facts("image/jpeg", (".jpg", ".jpeg"), is_shown=True),
    FileType.WEBP: Facts("image/webp", (".webp",), is_shown=True),
    FileType.GIF: Facts("image/gif", (".gif",), is_shown=True),
    FileType.TIFF: Facts("image/tiff", (".tif", ".tiff")),
    FileType.EML: Facts("message/rfc822", (".eml",)),
    FileType.MSG: Facts("application/vnd.ms-outlook", (".msg",)),
}

ALL_SUFFIXES = ",".join(suffix for facts in FACTS.values() for suffix in facts.suffixes)

SIGNATURES: tuple[tuple[re.Pattern[bytes], FileType], ...] = (
    (late(rb"[\s\S]{0,1019}%PDF-"), FileType.PDF),  # readers look that far for it
    (late(rb"\x89PNG\r\n\x1a\n"), FileType.PNG),
    (late(rb"\xff\xd8\xff"), FileType.JPEG),
    (late(rb"RIFF[\s\S]{4}WEBP"), FileType.WEBP),
    (late(rb"GIF8[79]a"), FileType.GIF),
    (late(rb"II\*\0|MM\0\*"), FileType.TIFF),
)
ZIP = b"PK\x03\x04"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"

HEADER_LINE = late(rb"([!-9;-~]+):[ \t]?[^\r\n]*(?:\r?\n[ \t][^\r\n]*)*\r?\n")
"""RFC 5322: a name, a colon, a value that may go on in lines that begin with a blank."""


def recognise(file: IO[bytes]) -> FileType | None:
    """The type, None for one that is not kept. Raises Refused for a container that is a trap."""
    head = file.read(HEAD)
    file.seek(0)
    if head.startswith(ZIP):
        return archive.office_type(file)
    if head.startswith(OLE):
        return _outlook(file)
    for signature, kind in SIGNATURES:
        if signature.match(head):
            return kind
    return FileType.EML if _is_mail(head) else None


def _is_mail(head: bytes) -> bool:
    """Whether it begins with the header of a message: who wrote it, when or about what."""
    names, place = set(), 0
    while line := HEADER_LINE.match(head, place):
        names.add(line[1].lower())
        place = line.end()
    return b"from" in names and len(names & {b"date", b"subject", b"message-id", b"to"}) > 1


def _outlook(file: IO[bytes]) -> FileType | None:
    """An Outlook message, and neither an old Word file nor one that is locked."""
    olefile = importlib.import_module("olefile")  # few files need it
    try:
        with olefile.OleFileIO(file) as container:
            if container.exists("EncryptedPackage"):
                message = _("It is locked with a password. Save it without one and send it again.")
                raise Refused(message)
            is_message = container.exists("__properties_version1.0")
    except (OSError, ValueError, IndexError):  # what olefile raises for a damaged container
        return None
    return FileType.MSG if is_message else None
