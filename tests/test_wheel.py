"""The wheel: it carries all that the register needs and runs outside the checkout."""

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
VISIT = """
import re
import crm
from crm.factory import create_app

client = create_app().test_client()
page = client.get("/login", headers={"Accept-Language": "zh-CN"}).text
style = re.search(r'href="(/static/[^"]+[.]css)"', page).group(1)
print(crm.__file__)
print("登录" in page)
print(client.get(style).status_code)
"""


@pytest.fixture(scope="module")
def unpacked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel's files in a folder where nothing else of the project is."""
    folder = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", folder / "dist"]
    subprocess.run(build, cwd=ROOT, check=True, capture_output=True)
    (wheel,) = (folder / "dist").iterdir()
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(folder / "site")
    return folder / "site"


def _python(site: Path, folder: Path, code: str, *words: str, typed: str = "") -> str:
    environment = os.environ | {"PYTHONPATH": str(site), "CRM_INSTANCE_PATH": str(folder)}
    done = subprocess.run(
        [sys.executable, "-P", "-c", code, *words],
        env=environment,
        cwd=folder,
        input=typed,
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout


def test_the_wheel_runs_outside_the_checkout(unpacked: Path, tmp_path: Path):
    command = "from crm.cli import main; main()"
    account = ("user", "add", "chen.wei@example.org", "--role", "admin", "--password-stdin")

    upgraded = _python(unpacked, tmp_path, command, "upgrade")
    loaded = _python(unpacked, tmp_path, command, "load-sample")
    _python(unpacked, tmp_path, command, *account, typed="three plain words\n")
    origin, is_chinese, style = _python(unpacked, tmp_path, VISIT).split()

    assert upgraded == "The database was upgraded.\n"
    assert loaded == "60 records added.\n"
    assert Path(origin).is_relative_to(unpacked)
    assert (is_chinese, style) == ("True", "200")


def test_the_wheel_holds_nothing_that_is_only_for_developers(unpacked: Path):
    assert {path.name for path in unpacked.iterdir() if path.suffix != ".dist-info"} == {"crm"}
