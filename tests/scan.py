"""Black-box scanners at a real server on this machine: `make scan`.

Besides `make test`: wapiti and sqlmap take minutes. Server and scanners run in a network of their
own that has the loopback and nothing else, so that whatever a scanner asks for reaches nobody.
"""

import json
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from http.cookiejar import CookieJar
from pathlib import Path
from time import monotonic
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, OpenerDirector, build_opener

import click

from tests.browser.office import ADMIN, PASSWORD, Office, furnish, serving
from tests.databases import IN_MEMORY
from tests.pages import Page
from tests.web.test_sorts import LISTS, address_of_list

SCANNERS = Path(".scanners/bin").resolve()
PATIENCE = 1200
"""Seconds after which a scanner that does not end has failed."""
ALONE = ("unshare", "--map-root-user", "--net")
INSIDE = "inside"
HELP = (
    "make scan needs “unshare” and “ip”, and Linux: on Debian run “apt-get install util-linux"
    " iproute2” as root, and let other people than root have namespaces."
)

MODULES = (
    "backup,brute_login_form,cookieflags,crlf,csp,csrf,exec,file,htaccess,http_headers,methods"
    ",permanentxss,redirect,shellshock,spring4shell,sql,upload,xss"
)
"""Of wapiti those that need nothing but the server: no list from its makers, no catcher of calls;
and not `ldap`, which takes a search that finds nothing for a door."""

CRAWLS, ATTACKS = 30, 10
"""Seconds for finding addresses, and for each module of wapiti."""

LEFT_ALONE = ("/logout", "/session*", "/settings/people*", "/settings/profile*", "/backups*")
"""What would end the scanner's own login."""

EXPECTED = {"Secure Flag cookie"}
"""What any server is told that speaks HTTP; `tests/web/test_headers.py` looks at it with HTTPS."""

INJECTABLE = re.compile("^Parameter: ")
"""What sqlmap says of one that it has tried twice."""

UNSEEN = re.compile(
    "page not found|not authorized|forbidden|connection .*(refused|dropped)", re.IGNORECASE
)
"""What it says of an address that it did not get to see: then nothing was tried."""

PROBES = ("--technique=BEU", "--dbms=sqlite", "--threads=4", "--batch", "--flush-session")
"""Of sqlmap: whether an answer tells true from false, says what went wrong, or holds more rows."""

FORMS = {
    "/partners/new": {"name_en": "Oslo", "category": "hospital", "city": "Oslo", "notes": "1"},
    "/contacts/new": {"name_en": "Kari", "partner_id": "1", "email": "kari@example.org"},
    "/tasks/new": {"title": "Call", "due_on": "2026-11-24", "partner_id": "1"},
    "/login": {"email": ADMIN, "password": "wrong"},
}


def main() -> None:
    if sys.argv[1:] == [INSIDE]:
        sys.exit(_scan())
    if not all(shutil.which(name) for name in (ALONE[0], "ip")):
        sys.exit(HELP)
    if subprocess.run([*ALONE, "true"], capture_output=True, check=False).returncode:
        sys.exit(HELP)
    done = subprocess.run([*ALONE, sys.executable, "-m", "tests.scan", INSIDE], check=False)
    sys.exit(done.returncode)


def _scan() -> int:
    """How many weaknesses were found, as the code of this program."""
    subprocess.run(["ip", "link", "set", "lo", "up"], check=True)
    # Wapiti keeps what it has seen in a database, and gives up when the disk is slow.
    with tempfile.TemporaryDirectory(dir=IN_MEMORY if IN_MEMORY.is_dir() else None) as place:
        folder = Path(place)
        furnish(folder)
        with serving(folder) as office:
            opener = build_opener(HTTPCookieProcessor(jar := CookieJar()))
            cookie = log_in(opener, jar, office.address)
            found = [
                *_told("wapiti, nobody", wapiti(office, folder, None)),
                *_told("wapiti, an administrator", wapiti(office, folder, cookie)),
                *_told("sqlmap, lists", sqlmap_lists(office, folder, cookie)),
                *_told("sqlmap, forms", sqlmap_forms(office, folder, cookie, opener)),
            ]
    return min(len(found), 1)


class _Looked(str):
    """What was looked at; all else that a scanner yields is a weakness."""

    __slots__ = ()


def _told(who: str, found: Iterator[str]) -> Iterator[str]:
    begun = monotonic()
    said = list(found)
    weak = [line for line in said if not isinstance(line, _Looked)]
    looked = ", ".join(line for line in said if isinstance(line, _Looked))
    click.echo(f"{who}: {looked}; {len(weak)} found, {monotonic() - begun:.0f} s")
    for line in weak:
        click.echo(f"  {line}")
    yield from weak


