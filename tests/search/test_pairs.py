"""What people type is found, the same on either engine."""

from flask import Flask
from sqlalchemy import select

from crm.database import Base
from crm.extensions import db
from crm.models.finding import found
from tests.search.office import furnish
from tests.search.pairs import pairs


def called(record: Base) -> str:
    names = (getattr(record, name, None) for name in ("name_en", "title_en", "title"))
    return next(name for name in names if name)


def names_found(model: type[Base], typed: str) -> list[str]:
    clause = found(model, typed)
    if clause is None:
        return []
    return [called(r) for r in db.session.scalars(select(model).where(clause).order_by(model.id))]


def test_all_that_people_type_finds_what_they_mean(app: Flask):
    furnish()
    table = pairs()

    wrong = {
        pair.typed: names
        for pair in table
        if (names := names_found(pair.model, pair.typed)) != pair.expected
    }

    assert len(table) >= 120
    assert wrong == {}
