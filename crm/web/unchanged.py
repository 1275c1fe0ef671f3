"""What is found out once, and kept as long as nothing was changed."""

from collections.abc import Callable
from functools import lru_cache, wraps
from typing import Any, TypeVar, TypeVarTuple

from flask import g

from crm.web.locale import this_moment

Given = TypeVarTuple("Given")
T = TypeVar("T")


def while_unchanged(most: int) -> Callable[[Callable[[*Given], T]], Callable[[*Given], T]]:
    """So many answers of the function are kept until the history has another line at its head,
    and for a minute at most, since some tables have no history. All that an answer depends on
    besides comes as an argument, as the reader does or the language.

    Where nobody has looked at the head, as outside of a request, each answer is found anew."""

    def decorate(function: Callable[[*Given], T]) -> Callable[[*Given], T]:
        @lru_cache(maxsize=most)
        def kept(_head: str, _minute: object, *given: Any) -> T:
            return function(*given)

        @wraps(function)
        def ask(*given: *Given) -> T:
            head: str | None = g.get("head")
            if head is None:
                return function(*given)
            minute = this_moment().replace(second=0, microsecond=0)
            return kept(head, minute, *given)

        return ask

    return decorate
