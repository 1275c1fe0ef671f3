"""Addresses that come back from a form or a query: only those of this site are followed."""

from urllib.parse import urlsplit


def local_address(address: str | None) -> str | None:
    """The address when it is a path of this site, else None: no open redirect."""
    if not address or not address.startswith("/") or address.startswith(("//", "/\\")):
        return None
    if any(ord(sign) < 33 or sign == "\\" for sign in address):
        return None
    try:
        parts = urlsplit(address)
    except ValueError:
        return None
    return None if parts.scheme or parts.netloc else address