def log_in(opener: OpenerDirector, jar: CookieJar, address: str) -> str:
    """The cookie of the administrator."""
    fields = {"email": ADMIN, "password": PASSWORD, "csrf_token": _token(opener, address, "/login")}
    with opener.open(f"{address}/login", urlencode(fields).encode()) as answer:
        assert answer.url == f"{address}/"
    return "; ".join(f"{cookie.name}={cookie.value}" for cookie in jar)


def _token(opener: OpenerDirector, address: str, path: str) -> str:
    with opener.open(f"{address}{path}") as answer:
        return Page(answer.read().decode(), path).value("csrf_token")


def wapiti(office: Office, folder: Path, cookie: str | None) -> Iterator[str]:
    """What wapiti finds as nobody, or as whoever has that cookie."""
    report, kept = folder / "wapiti.json", Path(tempfile.mkdtemp(dir=folder))
    who = ["-H", f"Cookie: {cookie}", "--drop-set-cookie"] if cookie is not None else []
    starts = [address_of_list(one) for one in LISTS] if cookie is not None else ["/cooperation"]
    _run(
        *("wapiti", "-u", f"{office.address}/", "--scope", "folder", "-m", MODULES),
        *("--max-scan-time", str(CRAWLS), "--max-attack-time", str(ATTACKS), "--tasks", "2"),
        *("--max-links-per-page", "60", "--max-files-per-dir", "60", "--flush-session"),
        *("--store-session", str(kept / "session"), "--store-config", str(kept / "config")),
        *("--no-bugreport", "-v", "0", "-f", "json", "-o", str(report)),
        *(word for part in LEFT_ALONE for word in ("-x", f"{office.address}{part}")),
        *(word for part in starts for word in ("-s", f"{office.address}{part}")),
        *who,
    )
    told = json.loads(report.read_text("utf-8"))
    report.unlink()
    yield _Looked(f"{told['infos']['crawled_pages_nbr']} pages")
    for part in ("vulnerabilities", "anomalies"):
        for kind, cases in told[part].items():
            if kind not in EXPECTED:
                yield from (
                    f"{kind}: {one['method']} {one['path']} {one['parameter'] or ''}: {one['info']}"
                    for one in cases
                )


def sqlmap_lists(office: Office, folder: Path, cookie: str) -> Iterator[str]:
    """Through what sqlmap reaches the database: the words of a search and the order of a list with
    all that it tries, every other parameter when a first look says that it may be worth it."""
    thorough = [f"{address_of_list(one)}?q=a&sort={one.default_sort}" for one in LISTS]
    for addresses, options in (
        ([*thorough, "/search?q=a", "/search/lookup?q=a"], ()),
        (list(_asked()), ("--smart",)),
    ):
        targets = folder / "targets.txt"
        targets.write_text("\n".join(office.address + one for one in addresses), "utf-8")
        yield from _probe(folder, cookie, "-m", str(targets), *options)


def sqlmap_forms(
    office: Office, folder: Path, cookie: str, opener: OpenerDirector
) -> Iterator[str]:
    """The same by what is sent with a form."""
    targets = folder / "requests"
    targets.mkdir()
    for number, (path, fields) in enumerate(FORMS.items()):
        token = _token(opener, office.address, path if path != "/login" else "/settings/profile")
        body = urlencode(fields | {"csrf_token": token})
        (targets / f"{number}.txt").write_text(
            f"POST {path} HTTP/1.1\nHost: {office.address.partition('//')[2]}\nCookie: {cookie}\n"
            f"Content-Type: application/x-www-form-urlencoded\n\n{body}\n",
            "utf-8",
        )
        request = str(targets / f"{number}.txt")
        yield from _probe(folder, cookie, "-r", request, "--smart", "--ignore-redirects")


def _asked() -> Iterator[str]:
    """Each list with all that its address can say."""
    for listing in LISTS:
        words = dict.fromkeys(listing.parameters, "1") | {"sort": listing.default_sort}
        paged = {"page": "1", "per_page": "25", "columns": "all"}
        yield f"{address_of_list(listing)}?{urlencode(words | paged)}"


def _probe(folder: Path, cookie: str, *options: str) -> Iterator[str]:
    kept = folder / "sqlmap"
    said = _run(
        *("sqlmap", "--cookie", cookie, "--skip=csrf_token", "--output-dir", str(kept)),
        *("--disable-coloring", *PROBES, *options),
    )
    tested = re.findall(r"testing if \w+ parameter '([^']+)' is dynamic", said)
    yield _Looked(f"{len(tested)} parameters")
    yield from (line for line in said.splitlines() if UNSEEN.search(line))
    yield from (line for line in said.splitlines() if INJECTABLE.search(line))


def _run(name: str, *words: str) -> str:
    done = subprocess.run(
        [SCANNERS / name, *words], text=True, capture_output=True, check=False, timeout=PATIENCE
    )
    if done.returncode:
        sys.exit(f"{name} has failed:\n{done.stdout[-2000:]}{done.stderr[-2000:]}")
    return done.stdout


if __name__ == "__main__":
    main()
