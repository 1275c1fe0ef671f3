"""What nobody else may read: how it is handed over, and by which line it goes."""

import hashlib
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from itsdangerous import Signer

from crm.accounts.session import SessionInterface
from crm.config import BadSetting, Settings
from crm.database_address import database_address, is_safe
from crm.secret_settings import kept_secret
from crm.web.signing import DIGEST

KEY = "a key from the keeper of secrets"


def _settings(folder: Path, **given: str) -> Settings:
    return Settings.from_environment({"CRM_INSTANCE_PATH": str(folder)} | given)


def test_secrets_are_read_from_files_that_are_handed_over(tmp_path: Path):
    (tmp_path / "key").write_text(f"{KEY}\n", "utf-8")
    handed_over = tmp_path / "credentials"
    handed_over.mkdir()
    (handed_over / "CRM_MAIL_URL").write_text("smtp://localhost?from=office@example.edu", "utf-8")

    read = _settings(
        tmp_path,
        CRM_SECRET_KEY_FILE=str(tmp_path / "key"),
        CRM_OLD_SECRET_KEYS="one two",
        CREDENTIALS_DIRECTORY=str(handed_over),
    )

    assert read.secret_key == KEY
    assert read.old_secret_keys == ("one", "two")
    assert read.mail is not None
    assert read.mail.host == "localhost"
    assert not (tmp_path / "secret").exists()


def test_the_secret_is_made_once_and_an_empty_file_counts_for_none(tmp_path: Path):
    (tmp_path / "secret").touch()  # as a full disk leaves it

    made = _settings(tmp_path).secret_key

    assert len(made) == 64
    assert _settings(tmp_path).secret_key == made
    assert list(tmp_path.glob("secret*")) == [tmp_path / "secret"]
    assert (tmp_path / "secret").stat().st_mode & 0o077 == 0


def test_many_that_begin_at_once_have_one_secret(tmp_path: Path):
    with ThreadPoolExecutor(8) as servers:
        made = set(servers.map(lambda _server: kept_secret(tmp_path / "secret"), range(8)))

    assert len(made) == 1


def test_a_disk_that_is_full_leaves_no_secret_at_all(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    def full(_file: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)

    with pytest.raises(OSError, match="No space"):
        kept_secret(tmp_path / "secret")
    assert list(tmp_path.iterdir()) == []


def test_a_file_with_a_secret_that_is_not_there_is_named(tmp_path: Path):
    with pytest.raises(BadSetting, match="nowhere"):
        _settings(tmp_path, CRM_SECRET_KEY_FILE=str(tmp_path / "nowhere"))


@pytest.mark.parametrize(
    ("given", "safe", "asks"),
    [
        ("sqlite:////crm.sqlite", True, ""),
        ("postgresql://crm@localhost/crm", True, ""),
        ("postgresql:///crm?host=/run/postgresql", True, ""),
        ("postgresql://crm@db.example.edu/crm", True, "?sslmode=verify-full&sslrootcert=system"),
        (
            "postgres://crm@10.1.2.3/crm?sslrootcert=/our.pem&sslcert=/me.pem",
            True,
            "&sslmode=verify-full",
        ),
        ("postgresql://crm@db.example.edu/crm?sslmode=require", False, ""),
        ("postgresql:///crm?host=db.example.edu", True, "&sslmode=verify-full&sslrootcert=system"),
    ],
)
def test_a_database_elsewhere_is_spoken_to_encrypted_and_checked(given: str, safe: bool, asks: str):
    address = database_address(given)

    assert address.partition("://")[2] == given.partition("://")[2] + asks
    assert is_safe(address) is safe


def test_nothing_is_signed_with_a_digest_that_is_out_of_date():
    assert DIGEST.__func__ is hashlib.sha256
    assert Signer.default_digest_method is hashlib.sha256
    assert SessionInterface.digest_method is hashlib.sha256


def test_a_setting_that_is_empty_counts_as_not_given(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.chdir(tmp_path)

    settings = Settings.from_environment({"CRM_INSTANCE_PATH": "", "CRM_HOST": ""})

    assert settings.instance_path == tmp_path / "instance"
    assert settings.host == "127.0.0.1"
