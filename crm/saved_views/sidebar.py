"""Renders a list's page, whose side bar can keep it as a saved view."""

from typing import Any

from flask import render_template, request

from crm.web.listing import Listing
from crm.web.locale import reader


def list_page(template: str, listing: Listing, **more: Any) -> str:
    """The page of a list. Every list of every room comes through here."""
    # A plain dict: the request's own raises an error within for each value that is not there.
    args, who = request.args.to_dict(), reader()
    return render_template(
        template,
        page=listing.at(args, who).page(args, who),
        **more,
    )
