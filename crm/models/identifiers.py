"""Numbers that others give to organisations, with their check digits, and the domain of an address.

Each `as_...` takes what a person typed or pasted, with blanks, signs or the address of the register
around it, and returns the number as it is kept. Raises ValueError when the number cannot be right.
The checks are those of the registers; a library for three sums would bring two hundred others.
"""

import re
from urllib.parse import urlsplit

_BASE32 = "0123456789abcdefghjkmnpqrstvwxyz"
"""Digits and letters after Crockford: no i, l, o and u."""

_CREDIT_CODE = "0123456789ABCDEFGHJKLMNPQRTUWXY"
"""GB 32100-2015: no I, O, S, V and Z."""

_BETWEEN = re.compile(r"[\s\-–.]+")

MAIL_PROVIDERS = frozenset(
    [
        "gmail.com",
        "googlemail.com",
        "outlook.com",
        "hotmail.com",
        "live.com",
        "msn.com",
        "yahoo.com",
        "icloud.com",
        "me.com",
        "proton.me",
        "gmx.de",
        "web.de",
        "qq.com",
        "foxmail.com",
        "163.com",
        "126.com",
        "yeah.net",
        "sina.com",
        "sina.cn",
        "sohu.com",
        "139.com",
        "189.cn",
        "aliyun.com",
        "naver.com",
        "mail.ru",
    ]
)
"""Domains whose addresses tell nothing of where a person works."""


def as_ror(typed: str) -> str:
    """Nine signs that begin with 0; the last two are the check after ISO 7064, mod 97-10."""
    number = re.sub(r"^(https?://)?(www\.)?ror\.org/", "", typed.strip().lower())
    if not re.fullmatch(rf"0[{_BASE32}]{{6}}\d\d", number):
        raise ValueError(typed)
    worth = 0
    for sign in number[:7]:
        worth = worth * 32 + _BASE32.index(sign)
    if 98 - worth * 100 % 97 != int(number[7:]):
        raise ValueError(typed)
    return number


def as_credit_code(typed: str) -> str:
    """The Unified Social Credit Code: eighteen signs, the last of them the check, mod 31."""
    number = _BETWEEN.sub("", typed).upper()
    if not re.fullmatch(rf"[{_CREDIT_CODE}]{{2}}\d{{6}}[{_CREDIT_CODE}]{{10}}", number):
        raise ValueError(typed)
    weighed = sum(_CREDIT_CODE.index(s) * pow(3, n, 31) for n, s in enumerate(number[:17]))
    if -weighed % 31 != _CREDIT_CODE.index(number[17]):
        raise ValueError(typed)
    return number


def as_isni(typed: str) -> str:
    """Sixteen signs, the last of them the check after ISO 7064, mod 11-2."""
    bare = re.sub(r"^(https?://)?(www\.)?isni\.org/(isni/)?", "", typed.strip().lower())
    number = _BETWEEN.sub("", bare.removeprefix("isni").lstrip(": ")).upper()
    if not re.fullmatch(r"[0-9]{15}[0-9X]", number):
        raise ValueError(typed)
    worth = 0
    for digit in number[:15]:
        worth = (worth + int(digit)) * 2 % 11
    if "0123456789X"[(12 - worth) % 11] != number[15]:
        raise ValueError(typed)
    return number


def domain_of(address: str | None) -> str | None:
    """The host of a website or of an e-mail address, in small letters and without `www.`; None
    when there is none."""
    if not address:
        return None
    given = address.strip().rpartition("@")[2] if "://" not in address else address.strip()
    try:
        host = urlsplit(given if "://" in given else f"//{given}").hostname or ""
    except ValueError:
        return None
    host = host.rstrip(".").removeprefix("www.")
    return host if "." in host and len(host) <= 253 else None


def domains_above(domain: str) -> list[str]:
    """The domain itself and those that it lies in: `med.uio.no`, `uio.no`."""
    labels = domain.split(".")
    return [".".join(labels[place:]) for place in range(len(labels) - 1)]
