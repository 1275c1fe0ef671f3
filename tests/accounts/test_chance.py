"""What opens a door is made of so much chance that nobody guesses it."""

import ast
import hashlib
from base64 import urlsafe_b64decode
from math import log2

from crm.config import PACKAGE
from crm.models.second_factor import CODE_SIGNS, new_code
from crm.models.token import new_token, token_digest

LEAST_BITS = 112
"""Of a code of which a plain digest is kept (ASVS 5.0, 6.5.2)."""


def test_a_link_or_a_login_opens_by_256_random_bits_of_which_a_digest_is_kept():
    tokens = {new_token() for _ in range(1000)}

    assert len(tokens) == 1000
    assert {len(urlsafe_b64decode(f"{token}=")) for token in tokens} == {32}
    token = tokens.pop()
    assert token_digest(token) == hashlib.sha256(token.encode()).hexdigest()


def test_a_recovery_code_is_as_hard_to_guess_as_its_plain_digest_asks():
    codes = {new_code().replace("-", "") for _ in range(1000)}

    assert len(codes) == 1000
    assert set("".join(codes)) == set(CODE_SIGNS)
    assert all(len(code) * log2(len(CODE_SIGNS)) >= LEAST_BITS for code in codes)


def test_no_chance_comes_from_where_it_could_be_foreseen():
    """Python's `random` goes on from what it gave before."""
    imported = {
        (path.relative_to(PACKAGE).as_posix(), name)
        for path in PACKAGE.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        for name in _imported(node)
    }

    assert {place for place, name in imported if name.partition(".")[0] == "random"} == set()
    assert ("models/token.py", "secrets") in imported


def _imported(node: ast.AST) -> list[str]:
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    return [node.module or ""] if isinstance(node, ast.ImportFrom) else []
