"""A process that is killed leaves neither a row without a file nor a file without a row."""

import signal
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select

from crm.config import Settings
from crm.documents import storage
from crm.extensions import db
from crm.factory import create_app
from crm.models import Document, DocumentVersion, TrashFile
from tests import factories
from tests.databases import ENGINES, Copies
from tests.documents.dying import die_at
from tests.forked import run, run_crm
from tests.operations.checking import found_wrong

FILING = (
    "while the file is written",
    "before the rename",
    "after the rename",
    "before the commit",
    "after the commit",
)
EMPTYING = ("before the commit", "after the commit", "before the removal", "after the removal")


class Instance:
    """An office of its own that processes are started on."""

    def __init__(self, folder: Path, url: str) -> None:
        self.folder = folder
        self.settings = {"CRM_INSTANCE_PATH": str(folder), "CRM_DATABASE_URL": url}

    def files(self) -> list[Path]:
        return [file for file in (self.folder / "documents").glob("??/*") if file.is_file()]


@pytest.fixture(params=ENGINES)
def instance(request: pytest.FixtureRequest, copies: Copies, tmp_path: Path) -> Iterator[Instance]:
    """One agreement with one document."""
    made = Instance(tmp_path, copies.new(request.param, tmp_path))
    app = create_app(Settings.from_environment(made.settings))
    with app.app_context():
        factories.document()
        db.session.commit()
        db.session.remove()
        yield made
        db.session.remove()
        db.engine.dispose()
    if request.param == "postgresql":
        copies.drop(made.settings["CRM_DATABASE_URL"])


def _crash(instance: Instance, point: str, deed: str) -> None:
    done = run(die_at, point, deed, settings=instance.settings, folder=instance.folder)
    assert done.returncode == -signal.SIGKILL, done.stderr


def _is_exact(instance: Instance) -> bool:
    """Whether files and rows are the same set, and nothing waits to be looked at."""
    rows = set(db.session.scalars(select(DocumentVersion.digest)))
    rows |= set(db.session.scalars(select(TrashFile.digest)))
    files = {file.parent.name + file.name for file in instance.files()}
    return files == rows and not list((instance.folder / "documents" / "pending").iterdir())


@pytest.mark.parametrize(
    ("point", "deed"), [*((p, "file") for p in FILING), *((p, "empty") for p in EMPTYING)]
)
def test_after_a_crash_the_check_finds_what_is_left_over_and_removes_it(
    instance: Instance, point: str, deed: str
):
    _crash(instance, point, deed)

    found = found_wrong()
    left = found_wrong(mends=True)

    assert all("belongs to no document" in problem for problem in found)
    assert left == []
    assert found_wrong() == []
    assert _is_exact(instance)


@pytest.mark.parametrize(
    ("point", "deed"), [("after the rename", "file"), ("after the commit", "empty")]
)
def test_after_a_crash_the_next_start_removes_what_is_left_over(
    instance: Instance, point: str, deed: str
):
    _crash(instance, point, deed)

    removed = storage.settle_pending()

    assert removed == 1
    assert found_wrong() == []
    assert _is_exact(instance)


def test_a_save_that_is_taken_back_leaves_no_file(instance: Instance):
    kept = instance.files()

    factories.document(content=b"%PDF-1.4 given up")
    during = len(instance.files())
    db.session.rollback()

    assert during == len(kept) + 1
    assert instance.files() == kept


def test_a_file_that_another_is_just_filing_too_is_not_taken_away(instance: Instance):
    mine = factories.document(content=b"%PDF-1.4 of both")
    db.session.commit()

    db.session.delete(db.session.get_one(Document, mine.id))
    db.session.flush()
    db.session.rollback()

    assert found_wrong() == []


def test_the_check_names_a_file_that_is_gone_and_one_that_was_changed(instance: Instance):
    (file,) = instance.files()

    file.write_bytes(b"changed")
    (changed,) = found_wrong()
    file.unlink()
    (gone,) = found_wrong(mends=True)

    assert changed.startswith("Document 1, version 1, “Signed copy”: its file is damaged.")
    assert gone.startswith("Document 1, version 1, “Signed copy”: its file is missing. Bring ")


@pytest.mark.parametrize("instance", ["sqlite"], indirect=True)
def test_the_command_says_in_a_line_what_it_has_looked_at(instance: Instance):
    whole = run_crm(instance.folder, "check")
    (file,) = instance.files()
    file.unlink()
    broken = run_crm(instance.folder, "check")

    assert (whole.returncode, whole.stderr, broken.returncode) == (0, "", 1)
    assert whole.stdout == (
        "ok    the database is whole\n"
        "ok    what is referred to is there\n"
        "ok    the tables are those of this version\n"
        "ok    the history is as it was written\n"
        "ok    search finds each record by its words\n"
        "ok    each document has its file, unchanged\n"
        "ok    each file belongs to a document\n"
        "ok    the secret is the one that was in use\n"
        "ok    the settings can be used\n"
        "ok    the logs can be written\n"
        "ok    there is room on the disk\n"
        "ok    the clock is right\n"
    )
    assert "wrong each document has its file, unchanged\n      Document 1" in broken.stdout
    assert broken.stderr == "crm: One thing is wrong.\n"


def test_the_check_leaves_alone_what_it_has_not_put_there(instance: Instance):
    foreign = instance.folder / "documents" / "notes.txt"
    foreign.write_text("by hand")

    found_wrong(mends=True)

    assert foreign.exists()
