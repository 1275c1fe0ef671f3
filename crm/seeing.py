"""The rule of what is confidential: every statement passes it, whoever has written it.

A table that has something confidential is named in `HIDDEN`, with the SQL that finds the numbers
which one reader may not know of. Wherever a SELECT reads from that table, the compiler reads from
what is left of it: there is no other way to the rows. Who reads is asked when the statement is
sent: a request acts for whoever has logged in, and for nobody before that; what no request has
begun, such as a backup or a check, sees all.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from flask import g, has_request_context
from sqlalchemy import BigInteger, Engine, bindparam
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.util import LRUCache

from crm.frozen import Frozen

STATEMENTS_KEPT = 1000
"""So many statements are kept as they were compiled."""


class Eyes(Frozen):
    """Through which statements look. `hides` is False when nothing is hidden from them: then
    statements are sent as they were written."""

    user_id: int
    hides: bool


ALL = Eyes(0, hides=False)
NOBODY = Eyes(0, hides=True)
"""Nobody is named anywhere."""

_CHOSEN: ContextVar[Eyes | None] = ContextVar("eyes", default=None)


class Hidden(Frozen):
    """What is hidden of a table: `numbers` is a SELECT with `{reader}` where that one's number
    belongs, and `key` the column that is compared with it."""

    numbers: str
    key: str = "id"
    columns: str = "*"

    def clause(self, reader: str) -> str:
        return f"{self.key} NOT IN ({self.numbers.format(reader=reader)})"


HIDDEN: dict[str, Hidden] = {}
"""By table; `crm/models/confidential.py` says which."""


def eyes() -> Eyes:
    """Through which a statement looks that is sent now."""
    if (chosen := _CHOSEN.get()) is not None:
        return chosen
    if has_request_context():
        given: Eyes = g.get("eyes", NOBODY)
        return given
    return ALL


def see_as(seen: Eyes) -> None:
    """From here on the request sees so."""
    g.eyes = seen


@contextmanager
def seen_by(seen: Eyes) -> Iterator[None]:
    """Within it statements look through those eyes, in this thread."""
    before = _CHOSEN.set(seen)
    try:
        yield
    finally:
        _CHOSEN.reset(before)


@contextmanager
def seeing_all() -> Iterator[None]:
    """Within it nothing is hidden: for rules that must hold of all records, and whose answer
    nobody is shown. It decorates functions too."""
    with seen_by(ALL):
        yield


class _ByEyes(LRUCache[Any, Any]):
    """Compiled statements: as they were written, and with what is hidden left out."""

    def get(self, key: Any, default: Any = None) -> Any:
        return super().get((eyes().hides, key), default)

    def __setitem__(self, key: Any, value: Any) -> None:
        super().__setitem__((eyes().hides, key), value)


_READER = bindparam(
    "reader_of_this", callable_=lambda: eyes().user_id, type_=BigInteger(), unique=False
)


class _Seeing(SQLCompiler):
    """Reads from what is left of a table to those eyes."""

    def visit_table(self, table: Any, *args: Any, **kw: Any) -> str:
        """The compiler gives all but the table by name: `asfrom` where rows are read."""
        visit: Any = super().visit_table
        said: str = visit(table, *args, **kw)
        is_read = kw.get("asfrom") and not kw.get("iscrud") and not kw.get("ashint")
        hidden = HIDDEN.get(table.name) if is_read else None
        if hidden is None or not eyes().hides:
            return said
        name = self.preparer.quote(table.name)
        which = hidden.clause(self.process(_READER))
        left = f"(SELECT {hidden.columns} FROM {name} WHERE {which})"
        alias = kw.get("enclosing_alias")
        is_aliased = alias is not None and alias.element is table
        return left if is_aliased else f"{left} AS {name}"


def let_pass(engine: Engine) -> None:
    """Have all statements of the engine pass the rule."""
    own = engine.dialect.statement_compiler
    engine.dialect.statement_compiler = type(f"Seeing{own.__name__}", (_Seeing, own), {})
    engine.update_execution_options(compiled_cache=_ByEyes(STATEMENTS_KEPT))
