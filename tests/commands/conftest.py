"""A shell to type commands in. Databases are made once: what a command finds is a copy."""

import shutil
from pathlib import Path

import pytest

from tests.browser.office import crm
from tests.databases import Copies
from tests.forked import run_crm


class Shell:
    """Runs commands on an instance folder of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def says(self, *words: str, typed: str = "", **settings: str) -> str:
        """What a command prints that succeeds."""
        done = run_crm(self.folder, *words, typed=typed, **settings)
        assert done.returncode == 0, done.stderr
        return done.stdout

    def refuses(self, *words: str, typed: str = "", **settings: str) -> str:
        """The one line with which a command fails."""
        done = run_crm(self.folder, *words, typed=typed, **settings)
        assert done.returncode != 0
        assert done.stdout == ""
        assert "Traceback" not in done.stderr
        return done.stderr


@pytest.fixture(scope="session")
def made_once(copies: Copies, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An instance folder with a database of this version, to be copied and never changed."""
    folder = tmp_path_factory.mktemp("made-once")
    copies.new("sqlite", folder)
    return folder


@pytest.fixture(scope="session")
def filled_once(made_once: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same with the public list."""
    folder = tmp_path_factory.mktemp("filled-once")
    copy(made_once, folder)
    crm(folder, "load-sample")
    return folder


def copy(made: Path, folder: Path) -> None:
    shutil.copytree(made, folder, dirs_exist_ok=True)


@pytest.fixture
def shell(tmp_path: Path) -> Shell:
    return Shell(tmp_path)


@pytest.fixture
def office(shell: Shell, filled_once: Path) -> Shell:
    """A database of this version with the public list."""
    copy(filled_once, shell.folder)
    return shell
