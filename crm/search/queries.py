"""The SELECT behind the one box: what is called so or says so, of every kind, in one statement."""

from collections.abc import Callable, Mapping, Sequence
from functools import cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Text,
    cast,
    literal,
    literal_column,
    null,
    or_,
    select,
    union_all,
)

from crm.database import AnyRow, AnySelect, Base
from crm.documents.queries import readable
from crm.extensions import db, fetch, fetch_by_one_plan
from crm.frozen import Frozen
from crm.models import (
    Agreement,
    Contact,
    Document,
    DocumentPassage,
    DocumentVersion,
    Enquiry,
    Happening,
    Obligation,
    Partner,
    Party,
    Position,
    Proposal,
    Task,
)
from crm.models.asked import parts_of
from crm.models.finding import Question, first_meeting, first_numbers, matching_numbers, told
from crm.models.prepared import beginning

MOST = 40
"""Records of a kind that are looked at more closely."""

BY_BEGINNING = (("1", "has"), ("0", "begins"))
NOTHING = cast(null(), Text)


class Kind(Frozen):
    """What is found under one heading: the table that is searched, and what is shown of it.

    `columns` are two names, two names of what it belongs to, and up to four texts.
    """

    name: str
    model: type[Base]
    columns: tuple[Any, ...]
    joined: Callable[[AnySelect, bool], AnySelect] = lambda rows, _sees_all: rows
    ranks: Sequence[tuple[str, str]] = (("1", "has"),)
    """What it is asked, and how good an answer is; the least is the best."""

    number: Any = None
    """The number of the record that is shown; that of the one that is searched when None."""

    def rows(self, dialect: str, *, sees_all: bool) -> list[AnySelect]:
        """The first that match, as `hits` asks."""
        found = []
        for rank, asked in self.ranks:
            name = f"{self.model.__tablename__}_{rank}"
            numbers = first_numbers(self.model, Question.named(asked), MOST, dialect, name)
            found.append(self._rows(rank, numbers, sees_all=sees_all))
        return found

    def rows_among(
        self,
        questions: Mapping[str, Question],
        clauses: Sequence[ColumnElement[bool]],
        *,
        sees_all: bool,
    ) -> list[AnySelect]:
        """The first that match and have something else in common."""
        return [
            self._rows(
                rank,
                first_meeting(self.model, questions[asked], clauses, MOST),
                sees_all=sees_all,
            )
            for rank, asked in self.ranks
        ]

    def _rows(self, rank: str, found: AnySelect, *, sees_all: bool) -> AnySelect:
        numbers = found.subquery()
        number = self.model.id if self.number is None else self.number
        shown = [cast(column, Text) for column in self.columns]
        shown += [NOTHING] * (8 - len(shown))
        labelled = [column.label(f"c{place}") for place, column in enumerate(shown)]
        kind, place = (literal_column(f"'{said}'", Text) for said in (self.name, rank))
        about = (kind.label("kind"), place.label("rank"), number.label("id"))
        rows = select(*about, *labelled)
        return self.joined(rows.join(numbers, numbers.c.rowid == self.model.id), sees_all)


def _with_partner(rows: AnySelect, _sees_all: bool) -> AnySelect:
    is_main = (Position.contact_id == Contact.id) & Position.is_main
    return rows.outerjoin(Position, is_main).outerjoin(Partner, Partner.id == Position.partner_id)


def _with_first_party(rows: AnySelect, _sees_all: bool) -> AnySelect:
    is_first = (Party.agreement_id == Agreement.id) & (Party.place == literal_column("0"))
    return rows.outerjoin(Party, is_first).outerjoin(Partner, Partner.id == Party.partner_id)


def _with_owner(rows: AnySelect, sees_all: bool) -> AnySelect:
    owned = rows.outerjoin(Agreement, Agreement.id == Document.agreement_id)
    return owned.where(readable(sees_all=sees_all))


def _of_version(rows: AnySelect, sees_all: bool) -> AnySelect:
    version = rows.join(DocumentVersion, DocumentVersion.id == DocumentPassage.version_id)
    return _with_owner(version.join(Document, Document.id == DocumentVersion.document_id), sees_all)


_PARTNER = (Partner.name_en, Partner.name_zh)
_CALLED = (Partner.short_name, Partner.aliases)
_OWNER = (Agreement.title_en, Agreement.title_zh)
_ABOUT = (Agreement.areas, Agreement.purpose)

