"""Processes that begin where a fresh one stands once it has loaded the product.

A start of Python that imports all of it takes seconds; a server that has done so once forks a
process in no time. All else of it is its own: its memory, its settings, its folder, its
three streams, and it can be killed.
"""

import importlib
import multiprocessing
import os
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from io import FileIO, TextIOWrapper
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy.orm import configure_mappers

from crm import cli

PATIENCE = 120
"""Seconds after which a process that does not end has failed."""

for place in cli.COMMANDS.values():
    importlib.import_module(place.partition(":")[0])
configure_mappers()

_forks = multiprocessing.get_context("forkserver")
_forks.set_forkserver_preload([__name__])


@dataclass(frozen=True)
class Ended:
    """What a process left: the code, negative for the signal that killed it, and what it wrote."""

    returncode: int
    stdout: str
    stderr: str


def run(
    call: Callable[..., None],
    *given: str,
    settings: Mapping[str, str],
    folder: Path,
    typed: str = "",
) -> Ended:
    """How that call ended in a process of its own, with those environment variables besides ours,
    in that folder. Raises TimeoutError."""
    with TemporaryDirectory() as place:
        streams = tuple(Path(place) / name for name in ("stdin", "stdout", "stderr"))
        streams[0].write_text(typed, "utf-8")
        process = _forks.Process(target=_begin, args=(call, given, settings, folder, streams))
        process.start()
        process.join(PATIENCE)
        if process.exitcode is None:
            process.kill()
            raise TimeoutError(f"{call.__name__} {given} does not end")
        said = [stream.read_bytes().decode() for stream in streams[1:]]
        return Ended(process.exitcode, *said)


def run_crm(folder: Path, *words: str, typed: str = "", **settings: str) -> Ended:
    """How the command of these words ended, on that instance folder and in it."""
    given = {"CRM_INSTANCE_PATH": str(folder)} | settings
    return run(_crm, *words, settings=given, folder=folder, typed=typed)


def _crm(*words: str) -> None:
    sys.argv = ["crm", *words]
    cli.main()


def _begin(
    call: Callable[..., None],
    given: tuple[str, ...],
    settings: Mapping[str, str],
    folder: Path,
    streams: tuple[Path, ...],
) -> None:
    os.environ.update(settings)
    os.chdir(folder)
    for number, (stream, flags) in enumerate(
        zip(streams, (os.O_RDONLY, *[os.O_WRONLY | os.O_CREAT] * 2), strict=True)
    ):
        os.dup2(os.open(stream, flags, 0o600), number)
    sys.stdin = TextIOWrapper(FileIO(0, closefd=False), "utf-8")
    call(*given)
