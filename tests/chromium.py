"""Finds the Chromium that the browser tests drive; run as a program it installs one if need be."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

SHELL = "chromium-headless-shell"
"""Chromium without windows, tool bars and a screen, none of which a test sees: it draws the same
pages for a third of the work."""

NAMES = (SHELL, "chromium", "chromium-browser", "google-chrome")

CHINESE_FONT = "fonts-noto-cjk"

HELP = (
    "The browser tests need a Chromium and none could be installed: on Debian run “apt-get install"
    f" {SHELL} fonts-noto-cjk” as root, elsewhere “playwright install chromium”."
)


def find_chromium() -> str | None:
    """The path of a Chromium on this machine: the system's, else the one of Playwright."""
    installed = find_program(*NAMES)
    if installed or not (own := playwrights_place()).exists():
        return installed
    return str(own)


def find_program(*names: str) -> str | None:
    """The path of the first of those programs that is there."""
    return next((path for name in names if (path := shutil.which(name))), None)


def playwrights_place() -> Path:
    """Where Playwright keeps a Chromium of its own, or would."""
    with sync_playwright() as playwright:
        return Path(playwright.chromium.executable_path)


def install_chromium() -> None:
    """Debian's package where apt can, else what is there, else Playwright's own."""
    if apt("update", quietly=True) and apt("install", "-y", SHELL, quietly=True):
        return
    if find_chromium() or (apt("install", "-y", "chromium") and find_chromium()):
        return
    _run(sys.executable, "-m", "playwright", "install", "chromium")


def install_chinese_font() -> None:
    """So that pictures show signs, not boxes. The tests pass without it."""
    if not _has_chinese_font() and apt("update"):
        apt("install", "-y", CHINESE_FONT)


def _has_chinese_font() -> bool:
    if shutil.which("fc-list") is None:
        return True
    listed = subprocess.run(["fc-list", ":lang=zh-cn"], capture_output=True, check=False)
    return bool(listed.stdout.strip())


def apt(*words: str, quietly: bool = False) -> bool:
    """Whether apt-get did it; false where there is none or where we may not use it."""
    if shutil.which("apt-get") is None:
        return False
    may = [] if os.geteuid() == 0 else ["sudo", "-n"]
    if may and shutil.which("sudo") is None:
        return False
    command = ("env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-qq", *words)
    return _run(*may, *command, quietly=quietly)


def _run(*command: str, quietly: bool = False) -> bool:
    """What a successful program has to say is kept to itself; a failing one speaks, unless there
    is another way."""
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode != 0 and not quietly:
        sys.stderr.write(done.stdout + done.stderr)
    return done.returncode == 0


def main() -> None:
    if find_program(SHELL) is None:
        install_chromium()
    if find_chromium() is None:
        sys.exit(HELP)
    install_chinese_font()


if __name__ == "__main__":
    main()
