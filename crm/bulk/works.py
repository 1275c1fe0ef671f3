"""What a list says about work on many of its rows, and who does that work."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from flask_babel import LazyString
from sqlalchemy.orm.interfaces import ORMOption

from crm.bulk.forms import WorkForm
from crm.database import Base
from crm.errors import Values
from crm.frozen import Frozen
from crm.models import TrashItem
from crm.web.listing import Listing

TRASH = "trash"
"""The work that moves them to the trash, as its button calls it."""


class Hand(Frozen):
    """Who works, at which instant, and on which of the office's days."""

    by_id: int
    at: datetime
    day: date


Give = Callable[[Sequence[Any], Any, Hand], Iterable[object]]
"""Does something to records of which it is known what they are to have, and yields after each."""


def each(give: Callable[[Any, Any, Hand], object]) -> Give:
    """One record after the other, where none of them needs the database again."""
    return lambda records, given, hand: (give(record, given, hand) for record in records)


def _nothing(_numbers: Sequence[int], _value: Any) -> Mapping[int, str]:
    return {}


def _harmless(_numbers: Sequence[int], _value: Any, _day: date) -> Mapping[int, str]:
    return {}


class Change(Frozen):
    """A field that many records can be given one value in. `now` is SQL: what each has."""

    name: str
    now: Any
    give: Give
    may_be_empty: bool = False
    now_for: Callable[[Any], Any] | None = None
    """SQL of what each has already of that value, where a value is added or taken away."""

    why_not: Callable[[Sequence[int], Any], Mapping[int, str]] = _nothing
    """Of which of those records it cannot be, each with the reason."""

    warnings: Callable[[Sequence[int], Any, date], Mapping[int, str]] = _harmless
    """What somebody should know of some of those records before it is done to them on that day."""

    after: Callable[[Hand], object] | None = None
    """What follows when some of them have it."""

    def has(self, value: Any) -> Any:
        """SQL: equals the value in those that are to be left as they are."""
        return self.now if self.now_for is None else self.now_for(value)


def _nobody(_numbers: Sequence[int], _values: Values, _hand: Hand) -> Mapping[int, str]:
    return {}


class Step(Frozen):
    """What is done to each of many records, with the fields that the form names for it or with
    none."""

    name: str
    label: LazyString
    take: Give
    why_not: Callable[[Sequence[int], Values, Hand], Mapping[int, str]] = _nobody
    """To which of those records it cannot be done, each with the reason."""

    is_slow: bool = False
    """Whether each takes as long as going to the trash does."""


class Subject(Frozen):
    """A list whose rows can be worked on. The listing says too which records one may know of."""

    title: LazyString
    listing: Listing
    form: type[WorkForm]
    changes: tuple[Change, ...]
    names: tuple[Any, Any]
    """SQL: what each is called, in English and in Chinese."""

    delete: Callable[[Any, Hand], TrashItem] | None
    """How one goes to the trash; None where that is not how they go."""

    about: Callable[[Any], Mapping[str, Any]] | None = None
    """What a task about the record says of it; None when tasks cannot be about such records."""

    owner: Callable[[Any], int | None] | None = None
    """Who is responsible for the record."""

    steps: tuple[Step, ...] = ()
    loads: Callable[[], tuple[ORMOption, ...]] = tuple
    """What comes with each; said late, since it fits all models to each other."""

    newest_first: bool = False
    """Whether those that came last are worked on first, since others may hang on them."""

    @property
    def model(self) -> type[Base]:
        return self.listing.model

    def change(self, name: str) -> Change | None:
        return next((change for change in self.changes if change.name == name), None)

    def step(self, name: str) -> Step | None:
        return next((step for step in self.steps if step.name == name), None)
