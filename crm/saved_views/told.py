"""What the reader of a saved view is told: what it finds that it had not found before."""

from collections.abc import Sequence
from datetime import date

from crm.frozen import Frozen

MOST = 20
"""Records of a view that are told by name; how many more there are is said."""


class Match(Frozen):
    """A record that a saved view finds, and had not found when its reader was told last."""

    record_type: str
    record_id: int
    day: date
    """On which it was changed last."""
    name_en: str | None
    name_zh: str | None


class News(Frozen):
    """What a saved view has newly found: the last records, and how many there are."""

    view_id: int
    name: str
    room: str
    query: str | None
    matches: Sequence[Match]
    total: int

    @property
    def more(self) -> int:
        return self.total - len(self.matches)
