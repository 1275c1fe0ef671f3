"""The identity provider of a university: Django OAuth Toolkit, with its own page for the consent
and Django's for the login.

Others have written it, and nothing of it is what the register is made of: the protocol is that of
oauthlib, the signatures are those of jwcrypto, so that no misreading of ours can be shared.
"""

from contextlib import AbstractContextManager
from pathlib import Path

from tests.accounts.beside import running

NAME = "Example University"
CLIENT, SECRET = "cooperation-office", "what the office and the university know"
PASSWORD = "a word of the university"

DOMAIN = "example.edu"
"""Whose addresses it gives out itself."""

MEI, FANG, YAN = f"lin.mei@{DOMAIN}", f"zhao.fang@{DOMAIN}", "wu.yan@elsewhere.example"
PEOPLE = {MEI: "Lin Mei", FANG: "赵芳", YAN: "Wu Yan"}
"""Everybody whom it knows."""


def university(port: int, folder: Path, back: str) -> AbstractContextManager[str]:
    """The address of the provider, which keeps its data in that folder and runs until the block
    ends; to `back` it sends whoever has logged in."""
    return running("tests.university", port, str(folder), back)
