"""What the lock says about what is installed, and what is known against it: `make audit`.

Without a network: no version in which a weakness was known when `FIXED_IN` was looked through, and
nothing in the product that nobody has released for years. `tests/test_lock.py` asks the same of
each commit. With a network: `uv audit` asks the Open Source Vulnerabilities database, osv.dev.
"""

import subprocess
import sys
import tomllib
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import click
from packaging.version import Version

ROOT = Path(__file__).parent.parent
LOCK = tomllib.loads((ROOT / "uv.lock").read_text("utf-8"))
PACKAGES = {
    package["name"]: package for package in LOCK["package"] if "registry" in package["source"]
}

LOOKED_THROUGH_ON = date(2026, 11, 29)
"""The day on which somebody last looked for more that belongs in the table below."""

PYPA = "the advisory database of PyPA, commit 3ccb6125 of 10 October 2024, all of it"
LATER = "an entry of that database or of osv.dev made since, read one by one"
NOTES = "the release notes of the library itself"
RECORD = "the CVE record"

FIXED_IN = {
    "aiosmtpd": ("1.4.6", "CVE-2024-34083", LATER),
    "authlib": ("1.9.0", "PYSEC-2026-4357", LATER),
    "babel": ("2.9.1", "CVE-2021-42771", PYPA),
    "certifi": ("2023.7.22", "CVE-2023-37920", PYPA),
    "cryptography": ("46.0.7", "CVE-2026-39892", NOTES),
    "django": ("5.2.17", "CVE-2026-15307", NOTES),
    "dnspython": ("2.6.1", "CVE-2023-29483", NOTES),
    "flask": ("3.1.3", "CVE-2026-27205", LATER),
    "html5lib": ("0.999999999", "CVE-2016-9909", PYPA),
    "idna": ("3.7", "CVE-2024-3651", PYPA),
    "jinja2": ("3.1.6", "CVE-2025-27516", NOTES),
    "jwcrypto": ("1.5.9", "CVE-2026-80179", NOTES),
    "lxml": ("6.1.0", "CVE-2026-41066", NOTES),
    "mako": ("1.2.2", "CVE-2022-40023", PYPA),
    "markdown-it-py": ("2.2.0", "CVE-2023-26303", PYPA),
    "oauthlib": ("3.2.1", "CVE-2022-36087", PYPA),
    "openpyxl": ("2.4.1", "CVE-2017-5992", PYPA),
    "pillow": ("13.0.0", "CVE-2026-96639", NOTES),
    "psutil": ("5.6.6", "CVE-2019-18874", PYPA),
    "pygments": ("2.15.1", "CVE-2022-40896", PYPA),
    "pyopenssl": ("17.5.0", "CVE-2018-1000807", PYPA),
    "python-docx": ("0.8.6", "CVE-2016-5851", PYPA),
    "pyyaml": ("5.4", "CVE-2020-14343", PYPA),
    "requests": ("2.33.0", "CVE-2026-25645", LATER),
    "sqlalchemy": ("1.2.18", "CVE-2019-7164", PYPA),
    "sqlparse": ("0.6.0", "CVE-2026-59894", LATER),
    "urllib3": ("2.7.0", "PYSEC-2026-141", LATER),
    "werkzeug": ("3.1.9", "CVE-2026-102598", RECORD),
}
"""The first version without what was known, the last that was, and where it was read. The locked
packages that are not named had no entry in the first of those on the day above; what was made since
is in the table as far as a search has found it, and `make audit` with a network knows all."""

UNREACHED = 2
"""The code by which `uv audit` says that nobody answered."""

LONGEST = timedelta(days=3 * 365)
FINISHED = {
    "flask-babel": "a layer of a few hundred lines over Babel, which is released often",
    "flask-login": "a few hundred lines; our sessions are our own (`crm/accounts/session.py`)",
    "flask-sqlalchemy": "a layer over SQLAlchemy, which is released often",
    "mdurl": "splits addresses for markdown-it-py, which is released often",
}
"""What the product needs and nobody has released for so long, and why it is good enough."""


def outdated() -> list[str]:
    """The locked versions in which a weakness is known."""
    return [
        f"{name} {PACKAGES[name]['version']}: {known} was fixed in {fixed}"
        for name, (fixed, known, _read) in FIXED_IN.items()
        if name in PACKAGES and Version(PACKAGES[name]["version"]) < Version(fixed)
    ]


def left_alone() -> dict[str, date]:
    """What the product needs and nobody had released for long when the newest file of the lock
    came out, with the day of its last release."""
    released = {name: _released_on(package) for name, package in PACKAGES.items()}
    newest = max(released.values())
    return {name: day for name in _needed() if newest - (day := released[name]) > LONGEST}


def _released_on(package: dict[str, Any]) -> date:
    files = [*package.get("wheels", ()), *filter(None, [package.get("sdist")])]
    return max(datetime.fromisoformat(str(file["upload-time"])).date() for file in files)


def _needed() -> set[str]:
    """The packages that the product itself is installed with."""
    by_name = {package["name"]: package for package in LOCK["package"]}
    found, waiting = set(), ["partnership-crm"]
    while waiting:
        package = by_name[waiting.pop()]
        extras = package.get("optional-dependencies", {}).values()
        for needed in [*package.get("dependencies", ()), *(one for e in extras for one in e)]:
            if needed["name"] not in found:
                found.add(needed["name"])
                waiting.append(needed["name"])
    return found


def main(uv: str) -> None:
    weak = outdated()
    old = {name: day for name, day in left_alone().items() if name not in FINISHED}
    click.echo(f"{len(PACKAGES)} packages; the table was looked through on {LOOKED_THROUGH_ON}.")
    for line in [*weak, *(f"{name}: last released on {day}" for name, day in old.items())]:
        click.echo(f"  {line}")
    asked = subprocess.run(
        [uv, "audit", "--locked"], cwd=ROOT, text=True, capture_output=True, check=False
    )
    if asked.returncode == UNREACHED:
        click.echo("osv.dev could not be asked: this is what the lock itself says.")
    else:
        click.echo((asked.stdout + asked.stderr).strip())
    sys.exit(1 if weak or old or asked.returncode not in {0, UNREACHED} else 0)


if __name__ == "__main__":
    main(sys.argv[1])
