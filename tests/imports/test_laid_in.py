"""What is laid in past the session is what a session would have made of it."""

from collections.abc import Callable, Sequence
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select, text

from crm.errors import Values
from crm.extensions import db
from crm.history.chain import first_broken
from crm.models import Category, Partner, PartnerStatus
from crm.partners.actions import create_partner, lay_in_partners
from tests import factories

ROWS: tuple[dict[str, Any], ...] = (
    {
        "name_en": "University of Oslo",
        "name_zh": "奥斯陆大学",
        "category": Category.INTERNATIONAL,
        "country": "NO",
        "website": "https://www.uio.no/english",
        "aliases": "UiO",
        "tags": "Nordic, exchange",
        "ror": "01xtthb56",
        "owner_id": None,
    },
    {"name_zh": "银川医院", "category": Category.HOSPITAL, "status": PartnerStatus.PROSPECT},
)
OWN = {"id", "created_at", "updated_at", "pipeline_since"}
FIELDS = ("act", "record_type", "owner_type", "owner_version", "name", "agreement_id")


def made() -> list[tuple[Any, ...]]:
    """The partners with their lines of the history and their words, but for what is each's own."""
    db.session.commit()
    db.session.expire_all()
    partners = db.session.scalars(select(Partner).order_by(Partner.id.desc()).limit(2)).all()
    lines = {line.record_id: line for line in factories.changes()}
    words = text("SELECT words FROM partner_search WHERE rowid = :id")
    return [
        (
            {c.name: getattr(p, c.name) for c in Partner.__table__.c if c.name not in OWN},
            [getattr(lines[p.id], name) for name in FIELDS],
            {key: pair for key, pair in lines[p.id].fields.items() if key not in OWN},
            db.session.scalar(words, {"id": p.id}),
        )
        for p in reversed(partners)
    ]


def create_each(rows: Sequence[Values]) -> None:
    for row in rows:
        create_partner(row)


@pytest.mark.parametrize("lay_in", [lay_in_partners, create_each])
def test_partners_that_are_laid_in_are_like_others(
    app: Flask, lay_in: Callable[[Sequence[Values]], object]
):
    for row in ROWS:
        db.session.add(Partner().assign(row))
        db.session.flush()
    by_session = made()
    for partner in db.session.scalars(select(Partner)).all():
        db.session.delete(partner)
    db.session.commit()
    lay_in(ROWS)
    laid = made()

    assert laid == by_session
    assert first_broken() is None
