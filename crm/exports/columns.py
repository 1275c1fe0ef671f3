"""Which columns of a list an export carries: the rule, without a request or a database."""

from collections.abc import Collection, Mapping
from dataclasses import replace

from crm.web.columns import Column
from crm.web.listing import Listing
from crm.web.locale import speaking

LEFT_OUT = "-"
"""Before the key of a column that comes along unless somebody takes it out."""


def keyed(listing: Listing) -> Mapping[str, Column]:
    """The columns by what a choice knows them by: their key, else what they are called in English,
    so that whoever changes the language keeps the choice."""
    with speaking("en"):
        return {column.key or str(column.label): column for column in listing.columns}


def narrowed(listing: Listing, keys: Collection[str]) -> Listing:
    """The list with the columns of those keys, and with those that come along unless they were
    left out. A key of no column is passed over; when no other is left, there is nothing to choose
    by and all come."""
    columns = keyed(listing)
    if not tells_something(columns, keys):
        return listing
    wanted = (
        column
        for key, column in columns.items()
        if key in keys or (column.is_kept and LEFT_OUT + key not in keys)
    )
    return replace(listing, columns=tuple(wanted))


def tells_something(columns: Mapping[str, Column], keys: Collection[str]) -> bool:
    """Whether a column is among them that says more than which record, in which state, it is."""
    return any(key in keys and not column.is_kept for key, column in columns.items())


def choice_of(columns: Mapping[str, Column], ticked: Collection[str]) -> list[str]:
    """What is remembered of the ticks: those columns, and which were left out that come along
    otherwise."""
    left_out = (LEFT_OUT + key for key, column in columns.items() if column.is_kept)
    return [*ticked, *(key for key in left_out if key.removeprefix(LEFT_OUT) not in ticked)]
