"""The rule of what is confidential: every statement passes it, whoever has written it.

A table that has something confidential is named in `HIDDEN`, with the SQL that finds the numbers
which one reader may not know of. Wherever a SELECT reads from that table, the compiler reads from
what is left of it: there is no other way to the rows. Who reads is asked when the statement is
sent: a request acts for whoever has logged in, and for nobody before that; what no request has
begun, such as a backup or a check, sees all.
"""

from collections.abc import Callable
from contextlib import AbstractContextManager
from contextvars import ContextVar, Token
from functools import wraps
from typing import Any, ParamSpec, TypeVar

from flask import g, has_request_context
from sqlalchemy import BigInteger, Engine, bindparam
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.util import LRUCache

from crm.frozen import Frozen

P = ParamSpec("P")
T = TypeVar("T")

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


class _Seeing(AbstractContextManager[None]):
    """Around a block or, as a decorator, around a function, which is called often."""

    def __init__(self, seen: Eyes) -> None:
        self._seen = seen
        self._before: Token[Eyes | None] | None = None

    def __enter__(self) -> None:
        self._before = _CHOSEN.set(self._seen)

    def __exit__(self, *_: object) -> None:
        if self._before is not None:
            _CHOSEN.reset(self._before)

    def __call__(self, function: Callable[P, T]) -> Callable[P, T]:
        @wraps(function)
        def within(*args: P.args, **kwargs: P.kwargs) -> T:
            before = _CHOSEN.set(self._seen)
            try:
                return function(*args, **kwargs)
            finally:
                _CHOSEN.reset(before)

        return within


def seen_by(seen: Eyes) -> _Seeing:
    """Within it statements look through those eyes, in this thread."""
    return _Seeing(seen)


def seeing_all() -> _Seeing:
    """Within it nothing is hidden: for rules that must hold of all records, and whose answer
    nobody is shown."""
    return _Seeing(ALL)


class _ByEyes(LRUCache[Any, Any]):
    """Compiled statements: as they were written, and with what is hidden left out."""

    def get(self, key: Any, default: Any = None) -> Any:
        return super().get((eyes().hides, key), default)

    def __setitem__(self, key: Any, value: Any) -> None:
        super().__setitem__((eyes().hides, key), value)


_READER = bindparam(
    "reader_of_this", callable_=lambda: eyes().user_id, type_=BigInteger(), unique=False
)


class _Compiler(SQLCompiler):
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
    engine.dialect.statement_compiler = type(f"Seeing{own.__name__}", (_Compiler, own), {})
    engine.update_execution_options(compiled_cache=_ByEyes(STATEMENTS_KEPT))
