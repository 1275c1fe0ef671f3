"""One page of a list as it is shown, and the addresses of what is near it."""

from collections.abc import Mapping, Sequence
from functools import cached_property, lru_cache
from typing import Protocol
from urllib.parse import urlencode

from flask_babel import gettext as _

from crm.database import AnyRow
from crm.frozen import Frozen
from crm.web.columns import Shown, Sort
from crm.web.filters import Args, Related
from crm.web.locale import Reader
from crm.web.offers import Declared, Heading, Offer, headings, kept_offers, offers

HIDE = "hide"
"""The parameter that says which columns of the page are hidden: their keys, with dots between."""


class Shows(Declared, Protocol):
    """What a page needs of its list."""

    @property
    def declared(self) -> "Shows | None": ...

    @property
    def sorts(self) -> Mapping[str, Sort]: ...

    @property
    def default_sort(self) -> str: ...

    @property
    def parameters(self) -> tuple[str, ...]: ...


_encoded = lru_cache(maxsize=1024)(urlencode)
"""A page writes some twenty addresses, most of them those of the last one."""


class Page(Frozen):
    """What stands on it, for whom, and which of how many it is."""

    listing: Shows
    args: Args
    reader: Reader
    rows: Sequence[AnyRow]
    total: int
    number: int
    pages: int
    per_page: int
    notices: list[str]
    filters: list[str]
    """The names of those that the address sets to something they know."""

    @property
    def q(self) -> str:
        return self.args.get("q", "")

    @property
    def sort(self) -> str:
        asked = self.args.get("sort", "")
        return asked if asked.removeprefix("-") in self.listing.sorts else self.listing.default_sort

    @property
    def is_filtered(self) -> bool:
        return bool(self.q) or any(self.args.get(f.name) for f in self.listing.filters)

    @property
    def first_row(self) -> int:
        return (self.number - 1) * self.per_page + 1 if self.total else 0

    @property
    def last_row(self) -> int:
        return min(self.number * self.per_page, self.total)

    @cached_property
    def choices(self) -> list[tuple[Offer, str]]:
        """Each filter with its value."""
        declared = self.listing.declared or self.listing
        others = self.listing.filters[len(declared.filters) :]
        found = [*kept_offers(declared, self.reader), *offers(others, self.reader)]
        return [(offer, self.args.get(offer.name, "")) for offer in found]

    @property
    def narrowed(self) -> list[tuple[str, str]]:
        """What the rows have in common, for paper: what was looked for, then each filter that is
        set, with its value; the value is empty for a record of which the reader may not know."""
        looked_for = [(_("Search"), self.q)] if self.q else []
        set_ones = [(offer, value) for offer, value in self.choices if offer.name in self.filters]
        return looked_for + [(offer.label, self._said(offer, value)) for offer, value in set_ones]

    def _said(self, offer: Offer, value: str) -> str:
        for item in self.listing.filters:
            if isinstance(item, Related) and item.name == offer.name:
                return item.called(value, self.reader)
        return offer.said(value)

    @property
    def headings(self) -> Sequence[Heading]:
        """The columns in the reader's words."""
        return headings(self.listing.declared or self.listing, self.reader.language)

    @cached_property
    def hidden(self) -> list[str]:
        """The keys of the columns that are not shown."""
        asked = self.args.get(HIDE, "").split(".")
        return [column.key for column in self._can_hide if column.key in asked]

    @property
    def places(self) -> list[int]:
        """Those of the columns that are not shown, counted from 1."""
        hidden = self.hidden
        shown = enumerate(self.listing.shown, 1)
        return [place for place, column in shown if column.key in hidden] if hidden else []

    @property
    def toggles(self) -> list[tuple[str, bool, str]]:
        """Each column that can be hidden, whether it is, and what a click on it asks for."""
        labels = {heading.key: heading.label for heading in self.headings}
        return [
            (labels[column.key], column.key in self.hidden, self._toggled(column.key))
            for column in self._can_hide
        ]

    @cached_property
    def _can_hide(self) -> list[Shown]:
        return [column for column in self.listing.shown[1:] if not column.stays]

    def _toggled(self, key: str) -> str:
        hidden = self.hidden
        hidden = [one.key for one in self.listing.shown if (one.key in hidden) != (one.key == key)]
        return self.query(**{HIDE: ".".join(hidden) or None, "page": self.args.get("page")})

    def query(self, **changes: object) -> str:
        """The address's part after the question mark with some parameters changed; the page
        number is dropped unless it is one of them."""
        changed = {name: str(v) for name, v in changes.items() if v is not None}
        kept = [(name, v) for name, v in self._kept if name not in changes]
        return _encoded((*kept, *((name, v) for name, v in changed.items() if v)))

    @cached_property
    def _kept(self) -> list[tuple[str, str]]:
        known = {*self.listing.parameters, "per_page"}
        return [(name, v) for name, v in self.args.items() if name in known and v]

    def turned_sort(self, name: str) -> str:
        """What a click on that heading asks for."""
        return f"-{name}" if self.sort == name else name
