"""Takes a file in: what it is, what it is called, what it says. Nothing is stored here."""

import hashlib
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO

from flask import current_app
from flask_babel import gettext as _

from crm.documents.file_types import recognise
from crm.documents.names import safe_name, seen_name, title_of
from crm.documents.text import passages, read_text
from crm.errors import Refused
from crm.frozen import Frozen
from crm.models import FileType
from crm.virus_scanner import NotScanned, VirusScanner

BLOCK = 1 << 20


class Upload(Frozen):
    """A file that may be kept: examined, and open until the request or the command ends.

    `passages` is its text in pieces; empty when it has none that can be read. `title` is what a
    document of it is called when nobody says.
    """

    file: IO[bytes]
    name: str
    file_type: FileType
    digest: str
    size: int
    passages: list[str]
    title: str = ""


def examine(file: IO[bytes], given_name: str) -> Upload:
    """Raises Refused for what is not kept; the message names the file. It needs a real file."""
    digest, size = _digest(file)
    said = seen_name(given_name)[:200]
    if not size:
        raise Refused(_("“%(name)s” is empty.", name=said))
    try:
        with from_start(file) as reader:
            kind = recognise(reader)
    except Refused as refusal:
        raise Refused(f"“{said}”: {refusal.message}") from refusal
    if kind is None:
        raise Refused(_unknown_type(said))
    _refuse_virus(file, said)
    name, title = safe_name(given_name, kind), title_of(given_name, kind)
    return Upload(file, name, kind, digest, size, _passages(kind, file), title)


@contextmanager
def holding(content: bytes, name: str) -> Iterator[Upload]:
    """Bytes that the product has made itself, as an upload. Raises Refused like `examine`."""
    with tempfile.TemporaryFile(dir=current_app.config["INSTANCE_PATH"]) as file:
        file.write(content)
        yield examine(file, name)


@contextmanager
def from_start(file: IO[bytes]) -> Iterator[IO[bytes]]:
    """A reader of its own from the first byte on; whoever read the file before is forgotten."""
    file.flush()
    os.lseek(file.fileno(), 0, os.SEEK_SET)
    with open(file.fileno(), "rb", closefd=False) as reader:
        yield reader


def _digest(file: IO[bytes]) -> tuple[str, int]:
    digest, size = hashlib.sha256(), 0
    with from_start(file) as reader:
        while part := reader.read(BLOCK):
            digest.update(part)
            size += len(part)
    return digest.hexdigest(), size


def _refuse_virus(file: IO[bytes], name: str) -> None:
    """While the scanner does not answer nothing is kept: else one would only have to wait for
    that."""
    scanner: VirusScanner | None = current_app.config["VIRUS_SCANNER"]
    if scanner is None:
        return
    try:
        with from_start(file) as reader:
            found = scanner.finds(reader)
    except NotScanned as error:
        current_app.logger.exception("a file was not scanned")
        raise Refused(
            _(
                "“%(name)s” could not be looked at for viruses. Try again later.",
                name=name,
            )
        ) from error
    if found is not None:
        raise Refused(_("“%(name)s” holds a virus (%(virus)s).", name=name, virus=found[:100]))


def _passages(kind: FileType, file: IO[bytes]) -> list[str]:
    if kind.is_image:
        return []
    with from_start(file) as reader:
        text = read_text(kind, reader)
    return list(passages(text)) if text else []


def _unknown_type(name: str) -> str:
    return _(
        "“%(name)s” is of no kind that is kept here. Send a PDF, a Word (.docx) or Excel (.xlsx) "
        "file, an image (PNG, JPEG, WebP, GIF, TIFF) or an e-mail (.eml, .msg).",
        name=name,
    )
