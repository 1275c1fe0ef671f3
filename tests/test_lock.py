"""What is installed is what the lock says, and the repository keeps no key."""

import subprocess

from tests import audit
from tests.audit import LOCK, ROOT

PACKAGES = [*audit.PACKAGES.values()]

KEYS = (
    "-----BEGIN [A-Z ]*PRIVATE KEY-----|AKIA[0-9A-Z]{16}|gh[pousr]_[A-Za-z0-9]{36}"
    "|xox[abprs]-[A-Za-z0-9-]{10,}|AIza[0-9A-Za-z_-]{35}|sk-[A-Za-z0-9]{32,}"
)
"""As those who give out keys write them, so that they can be found."""


def test_every_file_that_is_installed_has_a_digest_and_one_source():
    files = [
        (package["name"], file)
        for package in PACKAGES
        for file in [*package.get("wheels", ()), *filter(None, [package.get("sdist")])]
    ]

    assert len(PACKAGES) > 30
    assert [name for name, file in files if not file["hash"].startswith("sha256:")] == []
    assert {package["source"]["registry"] for package in PACKAGES} == {"https://pypi.org/simple"}
    assert [package["source"] for package in LOCK["package"] if package not in PACKAGES] == [
        {"editable": "."}
    ]


def test_nothing_is_locked_in_which_a_weakness_is_known():
    assert audit.outdated() == []
    assert set(audit.FIXED_IN) <= set(audit.PACKAGES)


def test_what_the_product_needs_is_released_now_and_then_or_finished():
    assert set(audit.left_alone()) == set(audit.FINISHED)


def test_no_key_is_kept_in_the_repository():
    looked = subprocess.run(
        ["git", "grep", "-I", "-l", "-E", "-e", KEYS],
        cwd=ROOT,
        capture_output=True,
        check=False,
    )

    assert (looked.returncode, looked.stdout) == (1, b"")  # 1: it looked and found nothing
