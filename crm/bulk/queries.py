"""Every SELECT about the rows that are worked on."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, literal, select, union_all

from crm.bulk.chosen import MOST, Seen
from crm.bulk.works import Subject
from crm.database import AnyRow, Base
from crm.extensions import db, fetch
from crm.trash.references import references, table_of
from crm.web.filters import Args
from crm.web.locale import Reader


def matching(subject: Subject, args: Args, reader: Reader) -> Seen:
    """All rows of the list at that address with their versions; one more than can be worked on
    at once when there are more."""
    model = subject.model
    clauses = subject.listing.at(args, reader).chosen(args, reader)
    chosen = select(model.id, model.version).where(*clauses).order_by(model.id)
    return {row.id: row.version for row in fetch(chosen.limit(MOST + 1))}


def standing(
    subject: Subject, numbers: Sequence[int], value: Any, reader: Reader
) -> Sequence[AnyRow]:
    """Version, names and what each of the records has now, as far as they are there and the
    reader may know of them."""
    columns = (subject.model.id, subject.model.version)
    names = subject.names[0].label("name_en"), subject.names[1].label("name_zh")
    chosen = select(*columns, *names, value.label("has")).where(*_known(subject, reader))
    return fetch(chosen.where(subject.model.id.in_(numbers)).order_by(subject.model.id))


def _known(subject: Subject, reader: Reader) -> list[ColumnElement[bool]]:
    always = subject.listing.always
    return [always(reader)] if always is not None else []


def loaded(subject: Subject, numbers: Sequence[int]) -> Sequence[Base]:
    """The records themselves, to be changed."""
    model = subject.model
    chosen = select(model).where(model.id.in_(numbers)).order_by(model.id)
    return db.session.scalars(chosen.options(*subject.loads())).all()


def needed(model: type[Base], numbers: Sequence[int]) -> Mapping[int, set[str]]:
    """Which of those records others cannot be without, and what kinds of records these are."""
    table = table_of(model)
    asked = [
        select(reference.column.label("number"), literal(reference.holder[0]).label("kind"))
        .where(reference.column.in_(numbers))
        .distinct()
        for reference in references()
        if reference.to is table and not (reference.lets_go or reference.ondelete == "CASCADE")
    ]
    found: dict[int, set[str]] = {}
    for row in db.session.execute(union_all(*asked)) if asked else ():
        found.setdefault(row.number, set()).add(row.kind)
    return found
