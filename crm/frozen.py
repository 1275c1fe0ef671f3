"""Objects that never change: what `dataclass(frozen=True)` makes, paid for by who makes one.

A dataclass writes six methods as text and compiles them, which takes as long as to import two
files. There are two hundred such classes, and a process meets few of them.
"""

from dataclasses import Field, dataclass, field
from threading import RLock
from typing import Any, ClassVar, dataclass_transform

_one_at_a_time = RLock()


@dataclass_transform(frozen_default=True, field_specifiers=(field,))
class Frozen:
    """A class that inherits from this one is a frozen dataclass. It is finished, with the methods
    that say so, when its first object is made; a class below such a class is finished at once."""

    __dataclass_fields__: ClassVar[dict[str, Field[Any]]]

    def __init_subclass__(cls) -> None:
        if Frozen not in cls.__bases__:
            for each in reversed(cls.__mro__):
                if issubclass(each, Frozen) and each is not Frozen:
                    _finish(each)

    def __init__(self, *values: Any, **named: Any) -> None:
        _finish(type(self))
        type(self).__init__(self, *values, **named)

    # Another thread may make an object while the class has its `__init__` and not the others yet.

    def __eq__(self, other: object) -> bool:
        _finish(type(self))
        return type(self).__eq__(self, other)

    def __hash__(self) -> int:
        _finish(type(self))
        return type(self).__hash__(self)


def _finish(kind: type) -> None:
    with _one_at_a_time:
        if "__dataclass_fields__" not in vars(kind):
            dataclass(frozen=True)(kind)
