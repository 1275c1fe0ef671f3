"""Renders a list's page together with the saved views of its side bar."""

from typing import Any

from flask import render_template, request
from flask_login import current_user

from crm.saved_views import queries
from crm.web.listing import Listing
from crm.web.locale import reader


def list_page(template: str, listing: Listing, **more: Any) -> str:
    """The page of a list. Every list of every room comes through here."""
    return render_template(
        template,
        page=listing.page(request.args, reader()),
        views=queries.seen_by(current_user.id),
        **more,
    )
