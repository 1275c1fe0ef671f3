"""Settings that nobody else may read: given as they are, or in files, as keepers of secrets hand
them over."""

from collections.abc import Mapping
from pathlib import Path
from secrets import token_urlsafe

from crm.whole_files import lay_first, written_beside

SECRET = (
    "CRM_SECRET_KEY",
    "CRM_OLD_SECRET_KEYS",
    "CRM_DATABASE_URL",
    "CRM_MAIL_URL",
    "CRM_OIDC_CLIENT_SECRET",
)
FILE = "_FILE"
"""What the name of such a setting ends with when its value is the file that holds it."""

HANDED_OVER = "CREDENTIALS_DIRECTORY"
"""Where systemd puts what it has decrypted for this service alone, each under the name of the
setting."""


def with_secrets(environment: Mapping[str, str]) -> dict[str, str]:
    """The environment with what the files say; what is given as it is goes first. Raises OSError
    and ValueError for a file that cannot be read."""
    given = dict(environment)
    folder = environment.get(HANDED_OVER)
    for name in SECRET:
        file = environment.get(name + FILE)
        if file is None and folder and (Path(folder) / name).is_file():
            file = str(Path(folder) / name)
        if file and not given.get(name):
            given[name] = Path(file).read_text("utf-8").strip()
    return given


def kept_secret(file: Path) -> str:
    """The secret in that file; made on first use, readable by its owner only. It is there whole or
    not at all, though the disk is full or the power fails; an empty file counts for none."""
    if not file.exists() or _is_empty(file):
        _make_secret(file)
    return file.read_text("ascii")


def _make_secret(file: Path) -> None:
    """Of several that make one at the same moment the first one's stays."""
    secret = token_urlsafe(48)
    if not lay_first(file, secret) and _is_empty(file):
        written_beside(file, secret).replace(file)


def _is_empty(file: Path) -> bool:
    return file.stat().st_size == 0
