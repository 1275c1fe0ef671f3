"""Lines of a log: each is one, whatever it holds, and their files stay small."""

import json
from pathlib import Path

import pytest

from crm.config import BadSetting, Settings
from crm.log_lines import KEPT, LineFile, fault, line


def test_nothing_begins_a_line_of_its_own():
    written = line("text\n{}", "info", text="a\r\nb\u2028c\x00\x1b[31m", nothing=None)

    assert written.isascii()
    assert written.count(b"\n") == 1
    assert b"\x1b" not in written
    assert json.loads(written)["text"] == "a\r\nb\u2028c\x00\x1b[31m"


def test_a_fault_names_the_code_of_the_system_and_what_it_came_from():
    try:
        try:
            (Path("/nothing") / "there").read_bytes()
        except OSError as missing:
            raise RuntimeError("with a name") from missing
    except RuntimeError as error:
        told = fault(error)

    assert (told["fault"], told["cause"]) == ("RuntimeError", "FileNotFoundError")


def test_a_full_file_is_put_aside_and_the_oldest_goes(tmp_path: Path):
    file = LineFile(tmp_path / "log" / "server.jsonl", 100)
    beside = LineFile(file.path, 100)  # as of another process
    for number in range(40):
        (file, beside)[number % 2].write(b"%039d\n" % number)

    kept = [file.path, *(file.aside(n) for n in range(1, KEPT + 1))]
    numbers = [int(text) for path in reversed(kept) for text in path.read_text("ascii").split()]
    assert numbers == list(range(28, 40))
    assert not file.aside(KEPT + 1).exists()
    assert file.path.stat().st_mode & 0o077 == 0


def test_a_full_file_that_has_to_stay_goes_on_and_no_older_one_is_lost(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    file = LineFile(tmp_path / "server.jsonl", 10)
    moved = Path.replace

    def stays(path: Path, target: Path) -> Path:
        if path == file.path:
            raise PermissionError("another process has it open, on Windows")
        return moved(path, target)

    for number in range(3):
        file.write(b"%09d\n" % number)
    with monkeypatch.context() as on_windows:
        on_windows.setattr(Path, "replace", stays)
        for number in range(3, 3 + KEPT):
            file.write(b"%09d\n" % number)

    kept = [file.aside(2), file.aside(1), file.path]
    numbers = [int(text) for path in kept for text in path.read_text("ascii").split()]
    assert numbers == list(range(3 + KEPT))


def test_a_file_that_was_half_put_aside_is_not_lost(tmp_path: Path):
    file = LineFile(tmp_path / "server.jsonl", 10)
    file.aside(0).write_bytes(b"before the crash\n")

    for number in range(3):
        file.write(b"%09d\n" % number)

    kept = [file.aside(n).read_text("ascii") for n in range(1, KEPT) if file.aside(n).exists()]
    assert "before the crash\n" in kept
    assert sum(map(len, kept)) + file.path.stat().st_size == 17 + 30


def test_a_log_that_cannot_be_written_stops_nobody(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    (tmp_path / "log").write_text("a file in its place")

    LineFile(tmp_path / "log" / "server.jsonl", 100).write(b"{}\n")

    assert capsys.readouterr().err == "{}\n"


def test_logs_go_where_the_setting_says(tmp_path: Path):
    given = {"CRM_INSTANCE_PATH": str(tmp_path / "office")}

    assert Settings.from_environment(given).log_folder == tmp_path / "office" / "log"
    assert Settings.from_environment(given | {"CRM_LOG": "stderr"}).log_folder is None
    (tmp_path / "file").touch()
    with pytest.raises(BadSetting, match="CRM_LOG"):
        Settings.from_environment(given | {"CRM_LOG": str(tmp_path / "file")})
