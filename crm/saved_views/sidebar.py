"""Renders a list's page, whose side bar can keep it as a saved view."""

from collections.abc import Callable, Mapping
from typing import Any

from flask import render_template, request

from crm.web.listing import Listing
from crm.web.locale import reader
from crm.web.page import Page


def list_page(
    template: str,
    listing: Listing,
    of_page: Callable[[Page], Mapping[str, Any]] = lambda _page: {},
    **more: Any,
) -> str:
    """The page of a list. Every list of every room comes through here. `of_page` gives what else
    the template shows of the page that was found."""
    # A plain dict: the request's own raises an error within for each value that is not there.
    args, who = request.args.to_dict(), reader()
    page = listing.at(args, who).page(args, who)
    return render_template(template, page=page, **of_page(page), **more)
