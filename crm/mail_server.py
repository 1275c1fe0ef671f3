"""The mail server that takes what the office sends, as its address describes it."""

import enum
from collections.abc import Mapping
from dataclasses import field
from ipaddress import ip_address
from pathlib import Path
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

from crm.frozen import Frozen

EXAMPLE = "smtp://user:password@mail.example.edu:587?from=office@example.edu"
PORTS = {"smtp": 587, "smtps": 465}


class Security(enum.Enum):
    """How what is said to the server is kept from others."""

    TLS = "tls"
    STARTTLS = "starttls"
    WHEN_OFFERED = "when offered"
    NONE = "none"


class MailServer(Frozen):
    """Where mail is handed in, how, and from whom it comes."""

    host: str
    port: int
    security: Security
    sender: str
    user: str | None = None
    password: str | None = field(default=None, repr=False)
    authority: Path | None = None
    """A file with the certificates that are trusted instead of those of the machine."""
    certificate: Path | None = None
    """A file with the certificate and the key by which this office shows who it is."""

    @property
    def is_here(self) -> bool:
        """Whether it is this machine itself, with nobody on the way."""
        return _is_here(self.host)

    @property
    def domain(self) -> str:
        """That of the sender."""
        return self.sender.rpartition("@")[2]

    def without_password(self, text: str) -> str:
        """The text as it may be kept and shown, whatever a server has repeated."""
        return text.replace(self.password, "…") if self.password else text


def mail_server(address: str) -> MailServer:
    """The server at that address. Raises ValueError with what is wrong, never the password."""
    parts, port = _split(address)
    given = _options(parts)
    user, password = _login(parts)
    sender = given.get("from") or (user if user and "@" in user else None)
    if sender is None or not _is_address(sender):
        raise ValueError("say from whom mail comes, as ?from=office@example.edu")
    authority, certificate = _file(given, "ca"), _file(given, "certificate")
    host = parts.hostname or ""
    return MailServer(
        host=host,
        port=port or PORTS[parts.scheme],
        security=_security(parts.scheme, host, given.get("starttls")),
        sender=sender,
        user=user,
        password=password,
        authority=authority,
        certificate=certificate,
    )


def _file(given: Mapping[str, str], name: str) -> Path | None:
    file = Path(given[name]) if name in given else None
    if file is not None and not file.is_file():
        raise ValueError(f"{name}={file} is not a file with certificates")
    return file


def _split(address: str) -> tuple[SplitResult, int | None]:
    try:
        parts = urlsplit(address)
        port = parts.port
        (parts.hostname or "").encode("idna")
    except ValueError as error:
        raise ValueError(f"give an address such as {EXAMPLE}") from error
    if parts.scheme not in PORTS or not parts.hostname or parts.path not in {"", "/"}:
        raise ValueError(f"give an address such as {EXAMPLE}")
    return parts, port


def _options(parts: SplitResult) -> Mapping[str, str]:
    given = dict(parse_qsl(parts.query, keep_blank_values=True))
    if unknown := given.keys() - {"from", "starttls", "ca", "certificate"}:
        raise ValueError(
            f"“{min(unknown)}” is not known: after the ? come from, starttls, ca, certificate"
        )
    if given.get("starttls") not in {None, "yes", "no"}:
        raise ValueError("starttls is yes or no")
    if parts.scheme == "smtps" and "starttls" in given:
        raise ValueError("smtps:// is encrypted from the first word on: leave starttls out")
    return given


def _login(parts: SplitResult) -> tuple[str | None, str | None]:
    user = unquote(parts.username) if parts.username else None
    password = unquote(parts.password) if parts.password else None
    if (user is None) != (password is None):
        raise ValueError("give both a user and a password, or neither")
    if user and password and not (user + password).isascii():
        raise ValueError("the user and the password can only have letters of ASCII")
    return user, password


def _security(scheme: str, host: str, starttls: str | None) -> Security:
    if scheme == "smtps":
        return Security.TLS
    if starttls is None:
        return Security.WHEN_OFFERED if _is_here(host) else Security.STARTTLS
    return Security.STARTTLS if starttls == "yes" else Security.NONE


def _is_here(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def _is_address(text: str) -> bool:
    """Whether it looks like one address; whether it exists is for the server to say."""
    name, at, domain = text.rpartition("@")
    return (
        bool(name and at and domain) and text.isascii() and text.isprintable() and " " not in text
    )
