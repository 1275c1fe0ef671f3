"""The one-time token that lets the first administrator in."""

from pathlib import Path

from crm.secret_settings import kept_secret

SETUP_TOKEN_FILE = "setup-token"  # the name of a file


def setup_link(instance_path: Path, address: str) -> str:
    """The link that makes the first administrator; the same until it has been used."""
    return f"{address}setup?token={kept_secret(instance_path / SETUP_TOKEN_FILE)}"
