"""Every setting: read once from the environment, checked, explained, with its default."""

import os
import re
from collections.abc import Callable, Mapping
from datetime import timedelta
from pathlib import Path
from typing import TypeVar
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from crm.database_address import database_address
from crm.frozen import Frozen
from crm.identity_provider import STANDARD, IdentityProvider
from crm.log_collector import LogCollector, log_collector
from crm.mail_server import MailServer, mail_server
from crm.secret_settings import kept_secret, with_secrets
from crm.virus_scanner import VirusScanner, virus_scanner

Place = TypeVar("Place")

PACKAGE = Path(__file__).parent
HOST = re.compile(r"\.?[a-z0-9-]+(\.[a-z0-9-]+)*")
"""A name without a port; one that begins with a dot stands for all below it as well."""


class BadSetting(Exception):
    """A setting that cannot be used; the message names it and says what is expected."""


def shipped(name: str) -> Path:
    """The folder of that name: inside the installed package, else beside it in the checkout."""
    installed = PACKAGE / name
    return installed if installed.is_dir() else PACKAGE.parent / name


class Settings(Frozen):
    """What the environment decides. `from_environment` is the only place that reads it."""

    instance_path: Path
    database_url: str
    secret_key: str
    host: str
    port: int
    timezone: str
    old_secret_keys: tuple[str, ...] = ()
    """Keys that were replaced: what they signed and sealed goes on until they are left out."""
    max_upload_mb: int = 50
    mail: MailServer | None = None
    """None: the office sends no mail."""
    base_url: str | None = None
    """What links in mail begin with; None: the address by which each person came in last."""
    trusted_hosts: tuple[str, ...] | None = None
    """The names under which pages are handed out; None: any."""
    proxies: int = 0
    """So many proxies stand before the server, and are believed who asks."""
    plain_http: bool = False
    """Whether pages go out over HTTP to other machines than this one."""
    hsts_below: bool = True
    """Whether browsers keep to HTTPS for the names below that of the register, too."""
    virus_scanner: VirusScanner | None = None
    """What looks at files before they are kept; None: nothing does."""
    log_collector: LogCollector | None = None
    """The machine that gets copies of the logs; None: none does."""
    log_folder: Path | None = None
    """Where the logs lie; None: they go to the standard error."""
    log_megabytes: int = 10
    """The most that a log file holds before the next one is begun."""
    exports: int = 60
    """So many lists a person may fetch in ten minutes."""
    session_idle: timedelta = timedelta(minutes=120)
    """A login ends when no page was asked for that long."""
    session_longest: timedelta = timedelta(hours=12)
    """A login ends so long after it, whatever is done: one a working day."""
    sign_on: IdentityProvider | None = None
    """Who else may say who somebody is; None: passwords alone."""

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] = os.environ) -> "Settings":
        """Raises BadSetting. Makes the instance folder and the secret key when there are none."""
        try:
            environment = with_secrets(environment)
        except (OSError, ValueError) as error:
            raise BadSetting(f"A file with a secret cannot be read: {error}") from error
        instance_path = Path(environment.get("CRM_INSTANCE_PATH") or "instance").resolve()
        try:
            instance_path.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise BadSetting(f"CRM_INSTANCE_PATH: cannot use {instance_path}: {error}") from error
        default_url = f"sqlite:///{instance_path / 'crm.sqlite'}"
        return cls(
            instance_path=instance_path,
            database_url=_database_url(environment.get("CRM_DATABASE_URL") or default_url),
            secret_key=environment.get("CRM_SECRET_KEY") or _kept_secret(instance_path),
            old_secret_keys=tuple(environment.get("CRM_OLD_SECRET_KEYS", "").split()),
            host=environment.get("CRM_HOST") or "127.0.0.1",
            port=_number(environment, "CRM_PORT", 8000, 1, 65535),
            timezone=_timezone(environment.get("CRM_TIMEZONE", "Asia/Shanghai")),
            max_upload_mb=_number(environment, "CRM_MAX_UPLOAD_MB", 50, 1, 2000),
            mail=_at(environment, "CRM_MAIL_URL", mail_server),
            base_url=_base_url(environment.get("CRM_BASE_URL")),
            trusted_hosts=_trusted_hosts(environment.get("CRM_TRUSTED_HOSTS")),
            proxies=_number(environment, "CRM_PROXIES", 0, 0, 9),
            plain_http=_yes(environment, "CRM_PLAIN_HTTP", default=False),
            hsts_below=_yes(environment, "CRM_HSTS_BELOW", default=True),
            virus_scanner=_at(environment, "CRM_VIRUS_SCANNER", virus_scanner),
            log_collector=_at(environment, "CRM_LOG_SERVER", log_collector),
            log_folder=_log_folder(environment.get("CRM_LOG"), instance_path),
            log_megabytes=_number(environment, "CRM_LOG_MB", 10, 1, 1000),
            exports=_number(environment, "CRM_EXPORTS", 60, 1, 1_000_000),
            session_idle=timedelta(
                minutes=_number(environment, "CRM_SESSION_IDLE_MINUTES", 120, 10, 1440)
            ),
            session_longest=timedelta(hours=_number(environment, "CRM_SESSION_HOURS", 12, 1, 720)),
            sign_on=_sign_on(environment),
        )


