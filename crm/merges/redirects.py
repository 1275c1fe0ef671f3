"""What the address of a record answers that is not there."""

from typing import NoReturn

from flask import abort, redirect, request, url_for

from crm.merges import queries


def gone(kind: str, number: int) -> NoReturn:
    """Leads to the record that it was merged into, for good; else the page is not found. What was
    sent to it is not sent on: nothing is written to a record that nobody has looked at."""
    into = queries.led_to(kind, number) if request.method == "GET" else None
    if into is None or request.endpoint is None:
        abort(404)
    given = {**(request.view_args or {}), f"{kind}_id": into}
    asked = f"?{request.query_string.decode('ascii', 'replace')}" if request.query_string else ""
    abort(redirect(url_for(request.endpoint, **given) + asked, 301))
