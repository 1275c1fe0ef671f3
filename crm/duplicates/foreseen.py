"""What saying of several pairs that they are not the same would do."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from crm.duplicates import queries
from crm.duplicates.actions import Pair
from crm.models import PairKind


@dataclass
class Foreseen:
    """Of which pairs it would be said, of how many it has been, and how many are no pair any
    more."""

    todo: list[Pair] = field(default_factory=list)
    already: int = 0
    gone: int = 0


def foresee(pairs: Sequence[Pair]) -> Foreseen:
    found = Foreseen()
    for kind in PairKind:
        asked = {(min(one, other), max(one, other)) for of, one, other in pairs if of is kind}
        if not asked:
            continue
        there = queries.those_there(kind, {number for pair in asked for number in pair})
        said = queries.all_different(kind)
        for pair in sorted(asked):
            if pair[0] == pair[1] or not there.issuperset(pair):
                found.gone += 1
            elif pair in said:
                found.already += 1
            else:
                found.todo.append((kind, *pair))
    return found
