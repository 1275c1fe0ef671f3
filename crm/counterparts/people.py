"""A counterpart's persons as it sees and corrects them, and what is different afterwards."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from crm.frozen import Frozen

FIELDS = ("name_en", "name_zh", "position", "email", "phone")


class Person(Frozen):
    """A contact of the counterpart, with the position there."""

    contact_id: int
    name_en: str | None
    name_zh: str | None
    position: str | None
    email: str | None
    phone: str | None

    def with_changes(self, content: Mapping[str, Any]) -> dict[str, Any]:
        """As the counterpart has suggested it: what its form shows until staff have decided."""
        return asdict(self) | {name: after for name, (_before, after) in content.items()}


def changes(person: Person | None, row: Mapping[str, Any]) -> dict[str, list[str | None]]:
    """Each field that the row says otherwise, before and after; a new person had nothing."""
    before = asdict(person) if person is not None else {}
    return {name: [before.get(name), row[name]] for name in FIELDS if before.get(name) != row[name]}
