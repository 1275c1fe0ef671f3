"""Files that are there whole or not at all, though the disk is full, the power fails, or several
make them at the same moment."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from secrets import token_hex
from typing import IO


def written_beside(file: Path, content: str) -> Path:
    """A fresh file with the content, from which the file itself is made in one step. Its owner
    alone can read it."""
    fresh = file.with_name(f"{file.name}.{token_hex(4)}")
    descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
    except OSError:
        fresh.unlink(missing_ok=True)
        raise
    return fresh


def lay_first(file: Path, content: str) -> bool:
    """Make the file, unless it is there: of several that make it at the same moment the first one
    does. Whether it was this one."""
    fresh = written_beside(file, content)
    try:
        file.hardlink_to(fresh)
    except FileExistsError:
        return False
    finally:
        fresh.unlink()
    return True


@contextmanager
def laid_whole(file: Path) -> Iterator[IO[bytes]]:
    """A stream to a fresh file beside it, which takes its place and its rights when the block ends
    well; else the file stays as it was."""
    file = file.resolve()  # a link goes on leading to it
    fresh = file.with_name(f"{file.name}.{token_hex(4)}")
    try:
        with fresh.open("xb") as stream:
            yield stream
        if file.exists():
            shutil.copymode(file, fresh)
        fresh.replace(file)
    finally:
        fresh.unlink(missing_ok=True)
