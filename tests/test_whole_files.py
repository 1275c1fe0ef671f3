"""Files that several make at once: one of them makes it, and it is there whole."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from crm.whole_files import lay_first, written_beside


def test_of_several_that_make_a_file_at_once_the_first_one_does(tmp_path: Path):
    file = tmp_path / "note"
    contents = [f"that of the server {number}" for number in range(8)]

    with ThreadPoolExecutor(8) as servers:
        made = list(servers.map(lambda content: lay_first(file, content), contents))

    assert made.count(True) == 1
    assert file.read_text("utf-8") == contents[made.index(True)]
    assert list(tmp_path.iterdir()) == [file]


def test_what_was_there_stays(tmp_path: Path):
    (tmp_path / "note").write_text("first", "utf-8")

    assert not lay_first(tmp_path / "note", "second")
    assert (tmp_path / "note").read_text("utf-8") == "first"


def test_what_is_written_beside_is_read_by_its_owner_only(tmp_path: Path):
    fresh = written_beside(tmp_path / "note", "第一")

    assert fresh.read_text("utf-8") == "第一"
    assert fresh.parent == tmp_path
    assert fresh.stat().st_mode & 0o077 == 0


def test_what_a_full_disk_does_not_take_leaves_nothing_beside(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    def full(_file: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)

    with pytest.raises(OSError, match="No space"):
        lay_first(tmp_path / "note", "first")
    assert list(tmp_path.iterdir()) == []
