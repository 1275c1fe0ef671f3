"""The SELECTs behind the filters of the search."""

from collections.abc import Mapping, Sequence

from sqlalchemy import (
    ColumnElement,
    func,
    select,
    union_all,
)

from crm.database import AnyRow, AnySelect, Base
from crm.extensions import fetch
from crm.models import Document, DocumentPassage, DocumentVersion
from crm.models.asked import parts_of
from crm.models.finding import Question
from crm.models.prepared import beginning
from crm.search.queries import NAMED, SAYING

Clauses = Sequence[ColumnElement[bool]]
Narrowed = Mapping[type[Base], Clauses]
"""What the records of each kind have in common besides the words."""


def hits_among(words: Sequence[str], narrowed: Narrowed, *, sees_all: bool) -> Sequence[AnyRow]:
    """`hits` of those records alone: what the words find is gathered, and then looked through."""
    questions = {
        "has": Question.of(parts_of(words)),
        "begins": Question.of([(((beginning(words),),),)]),
    }
    rows: list[AnySelect] = []
    for kind in NAMED:
        rows += kind.rows_among(questions, narrowed[kind.model], sees_all=sees_all)
    rows += SAYING.rows_among(questions, (_of(narrowed[Document]),), sees_all=sees_all)
    return fetch(select(union_all(*rows).subquery()))


def _of(clauses: Clauses) -> ColumnElement[bool]:
    """Whether a passage is of such a document."""
    version = select(DocumentVersion.id).join(Document, Document.id == DocumentVersion.document_id)
    version = version.where(DocumentVersion.id == DocumentPassage.version_id, *clauses)
    return version.correlate(DocumentPassage).exists()


def numbers_of(findings: Sequence[tuple[type[Base], Clauses]]) -> list[int]:
    """How many records each of them is."""
    counts = [
        select(func.count()).select_from(model).where(*clauses).scalar_subquery()
        for model, clauses in findings
    ]
    return [int(number) for number in fetch(select(*counts))[0]] if counts else []
