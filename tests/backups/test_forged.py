"""What only looks like a backup, or does not fit on the disk: nothing of it is kept."""

import json
import shutil
import warnings
import zipfile
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from flask import Flask

from crm.backups import reading, restoring
from crm.backups.archive import MANIFEST, write_backup
from crm.backups.reading import check_whole, open_backup
from crm.backups.restoring import restore
from crm.documents import storage
from crm.errors import Refused
from crm.extensions import db
from tests.backups.test_backup import MOMENTS, NOON, content, fill, office_of
from tests.databases import ONE_ENGINE

pytestmark = ONE_ENGINE

Manifest = dict[str, Any]


@pytest.fixture
def backup(app: Flask, tmp_path: Path) -> Path:
    fill()
    file = tmp_path / "office.zip"
    write_backup(office_of(app), file, NOON)
    db.session.remove()
    return file


def _forged(file: Path, change: Callable[[Manifest], object]) -> None:
    with zipfile.ZipFile(file) as zipped:
        members = {name: zipped.read(name) for name in zipped.namelist()}
    manifest = json.loads(members[MANIFEST])
    change(manifest)
    members[MANIFEST] = json.dumps(manifest).encode()
    with zipfile.ZipFile(file, "w") as zipped:
        for name, octets in members.items():
            zipped.writestr(name, octets)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda manifest: manifest.pop("members"), "is damaged"),
        (lambda manifest: manifest.update(rows=[]), "is damaged"),
        (lambda manifest: manifest["rows"].update(partner="all"), "is damaged"),
        (lambda manifest: manifest["members"].update(more={"size": "1"}), "is damaged"),
        (lambda manifest: manifest.update(revision=58), "is damaged"),
        (lambda manifest: manifest.update(revision="0001x"), "newer version"),
        (lambda manifest: manifest.clear(), "is not a backup"),
        (lambda manifest: manifest["rows"].update(recipe=0), "has no table recipe"),
    ],
)
def test_a_backup_that_says_nonsense_of_itself_is_refused(
    app: Flask, backup: Path, change: Callable[[Manifest], object], said: str
):
    before = content(db.engine)
    _forged(backup, change)

    with pytest.raises(Refused, match=said):
        restore(office_of(app), open_backup(backup), next(MOMENTS))

    assert content(db.engine) == before


def test_a_backup_that_has_something_twice_is_refused(backup: Path):
    with zipfile.ZipFile(backup, "a") as zipped, warnings.catch_warnings(action="ignore"):
        zipped.writestr("data/partner.jsonl", zipped.read("data/partner.jsonl"))

    with pytest.raises(Refused, match=r"data/partner.jsonl twice"):
        list(check_whole(open_backup(backup)))


def test_what_a_backup_says_of_itself_is_not_read_when_it_is_far_too_long(
    backup: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(reading, "LARGEST_MANIFEST", 100)

    with pytest.raises(Refused, match="is not a backup"):
        open_backup(backup)


def test_a_backup_for_which_there_is_no_room_is_refused_before_anything_is_touched(
    app: Flask, backup: Path, monkeypatch: pytest.MonkeyPatch
):
    shutil.rmtree(storage.folder())
    monkeypatch.setattr(
        restoring, "shutil", SimpleNamespace(disk_usage=lambda _place: SimpleNamespace(free=10))
    )

    with pytest.raises(Refused, match=r"0 MB are free, and the backup takes 1 MB"):
        restore(office_of(app), open_backup(backup), next(MOMENTS))

    assert not storage.folder().exists()


def test_a_document_that_breaks_off_leaves_no_part_of_it(app: Flask, backup: Path):
    shutil.rmtree(storage.folder())
    opened = open_backup(backup)

    def full(*_given: object) -> object:
        raise OSError(28, "No space left on device")

    opened.archive.open = full
    with pytest.raises(OSError, match="No space"):
        restore(office_of(app), opened, next(MOMENTS))

    assert [file for file in storage.folder().rglob("*") if file.is_file()] == []
