"""Word and Excel files are ZIP archives: which one it is, and that unpacking it does no harm."""

import zipfile
import zlib
from typing import IO

from flask_babel import gettext as _

from crm.errors import Refused
from crm.models import FileType

MOST_ENTRIES = 5000
MOST_INFLATED = 300 * 1024 * 1024
"""Bytes that all entries together may unpack to."""

HARMLESS = 20 * 1024 * 1024
MOST_RATIO = 100
"""What unpacks to more than HARMLESS bytes may grow so many times at most; text grows tenfold."""

LONGEST_LIST = 1024 * 1024
"""Bytes of the list of content types; real ones have a few thousand."""

MAIN_PARTS = {
    b"wordprocessingml.document.main+xml": FileType.DOCX,
    b"spreadsheetml.sheet.main+xml": FileType.XLSX,
}
BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError)
"""What zipfile raises for an archive that is damaged (BadZipFile, zlib.error, EOFError; ValueError
for an impossible place in the file), encrypted (RuntimeError) or packed in an unknown way
(NotImplementedError)."""


def office_type(file: IO[bytes]) -> FileType | None:
    """Word, Excel, or None for any other archive. Raises Refused for a bomb or a damaged one."""
    try:
        with zipfile.ZipFile(file) as container:
            kind = _listed_type(container)
            if kind is not None:
                _refuse_bomb(container)
                _unpack(container)
            return kind
    except BROKEN as error:
        raise Refused(_("It is damaged. Open it, save it again and send that.")) from error


def _listed_type(container: zipfile.ZipFile) -> FileType | None:
    if "[Content_Types].xml" not in container.namelist():
        return None
    with container.open("[Content_Types].xml") as entry:
        listed = entry.read(LONGEST_LIST)
    return next((kind for part, kind in MAIN_PARTS.items() if part in listed), None)


def _refuse_bomb(container: zipfile.ZipFile) -> None:
    """By what the archive says of itself; entries that overlap are each counted in full."""
    entries = container.infolist()
    inflated = sum(entry.file_size for entry in entries)
    packed = sum(entry.compress_size for entry in entries)
    if (
        len(entries) > MOST_ENTRIES
        or inflated > MOST_INFLATED
        or (inflated > HARMLESS and inflated > packed * MOST_RATIO)
    ):
        raise Refused(_("It unpacks to far more than a document needs, and was not opened."))


def _unpack(container: zipfile.ZipFile) -> None:
    """Read all of it once: zipfile stops at the size that each entry declares, and raises
    BadZipFile when the content is another than declared. An archive inside is not opened."""
    for entry in container.infolist():
        with container.open(entry) as content:
            while content.read(1 << 16):
                pass