NAMED = (
    Kind(
        "partners",
        Partner,
        (*_PARTNER, NOTHING, NOTHING, *_CALLED, Partner.city, Partner.website),
        ranks=BY_BEGINNING,
    ),
    Kind(
        "contacts",
        Contact,
        (Contact.name_en, Contact.name_zh, *_PARTNER, Contact.email, Contact.phone),
        _with_partner,
        ranks=BY_BEGINNING,
    ),
    Kind(
        "agreements",
        Agreement,
        (*_OWNER, *_PARTNER, Agreement.reference, Agreement.lead_name, *_ABOUT),
        _with_first_party,
        ranks=BY_BEGINNING,
    ),
    Kind("tasks", Task, (Task.title, NOTHING, NOTHING, NOTHING, Task.due_on)),
    Kind(
        "timeline",
        Happening,
        (Happening.title, NOTHING, NOTHING, NOTHING, Happening.happened_on, Happening.body),
    ),
    Kind("documents", Document, (Document.title, NOTHING, *_OWNER), _with_owner),
)
SAYING = Kind(
    "documents",
    DocumentPassage,
    (Document.title, NOTHING, *_OWNER, DocumentPassage.text),
    _of_version,
    ranks=(("2", "has"),),
    number=Document.id,
)
"""What the text of a document says."""


def hits(words: Sequence[str], *, sees_all: bool, in_text: bool) -> Sequence[AnyRow]:
    """What those words find, of each kind so many at most; a record may come more than once."""
    dialect = db.session.get_bind().dialect.name
    begins = [(((beginning(words),),),)]
    asked = told("has", parts_of(words)) | told("begins", begins)
    return fetch_by_one_plan(_hits(dialect, sees_all, in_text), **asked)


@cache
def _hits(dialect: str, sees_all: bool, in_text: bool) -> AnySelect:
    kinds = (*NAMED, SAYING) if in_text else NAMED
    rows = [row for kind in kinds for row in kind.rows(dialect, sees_all=sees_all)]
    return select(union_all(*rows).subquery())


def all_of(model: type[Base], words: list[str], *, sees_all: bool) -> Sequence[ColumnElement[bool]]:
    """What those of a kind have in common that are found by these words."""
    called = model.id.in_(matching_numbers(model, words))
    if model is not Document:
        return (called,)
    version = DocumentPassage.version_id == DocumentVersion.id
    saying = select(DocumentVersion.document_id).join(DocumentPassage, version)
    saying = saying.where(DocumentPassage.id.in_(matching_numbers(DocumentPassage, words)))
    return (or_(called, Document.id.in_(saying)), readable(sees_all=sees_all))


Names = Mapping[type[Base], tuple[Any, ...]]
"""Kinds of record, and the columns of what they are called."""

NAMES: Names = {
    Partner: (Partner.name_en, Partner.short_name, Partner.aliases, Partner.city),
    Contact: (Contact.name_en,),
    Agreement: (Agreement.title_en,),
}
"""The names in which a word is looked for that may have been mistyped."""

SOME = 300
BEGINNINGS = (4, 3, 2)
"""Letters at the beginning of a word that are taken for right; the more of them the better."""


OF_LISTS: Names = {
    Task: (Task.title,),
    Happening: (Happening.title,),
    Document: (Document.title,),
    Obligation: (Obligation.text,),
    Proposal: (Proposal.title, Proposal.partner_name),
    Enquiry: (Enquiry.organisation, Enquiry.name),
}
"""The same of the kinds of record that are looked through in their own lists only."""


def unknown(words: Sequence[str], names: Names) -> list[str]:
    """Those of the words that find none of these kinds of record; several that stand in one, with
    spaces between, all have to be there."""
    dialect = db.session.get_bind().dialect.name
    asked = [
        select(literal(place).label("place")).where(
            first_numbers(
                model, Question.of(parts_of(word.split())), 1, dialect, f"{place}_{index}"
            ).exists()
        )
        for place, word in enumerate(words)
        for index, model in enumerate(names)
    ]
    known = {row.place for row in fetch(select(union_all(*asked).subquery()))} if asked else set()
    return [word for place, word in enumerate(words) if place not in known]


def _begun(word: str) -> Question:
    return Question.of(parts_of([word]))


def names_like(words: Sequence[str], names: Names) -> set[str]:
    """Names that have a word with the first letters of one of these, and some others."""
    dialect = db.session.get_bind().dialect.name
    asked = []
    for index, (model, columns) in enumerate(names.items()):
        some = [select(model.id).order_by(model.id).limit(SOME).subquery()]
        for place, word in enumerate(words):
            for size in BEGINNINGS:
                question, name = _begun(word[:size]), f"{index}_{place}_{size}"
                some.append(first_numbers(model, question, SOME, dialect, name).subquery())
        for numbers in some:
            (number,) = numbers.c
            asked += [
                select(column.label("name")).join_from(model, numbers, number == model.id)
                for column in columns
            ]
    return {row.name for row in fetch(select(union_all(*asked).subquery())) if row.name}
