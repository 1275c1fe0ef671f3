"""What was typed into a form that cannot be taken now: it comes back with the answer.

A form may arrive when the login has run out, when its token is too old, or while the database is
busy. The answer then carries all that was typed in hidden fields, so that it can be sent on.
"""

from urllib.parse import urlsplit

from flask import request

from crm.frozen import Frozen
from crm.web.addresses import local_address

PREFIX = "kept."
"""Before the names of fields that wait on the page of another form, as on the login's."""

TO_FORM = "continue"
"""The field with which a form comes back as it was typed, and is not saved."""

_NOT_TYPED = {"csrf_token", TO_FORM}


class Kept(Frozen):
    """A form on its way: where it goes, and each field's name and value in their order."""

    address: str
    fields: tuple[tuple[str, str], ...]
    has_files: bool = False
    """Whether files came with it: those have to be chosen again."""

    def under_prefix(self) -> tuple[tuple[str, str], ...]:
        """The fields, named so that they get in the way of no other form's."""
        return tuple((PREFIX + name, value) for name, value in self.fields)


def what_was_sent() -> Kept | None:
    """The form that this request brings; None for a page that was only asked for.

    None too for what another site had the browser send: nobody of ours typed that.
    """
    if request.method != "POST" or not _is_from_here():
        return None
    typed = tuple(
        (name, value)
        for name, value in request.form.items(multi=True)
        if name not in _NOT_TYPED and "password" not in name
    )
    return Kept(_address(), typed, has_files=bool(request.files))


def what_waits(address: str) -> Kept | None:
    """The form for that address which waits on the form that this request brings."""
    waiting = tuple(
        (name.removeprefix(PREFIX), value)
        for name, value in request.form.items(multi=True)
        if name.startswith(PREFIX)
    )
    return Kept(address, waiting) if waiting else None


def where_it_was_typed() -> str | None:
    """The page of this site from which the form was sent, as far as the browser tells."""
    parts = urlsplit(request.referrer or "")
    address = f"{parts.path}?{parts.query}".rstrip("?")
    return local_address(address) if parts.netloc == request.host else None


def _address() -> str:
    return request.full_path.rstrip("?")


def _is_from_here() -> bool:
    """Browsers say so; those too old for it name the page that they come from."""
    said = request.headers.get("Sec-Fetch-Site")
    return said == "same-origin" if said else where_it_was_typed() is not None
