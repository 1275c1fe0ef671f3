"""How the words that search looks through are asked for, on either engine."""

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from sqlalchemy import (
    CTE,
    ColumnElement,
    Integer,
    ScalarSelect,
    Select,
    Subquery,
    TableClause,
    Text,
    and_,
    bindparam,
    cast,
    column,
    func,
    literal,
    literal_column,
    or_,
    select,
    table,
    true,
    type_coerce,
    union,
)
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement
from sqlalchemy.types import NULLTYPE, UserDefinedType

from crm.database import AnySelect, Base
from crm.models.asked import Part, Term, by_what_is_ready, fts5, one_by_one, parts_of, tsquery
from crm.models.prepared import HAN, asked_words

WALKED, FURTHER, SIGNS = 300, 4800, 3
"""Records among which PostgreSQL looks first for what many have; among how many more, when so many
of the first have it that the others have it often enough."""

LOOKED_AT = 200
"""Records among which SQLite looks for what has the beginning of a word in common."""


class _Tsquery(UserDefinedType[str]):
    """PostgreSQL's questions, or arrays of them; its dialect would be in memory for these two."""

    cache_ok = True

    def __init__(self, name: str) -> None:
        self.name = name

    def get_col_spec(self, **_: Any) -> str:
        return self.name


TSQUERY, TSQUERIES = _Tsquery("tsquery"), _Tsquery("tsquery[]")


class TextMatch(FunctionElement[Any]):
    """`TextMatch(words column, FTS5 query, tsquery)`: whether the prepared words match."""

    type = NULLTYPE
    inherit_cache = True


@compiles(TextMatch, "sqlite")
def _match_sqlite(element: TextMatch, compiler: SQLCompiler, **kw: Any) -> str:
    words, query, _ = element.clauses
    return f"{compiler.process(words, **kw)} MATCH {compiler.process(query, **kw)}"


@compiles(TextMatch, "postgresql")
def _match_postgresql(element: TextMatch, compiler: SQLCompiler, **kw: Any) -> str:
    words, _, query = element.clauses
    return f"{compiler.process(words, **kw)} @@ CAST({compiler.process(query, **kw)} AS tsquery)"


def found(model: type[Base], typed: str) -> ColumnElement[bool] | None:
    """Whether a record of the model matches all that was typed; None when nothing was.

    Latin words match by their beginning, a run of Chinese signs anywhere as it stands; names also
    by their pinyin and their initials, numbers in any grouping.
    """
    words = asked_words(typed)
    if not words:
        return None
    return model.id.in_(matching_numbers(model, words))


def standing_in(words: Any, parts: Sequence[Part]) -> ColumnElement[bool]:
    """The same of words that are kept beside a record, with a blank around each, where there are
    few and no index is needed."""
    return and_(*(or_(*(and_(*(_stands(words, t) for t in way)) for way in p)) for p in parts))


def _stands(words: Any, term: Term) -> ColumnElement[bool]:
    said = f" {' '.join(term)}{' ' if HAN.match(term[0]) else ''}"
    return words.contains(said, autoescape=True)


def matching_numbers(model: type[Base], words: list[str]) -> Select[int]:
    return numbers_meeting(model, Question.of(parts_of(words)))


def numbers_meeting(model: type[Base], question: "Question") -> Select[int]:
    index = table(f"{model.__tablename__}_search", column("rowid"), column("words"))
    return select(index.c.rowid).where(_matches(index.c.words, question))


def first_meeting(
    model: type[Base], question: "Question", clauses: Sequence[ColumnElement[bool]], most: int
) -> Select[int]:
    """The lowest numbers of those records that match and have something else in common, so many
    at most. On SQLite they come in their order, and no more of them are looked at than it takes."""
    index = table(f"{model.__tablename__}_search", column("rowid"), column("words"))
    found = select(index.c.rowid).join(model, model.id == index.c.rowid)
    found = found.where(_matches(index.c.words, question), *clauses)
    return found.order_by(index.c.rowid).limit(_said(most))


class Question(NamedTuple):
    """What an index is asked, as either engine wants to hear it."""

    fts: ColumnElement[str]
    tsquery: ColumnElement[str]
    singly: ColumnElement[str]
    """To PostgreSQL, its parts one by one, a line each, when there are several."""

    begun: ColumnElement[str]
    """To SQLite, the same with no more of each word than its index keeps ready."""

    standing: Sequence[ColumnElement[str]]
    """What stands in the words of which of those match."""

    @classmethod
    def of(cls, parts: Sequence[Part]) -> "Question":
        return cls._in(told("", parts), literal)

    @classmethod
    def named(cls, name: str) -> "Question":
        """A question that is handed over when the statement is sent, by `told(name, parts)`."""
        return cls._in({key: f"{name}{key}" for key in told("", ())}, _handed_over)

    @classmethod
    def _in(cls, said: dict[str, str], term: Callable[[str], ColumnElement[str]]) -> "Question":
        fts, tsquery, singly, begun, *standing = map(term, said.values())
        return cls(fts, tsquery, singly, begun, standing)


