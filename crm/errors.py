"""A no that a person can act on. The lowest floor: imports nothing of ours."""

from collections.abc import Mapping
from typing import Any

from crm.frozen import Frozen

Values = Mapping[str, Any]
"""What a form, a command or an import row says about a record, by attribute name."""


class Refused(Exception):
    """The office's rules say no. The message tells a person what to do about it."""

    def __init__(self, message: str, field: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.field = field


class Twin(Frozen):
    """A partner that looks like the one being saved: what to call it and where it is."""

    name_en: str | None
    name_zh: str | None
    partner_id: int


class Doubtful(Refused):
    """Saving may be a mistake; the person may look at the twins and save anyway."""

    def __init__(self, message: str, twins: list[Twin], field: str | None = None) -> None:
        super().__init__(message, field)
        self.twins = twins
