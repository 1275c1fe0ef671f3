"""Where the browser of the browser tests comes from, on machines that have little."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.chromium import HELP, SHELL

PROGRAM = Path(__file__).with_name("chromium.py")
NOWHERE = "http://127.0.0.1:9"
"""Nothing answers there: no browser can be downloaded."""

SUDO = """#!/bin/sh
shift
exec "$@"
"""
APT = """#!/bin/sh
case "$*" in *install*chromium*)
    for name in $*; do last=$name; done
    printf '#!/bin/sh\\n' > {folder}/$last
    chmod +x {folder}/$last ;;
esac
"""


@pytest.fixture
def programs(tmp_path: Path) -> Path:
    """All programs that the machine has: hardly any."""
    folder = tmp_path / "bin"
    folder.mkdir()
    for name in ("env", "sh", "chmod"):
        (folder / name).symlink_to(f"/usr/bin/{name}")
    put(folder / "sudo", SUDO)
    return folder


def put(program: Path, text: str) -> None:
    program.write_text(text)
    program.chmod(0o755)


def machine(programs: Path) -> dict[str, str]:
    return os.environ | {
        "PATH": str(programs),
        "PLAYWRIGHT_BROWSERS_PATH": str(programs.parent / "browsers"),
        "PLAYWRIGHT_DOWNLOAD_HOST": NOWHERE,
        "PYTHONPATH": str(PROGRAM.parent.parent),
    }


def prepare(programs: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(PROGRAM)]
    return subprocess.run(
        command, env=machine(programs), capture_output=True, text=True, check=False
    )


def test_a_machine_that_can_get_no_browser_is_told_what_to_install(programs: Path):
    done = prepare(programs)

    assert done.returncode != 0
    assert HELP in done.stderr


def test_without_apt_the_browser_of_playwright_serves(programs: Path):
    asked = "from tests.chromium import playwrights_place; print(playwrights_place())"
    found = subprocess.run(
        [sys.executable, "-c", asked],
        env=machine(programs),
        capture_output=True,
        text=True,
        check=True,
    )
    browser = Path(found.stdout.strip())
    browser.parent.mkdir(parents=True)
    browser.touch()

    assert prepare(programs).returncode == 0


def test_where_apt_can_its_browser_is_taken(programs: Path):
    put(programs / "apt-get", APT.format(folder=programs))

    done = prepare(programs)

    assert (done.returncode, done.stderr) == (0, "")
    assert (programs / SHELL).exists()
    assert not (programs.parent / "browsers").exists()


def test_a_browser_that_is_there_serves_where_apt_has_no_lighter_one(programs: Path):
    put(programs / "chromium", "#!/bin/sh\n")
    put(programs / "apt-get", "#!/bin/sh\nexit 100\n")

    done = prepare(programs)

    assert (done.returncode, done.stderr) == (0, "")
    assert not (programs.parent / "browsers").exists()
