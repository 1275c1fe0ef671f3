"""In which order a list runs, as SQL, and how a page of it is found from either end."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Integer, bindparam, case, literal, select, union_all

from crm.database import AnySelect
from crm.frozen import Frozen

_SKIP = bindparam("skip", type_=Integer)
_SIZE = bindparam("size", type_=Integer)


class Order(Frozen):
    """By the keys, the last of which is the record's number, so that no two rows are equal.

    The rows of each of the `ranges` come before those of the next. When `nullable`, rows without
    the first key stand last, whichever way the order goes.
    """

    keys: tuple[Any, ...]
    nullable: bool
    falls: bool
    ranges: tuple[ColumnElement[bool], ...] = ()

    def whole(self, *, from_end: bool = False) -> list[ColumnElement[Any]]:
        """ORDER BY for any rows of the list."""
        along = self._along(self.keys, from_end=from_end)
        if not self.ranges:
            return along
        rank = case(*((within, place) for place, within in enumerate(self.ranges)))
        return [rank.desc() if from_end else rank, *along]

    def numbers(self, clauses: Sequence[ColumnElement[bool]], *, from_end: bool) -> AnySelect:
        """The numbers of `:size` records after `:skip` others, counted from either end."""
        if self.ranges and not clauses:
            return self._from_ranges(from_end=from_end)
        numbers = select(self.keys[-1]).where(*clauses)
        return numbers.order_by(*self.whole(from_end=from_end)).offset(_SKIP).limit(_SIZE)

    def numbers_of_few(self, clauses: Sequence[ColumnElement[bool]]) -> AnySelect:
        """The same, when few rows match: they are found first, and then sorted. Along the order
        nearly all rows of the table would be looked at before a page of them is met."""
        names, keys = self._named_keys()
        few = select(*keys).where(*clauses).cte("few").prefix_with("MATERIALIZED")
        following = self._along([few.c[name] for name in names], from_end=False)
        return select(few.c[names[-1]]).order_by(*following).offset(_SKIP).limit(_SIZE)

    def _from_ranges(self, *, from_end: bool) -> AnySelect:
        """Each range out of an index of its own; no more of it than can be on the page.

        Only of the whole list: what a filter has found is sorted, for its own index is better.
        """
        names, keys = self._named_keys()
        along = self._along(self.keys, from_end=from_end)
        ranges = [
            select(literal(place).label("place"), *keys)
            .where(within)
            .order_by(*along)
            .limit(_SKIP + _SIZE)
            .subquery()
            for place, within in enumerate(self.ranges)
        ]
        found = union_all(*(select(one) for one in ranges)).subquery("ranges").c
        place = found.place.desc() if from_end else found.place
        following = self._along([found[name] for name in names], from_end=from_end)
        return select(found[names[-1]]).order_by(place, *following).offset(_SKIP).limit(_SIZE)

    def _named_keys(self) -> tuple[list[str], list[ColumnElement[Any]]]:
        names = [f"key_{place}" for place, _key in enumerate(self.keys)]
        return names, [key.label(name) for key, name in zip(self.keys, names, strict=True)]

    def _along(self, keys: Sequence[Any], *, from_end: bool) -> list[ColumnElement[Any]]:
        parts = [key.desc() if self.falls != from_end else key.asc() for key in keys]
        if self.nullable:
            parts[0] = parts[0].nulls_first() if from_end else parts[0].nulls_last()
        return parts
