"""Digests of passwords. Each says how it was made, so that another way can come after this one:
whoever comes in by an old one has a new one from then on."""

import secrets
from functools import cache
from typing import TYPE_CHECKING

from werkzeug.security import check_password_hash, generate_password_hash

if TYPE_CHECKING:
    from argon2 import PasswordHasher

KILOBYTES, ROUNDS, LANES = 47_104, 1, 1
"""Of Argon2id: the first of those that OWASP's Password Storage Cheat Sheet takes for equal. With
more than 32 MB the C library gives the memory back at once; of less it would keep all."""

NOW = f"$argon2id$v=19$m={KILOBYTES},t={ROUNDS},p={LANES}$"
"""What a digest of today begins with."""

BEFORE = "scrypt:32768:8:1"
"""How they were made until version 0054 of the database."""


def digest_of(password: str) -> str:
    return _hasher().hash(password)


def is_of(password: str, digest: str) -> bool:
    """Whether that is the digest of the password; of no digest it is not."""
    if not digest.startswith("$"):
        return bool(digest) and check_password_hash(digest, password)
    from argon2.exceptions import VerifyMismatchError

    try:
        return _hasher().verify(digest, password)
    except VerifyMismatchError:
        return False


def is_old(digest: str) -> bool:
    """Whether it would be made otherwise today."""
    return not digest.startswith(NOW)


@cache
def nobodys(*, old: bool = False) -> str:
    """One that no password has: to ask for it takes as long as for any other."""
    password = secrets.token_urlsafe()
    return generate_password_hash(password, BEFORE) if old else digest_of(password)


@cache
def _hasher() -> "PasswordHasher":
    """Loaded by the first password: a start without one is quicker."""
    from argon2 import PasswordHasher

    return PasswordHasher(time_cost=ROUNDS, memory_cost=KILOBYTES, parallelism=LANES)
