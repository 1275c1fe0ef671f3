"""Regular expressions that are compiled by who needs them first.

One with classes of Chinese signs or many alternatives takes some milliseconds, and most starts of a
process need none of them.
"""

import re
from typing import Any, AnyStr, cast


class _Late:
    def __init__(self, text: str | bytes, flags: int) -> None:
        self.pattern, self._flags = text, flags

    def __getattr__(self, name: str) -> Any:
        """What a pattern has of that name, which is found without this from then on."""
        found = getattr(re.compile(self.pattern, self._flags), name)
        setattr(self, name, found)
        return found


def late(text: AnyStr, flags: int = 0) -> re.Pattern[AnyStr]:
    """As `re.compile`, but later."""
    return cast("re.Pattern[AnyStr]", _Late(text, flags))
