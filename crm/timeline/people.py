"""Offers the office's people to pickers of several: found by typing a part of a name."""

from collections.abc import Sequence

from crm.accounts import queries
from crm.models.called import is_called
from crm.web.picks import Pick


def find_people(typed: str, limit: int = 8) -> Sequence[Pick]:
    """Those who work here and are called so; a Chinese name is found by its pinyin, too."""
    if not typed.strip():
        return []
    found = (row for row in queries.active_people() if is_called(typed, [row.name]))
    return [Pick(row.id, row.name) for row in found][:limit]


def load_people(numbers: list[int]) -> Sequence[Pick]:
    """The picks of those numbers in their order."""
    by_id = {row.id: Pick(row.id, row.name) for row in queries.people_numbered(numbers)}
    return [by_id[number] for number in numbers if number in by_id]
