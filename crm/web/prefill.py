"""What an address fills in of a new record's form: `/agreements/new?partner_id=12`."""

from typing import Any

from flask import request

from crm.web.filters import is_number


def prefilled(*numbers: str, several: tuple[str, ...] = ()) -> dict[str, Any]:
    """The numbers of records that the address names; anything else is ignored."""
    given: dict[str, Any] = {
        name: int(value) for name in numbers if is_number(value := request.args.get(name, ""))
    }
    for name in several:
        given[name] = [int(value) for value in request.args.getlist(name) if is_number(value)]
    return given
