"""Asks the reader for the text of a file, and cuts it into passages for search."""

import logging
import subprocess
import sys
from collections.abc import Iterator
from typing import IO

from crm.models import FileType
from crm.models.prepared import MOST_WORDS, prepared_words

PATIENCE = 20
"""Seconds after which a file counts as unreadable."""

LONGEST_LINE = 1000
"""Characters; a longer line is divided."""

log = logging.getLogger(__name__)


def read_text(kind: FileType, file: IO[bytes]) -> str | None:
    """The text of the file, None when it cannot be had. The file stands at its beginning."""
    reader = [sys.executable, "-I", "-m", "crm.documents.reading", kind.value]
    try:
        done = subprocess.run(
            reader, stdin=file, capture_output=True, timeout=PATIENCE, check=False
        )
    except subprocess.TimeoutExpired:
        log.warning("reading a %s took more than %s seconds", kind, PATIENCE)
        return None
    if done.returncode != 0:
        log.warning("a %s cannot be read: %s", kind, _last_line(done.stderr))
        return None
    return done.stdout.decode()


def _last_line(output: bytes) -> str:
    return output.decode(errors="replace").strip().rpartition("\n")[2]


def passages(text: str) -> Iterator[str]:
    """The text in stretches of as many words as search keeps; none when there are no words."""
    lines: list[str] = []
    words = 0
    for line in _lines(text):
        number = len(prepared_words(line))
        if words + number > MOST_WORDS:
            yield "\n".join(lines)
            lines, words = [], 0
        if number:
            lines.append(line)
            words += number
    if lines:
        yield "\n".join(lines)


def _lines(text: str) -> Iterator[str]:
    for line in text.splitlines():
        for start in range(0, len(line), LONGEST_LINE):
            yield line[start : start + LONGEST_LINE]
