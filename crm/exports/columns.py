"""Which columns of a list an export carries: the rule, without a request or a database."""

from collections.abc import Collection, Mapping
from dataclasses import replace

from crm.web.columns import Column
from crm.web.listing import Listing
from crm.web.locale import speaking


def keyed(listing: Listing) -> Mapping[str, Column]:
    """The columns by what a choice knows them by: their key, else what they are called in English,
    so that whoever changes the language keeps the choice."""
    with speaking("en"):
        return {column.key or str(column.label): column for column in listing.columns}


def narrowed(listing: Listing, keys: Collection[str]) -> Listing:
    """The list with the columns of those keys, and with those that always come along. A key of no
    column is passed over; when no other is left, there is nothing to choose by and all come."""
    columns = keyed(listing)
    if not any(key in keys and not column.is_kept for key, column in columns.items()):
        return listing
    wanted = (c for key, c in columns.items() if c.is_kept or key in keys)
    return replace(listing, columns=tuple(wanted))
