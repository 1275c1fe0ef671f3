"""New records written past the session: many at a time of an import, or the one of a form.

To note each value that is set and each record that is new takes SQLAlchemy longer than all else of
an import, and twice as long as the database takes for one record. What a session does for records
that it flushes is called by name here: their numbers, their lines in the history, and the words
that search finds them by.
"""

from collections.abc import Callable, Mapping, Sequence
from functools import cache
from typing import Any

from sqlalchemy import Insert, insert, inspect
from sqlalchemy.orm import Session

from crm.database import Base, now
from crm.errors import Values
from crm.models.history import note_laid_in
from crm.models.numbers import next_numbers
from crm.models.search import keep_words_of_added
from crm.seeing import seeing_all

Rule = Callable[[Any, str, Any], Any]

TIMES = ("created_at", "updated_at")


class Bare:
    """What is set goes through the rules of the model, and nothing else notes it."""

    rules: Mapping[str, Rule] = {}

    def __setattr__(self, name: str, value: Any) -> None:
        rule = self.rules.get(name)
        self.__dict__[name] = value if rule is None else rule(self, name, value)


@seeing_all()
def lay_in(session: Session, model: type[Base], records: Sequence[Any]) -> Sequence[Any]:
    """Write the records, which `new_record` has made, and give them their numbers. The model is one
    of records that stand by themselves, on which nothing depends that listeners keep: of those that
    are imported, partners."""
    if not records:
        return records
    session.flush()
    connection = session.connection()
    at = now()
    given = dict.fromkeys(TIMES, at)
    for record, number in zip(records, next_numbers(connection, model, len(records)), strict=True):
        vars(record).update(given, id=number)
    blank = _blank(model)
    connection.execute(_insert(model), [{**blank, **vars(record)} for record in records])
    note_laid_in(session, model, records)
    keep_words_of_added(session, records)
    return records


def new_record(model: type[Base], values: Values) -> Any:
    """One that no session knows, with what the model's rules make of those values."""
    record = bare(model)()
    for name, value in values.items():
        if value is not None:  # None it says already
            setattr(record, name, value)
    own = record.__dict__
    for name, value in _defaults(model):
        if own.get(name) is None:
            own[name] = value
    return record


@cache
def bare(model: type[Base]) -> type[Bare]:
    """A class of records with the attributes, methods and rules of the model, without its
    books."""
    own = {
        name: value
        for kind in reversed(model.__mro__)
        if kind not in Base.__mro__
        for name, value in vars(kind).items()
        if not name.startswith("__") or name == "__tablename__"
    }
    rules = {name: rule for name, (rule, _options) in inspect(model).validators.items()}
    own |= {**_blank(model), "rules": rules}
    return type(model.__name__, (Bare,), own)


@cache
def _blank(model: type[Base]) -> Mapping[str, None]:
    """A row that says nothing: columns are called as attributes are."""
    return dict.fromkeys(column.key for column in model.__table__.columns)


@cache
def _insert(model: type[Base]) -> Insert:
    return insert(Base.metadata.tables[model.__tablename__])


@cache
def _defaults(model: type[Base]) -> Sequence[tuple[str, Any]]:
    """What a new record has of itself."""
    given = [(c.key, c.default) for c in model.__table__.columns]
    scalars = [(key, d.arg) for key, d in given if d is not None and d.is_scalar]
    return [*scalars, ("version", 1)]
