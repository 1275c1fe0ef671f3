"""Databases that are made once: what a command finds is a copy."""

import shutil
from pathlib import Path

import pytest

from tests.browser.office import crm
from tests.databases import Copies


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
