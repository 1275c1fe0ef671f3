"""Cells that name other records: what they may mean, and what they do mean in a record."""

from collections.abc import Callable, Collection, Mapping, Sequence

from flask_babel import gettext as _

from crm.frozen import Frozen
from crm.imports.found import Sought
from crm.imports.values import Wrong
from crm.pattern import late

Numbers = tuple[int, ...]
LookUp = Callable[[Collection[str]], Mapping[str, Numbers]]
"""The records that each of those texts may mean; what means none is not among them."""

AMONG = late(r"[;；\n]")
CLOSER = late(r"[、|]")
"""What parts names that are not parted by the first; both may stand within one name."""


class Reference(Frozen):
    """A kind of record that a cell names; `begin` is called once a file, and its answer keeps
    what it has looked up. `none` and `several` say what is wrong with a cell."""

    begin: Callable[[], LookUp]
    names: Callable[[list[int]], Mapping[int, str]]
    none: Callable[[str], str]
    several: Callable[[str], str]
    many: bool = False
    """Whether a cell may name several."""

    is_ordered: bool = True
    """Whether the order counts in which a cell names several."""

    def texts(self, cell: str) -> list[str]:
        """All that the cell may name."""
        parts = [cell]
        if self.many:
            parts += AMONG.split(cell) + CLOSER.split(cell)
            parts += [text for part in AMONG.split(cell) for text in CLOSER.split(part)]
        return [text for part in parts if (text := part.strip())]

    def sought(self, cell: str, known: Mapping[str, Numbers]) -> Sought | tuple[Sought, ...]:
        """What the cell names. Raises Wrong for a name that nothing has."""
        if not self.many:
            return self._one(cell.strip(), known)
        if cell in known:
            return (self._one(cell, known),)
        found: list[Sought] = []
        for part in filter(None, map(str.strip, AMONG.split(cell))):
            closer = [part] if part in known else filter(None, map(str.strip, CLOSER.split(part)))
            found += [self._one(text, known) for text in closer]
        if not found:
            raise Wrong(self.none(cell[:60]))
        return tuple(found)

    def _one(self, text: str, known: Mapping[str, Numbers]) -> Sought:
        if text not in known:
            raise Wrong(self.none(text[:60]))
        return Sought(text, known[text])

    def settled(
        self, value: Sought | tuple[Sought, ...], now: int | list[int] | None
    ) -> int | list[int]:
        """The one that is meant, or all of them: where several are called so, what the record
        has already. Raises Wrong where nobody can know."""
        if isinstance(value, Sought):
            return self._settled(value, [] if now is None else [now])
        left = list(now) if isinstance(now, list) else []
        several: list[int] = []
        for one in value:
            several.append(self._settled(one, left))
            left = [number for number in left if number not in several]
        unlike = list(dict.fromkeys(several))
        return unlike if self.is_ordered else sorted(unlike)

    def _settled(self, sought: Sought, held: Sequence[int | list[int]]) -> int:
        """The first of those that the record has, as far as it is called so."""
        for number in held:
            if isinstance(number, int) and number in sought.numbers:
                return number
        if not sought.numbers:
            raise Wrong(self.none(sought.said[:60]))
        if len(sought.numbers) > 1:
            raise Wrong(self.several(sought.said[:60]))
        return sought.numbers[0]


def joined(
    one: Sought | tuple[Sought, ...], other: Sought | tuple[Sought, ...], many: bool
) -> Sought | tuple[Sought, ...]:
    """What two columns name together, one in each language. Raises Wrong when they differ."""
    ones, others = (v if isinstance(v, tuple) else (v,) for v in (one, other))
    both = tuple(
        Sought(a.said, tuple(number for number in a.numbers if number in b.numbers))
        for a, b in zip(ones, others, strict=False)
    )
    if len(ones) != len(others) or not all(sought.numbers for sought in both):
        message = _("The two columns name different records: change both, or leave one out.")
        raise Wrong(message)
    return both if many else both[0]
