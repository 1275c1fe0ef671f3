"""The address of the database, and how safe the line to it is."""

import importlib
from ipaddress import ip_address
from urllib.parse import parse_qs, urlencode, urlsplit

SCHEMES = {"sqlite", "sqlite+pysqlite", "postgresql", "postgres", "postgresql+psycopg"}
IN_MEMORY = {"", "/", "/:memory:"}
"""What follows `sqlite://` where there is no file: each connection would have an office of its own.
"""

CHECKED = {"sslmode": "verify-full", "sslrootcert": "system"}
"""Encrypted, and only to a server for whose name a certificate vouches."""


def database_address(url: str) -> str:
    """As SQLAlchemy takes it. The line to PostgreSQL on another machine is checked unless the
    address itself says how it is to be. Raises ValueError."""
    scheme, separator, rest = url.partition("://")
    if not separator or scheme not in SCHEMES:
        raise ValueError("give a sqlite:/// or postgresql:// address.")
    if scheme.startswith("sqlite") and rest in IN_MEMORY:
        raise ValueError("name a file: sqlite:////path/crm.sqlite.")
    if scheme in {"postgresql", "postgres"}:
        url = f"postgresql+psycopg://{rest}"
    _check_port(url)
    if scheme.startswith("sqlite") or is_safe(url) or "sslmode" in _asked(url):
        return url
    more = {name: value for name, value in CHECKED.items() if name not in _asked(url)}
    return f"{url}{'&' if _asked(url) else '?'}{urlencode(more)}"


def _check_port(url: str) -> None:
    """As SQLAlchemy reads it, which alone knows where a password ends."""
    try:
        importlib.import_module("sqlalchemy").make_url(url)
    except ValueError as error:
        raise ValueError("the port is no number.") from error


def is_safe(url: str) -> bool:
    """Whether nobody on the way can read or answer: there is no way, or the line is checked."""
    hosts = [urlsplit(url).hostname, *_asked(url).get("host", [])]
    is_near = all(_is_here(host) for host in hosts)
    return is_near or _asked(url).get("sslmode") == [CHECKED["sslmode"]]


def _asked(url: str) -> dict[str, list[str]]:
    return parse_qs(urlsplit(url).query)


def _is_here(host: str | None) -> bool:
    """Nothing and a folder are a socket of this machine."""
    if not host or host.startswith("/") or host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False