def _kept_secret(instance_path: Path) -> str:
    place = instance_path / "secret"
    try:
        return kept_secret(place)
    except UnicodeDecodeError as error:
        raise BadSetting(
            f"{place} is damaged. Move it away, and bring it back from a backup: it is the member"
            " settings/secret of the ZIP file."
        ) from error


def served_at(host: str, port: int) -> str:
    """The address of the first page of a server that listens there."""
    return f"http://{f'[{host}]' if ':' in host else host}:{port}/"


def _number(environment: Mapping[str, str], name: str, default: int, least: int, most: int) -> int:
    text = environment.get(name, str(default))
    # Cut before it is read: a number of thousands of digits would take long.
    if not text.isascii() or not text.isdigit() or not least <= int(text[:9]) <= most:
        raise BadSetting(f"{name}: “{text}” is not a number from {least} to {most}.")
    return int(text)


def _yes(environment: Mapping[str, str], name: str, *, default: bool) -> bool:
    text = environment.get(name) or ("yes" if default else "no")
    if text not in {"yes", "no"}:
        raise BadSetting(f"{name}: “{text}” is neither yes nor no.")
    return text == "yes"


def _timezone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, OSError, ValueError) as error:  # a folder of zones is none
        raise BadSetting(f"CRM_TIMEZONE: “{name}” is not a zone such as Asia/Shanghai.") from error
    return name


def _at(environment: Mapping[str, str], name: str, read: Callable[[str], Place]) -> Place | None:
    """What is at the address that the setting names; None where it names none."""
    address = environment.get(name)
    try:
        return read(address) if address else None
    except ValueError as error:
        raise BadSetting(f"{name}: {error}.") from error


def _base_url(address: str | None) -> str | None:
    """With a slash at its end."""
    if not address:
        return None
    try:
        parts = urlsplit(address)
    except ValueError as error:
        raise BadSetting(
            "CRM_BASE_URL: give an address such as https://crm.example.edu/."
        ) from error
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.query or parts.fragment:
        raise BadSetting("CRM_BASE_URL: give an address such as https://crm.example.edu/.")
    return address.rstrip("/") + "/"


def _log_folder(place: str | None, instance_path: Path) -> Path | None:
    if place == "stderr":
        return None
    folder = Path(place).resolve() if place else instance_path / "log"
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise BadSetting(f"CRM_LOG: cannot use {folder}: {error}") from error
    return folder


def _sign_on(environment: Mapping[str, str]) -> IdentityProvider | None:
    issuer = environment.get("CRM_OIDC_ISSUER")
    if not issuer:
        return None
    if not _is_safe_issuer(issuer):
        raise BadSetting("CRM_OIDC_ISSUER: give an address such as https://login.example.edu.")
    domains = tuple(
        name.strip().lower() for name in environment.get("CRM_OIDC_DOMAINS", "").split(",")
    )
    if not all(HOST.fullmatch(domain) and not domain.startswith(".") for domain in domains):
        raise BadSetting("CRM_OIDC_DOMAINS: name what the provider gives out: example.edu.")
    new = environment.get("CRM_OIDC_NEW", "nobody")
    if new not in {"nobody", "viewer"}:
        raise BadSetting(f"CRM_OIDC_NEW: “{new}” is neither nobody nor viewer.")
    return IdentityProvider(
        issuer=issuer,
        client_id=_given(environment, "CRM_OIDC_CLIENT_ID"),
        client_secret=_given(environment, "CRM_OIDC_CLIENT_SECRET"),
        domains=domains,
        label=environment.get("CRM_OIDC_LABEL") or None,
        makes_viewers=new == "viewer",
        verified_by=environment.get("CRM_OIDC_VERIFIED_BY") or STANDARD,
    )


def _is_safe_issuer(issuer: str) -> bool:
    try:
        parts = urlsplit(issuer)
    except ValueError:
        return False
    is_here = parts.hostname in {"localhost", "127.0.0.1", "::1"}
    is_safe = parts.scheme == "https" or (parts.scheme == "http" and is_here)
    is_bare = not parts.query and not parts.fragment and len(issuer) <= 300
    return is_safe and bool(parts.hostname) and is_bare


def _given(environment: Mapping[str, str], name: str) -> str:
    if not (given := environment.get(name)):
        raise BadSetting(f"{name}: it is needed with CRM_OIDC_ISSUER.")
    return given


def _trusted_hosts(names: str | None) -> tuple[str, ...] | None:
    if not names:
        return None
    hosts = tuple(name.strip().lower() for name in names.split(","))
    if not all(HOST.fullmatch(host) for host in hosts):
        raise BadSetting("CRM_TRUSTED_HOSTS: give names such as crm.example.edu,localhost.")
    return hosts


def _database_url(url: str) -> str:
    try:
        return database_address(url)
    except ValueError as error:
        raise BadSetting(f"CRM_DATABASE_URL: {error}") from error