def _handed_over(name: str) -> ColumnElement[str]:
    return bindparam(name, type_=Text)


def told_of_all(name: str, parts: Sequence[Part]) -> dict[str, str]:
    """What `numbers_meeting` is told of such a question."""
    return {f"{name}_fts": fts5(parts), f"{name}_ts": tsquery(parts)}


def told(name: str, parts: Sequence[Part]) -> dict[str, str]:
    """The same with what `first_numbers` has to know as well."""
    begun, standing = by_what_is_ready(parts)
    return {
        **told_of_all(name, parts),
        f"{name}_singly": one_by_one(parts),
        f"{name}_begun": begun,
        **{f"{name}_{place}": word for place, word in enumerate(standing)},
    }


def first_numbers(
    model: type[Base], question: Question, most: int, dialect: str, name: str
) -> Select[int]:
    """The lowest numbers that match, so many at most, in no time however many do; `name` tells
    this question from the others of the same statement."""
    index = table(f"{model.__tablename__}_search", column("rowid"), column("words"))
    find = _first_on_sqlite if dialect == "sqlite" else _first_on_postgresql
    either = union(*(select(some.c.rowid) for some in find(index, question, most, name))).subquery()
    return select(either.c.rowid).order_by(either.c.rowid).limit(_said(most))


def _first_on_sqlite(index: TableClause, question: Question, most: int, name: str) -> list[CTE]:
    """SQLite walks along the numbers by itself, but for a word of which it keeps no more than the
    beginning ready it gathers all numbers first. Those among the first that begin so are looked
    at, and when they are enough, it need not."""
    begun = (
        select(index)
        .where(_is_match(index.c.words, question, question.begun))
        .limit(_said(LOOKED_AT))
    )
    walked = begun.subquery()
    space = literal_column("' '", Text)
    words = space + type_coerce(walked.c.words, Text) + space
    stands = [func.instr(words, word) > _said(0) for word in question.standing]
    near = _kept(select(walked.c.rowid).where(*stands).limit(_said(most)), f"near_{name}")
    # In the place of an outer loop: a condition would be tested once all is gathered.
    is_needed = select(_said(1)).where(_number_of(near) < _said(most)).subquery()
    every = select(index.c.rowid).select_from(is_needed.join(index, true()))
    every = every.where(_matches(index.c.words, question)).limit(_said(most))
    return [near, _kept(every, f"every_{name}")]


def _first_on_postgresql(index: TableClause, question: Question, most: int, name: str) -> list[CTE]:
    """PostgreSQL collects all that match before it gives the first. When they are many, they are
    found among the first records already, and it need not. When they are few, of several words the
    one that is rarest among the first records finds them, lest those that bear another are
    collected."""
    number, words = index.c.rowid, index.c.words
    first = select(index).order_by(number).limit(_WALKED).subquery()
    near = _kept(_some(first, question, most), f"near_{name}")
    found = _number_of(near)
    further = select(index).where(found >= _said(SIGNS), found < _said(most)).order_by(number)
    further = further.offset(_WALKED).limit(_said(FURTHER))
    beyond = _kept(_some(further.subquery(), question, most), f"beyond_{name}")
    rarest = func.coalesce(_rarest(index, question), cast(question.tsquery, TSQUERY))
    every = select(number).where(
        found + _number_of(beyond) < _said(most),
        words.op("@@")(rarest),
        # Said so that it is no question to the index.
        _matches(words, question).is_(true()),
    )
    return [near, beyond, _kept(every, f"every_{name}")]


def _rarest(index: TableClause, question: Question) -> ScalarSelect[Any]:
    """Of the parts of a question the one that the fewest of the first records have."""
    lines = func.string_to_array(question.singly, literal_column(r"E'\n'"))
    parts = func.unnest(cast(lines, TSQUERIES)).table_valued(column("part", TSQUERY))
    part = parts.render_derived().c.part
    first = select(index).order_by(index.c.rowid).limit(_WALKED).subquery()
    having = select(func.count()).where(first.c.words.op("@@")(part)).correlate(part.table)
    rarest: AnySelect = select(part).order_by(having.scalar_subquery()).limit(_said(1))
    return rarest.scalar_subquery()


def _said(number: int) -> ColumnElement[int]:
    """A number that is a part of the statement, not handed over each time."""
    return literal_column(str(number), Integer)


_WALKED = _said(WALKED)


def _number_of(numbers: CTE) -> ScalarSelect[int]:
    return select(func.count()).select_from(numbers).scalar_subquery()


def _some(rows: Subquery, question: Question, most: int) -> Select[int]:
    return select(rows.c.rowid).where(_matches(rows.c.words, question)).limit(_said(most))


def _kept(numbers: Select[int], name: str) -> CTE:
    """Found once, however often it is read."""
    return numbers.cte(name).prefix_with("MATERIALIZED")


def _matches(words: Any, question: Question) -> ColumnElement[bool]:
    return _is_match(words, question, question.fts)


def _is_match(words: Any, question: Question, fts: ColumnElement[str]) -> ColumnElement[bool]:
    return TextMatch(words, fts, question.tsquery)
