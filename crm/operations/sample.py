"""Loads the office's public list: partners, agreements, news and the texts of its page. Twice adds
nothing twice."""

import csv
import importlib
from collections.abc import Iterator, Mapping
from pathlib import Path

from sqlalchemy import func, select

from crm.agreements.queries import type_keys
from crm.extensions import db
from crm.models import (
    Agreement,
    Category,
    Happening,
    HappeningKind,
    Partner,
    Party,
    PartyRole,
    PublicPage,
)

FOLDER = Path(__file__).parent.parent / "sample"

TYPES = {"cooperation": "research"}
"""The list's words for types whose key is another."""


def load_sample() -> int:
    """How many records were added. Nothing that the list does not say is made up: no dates."""
    before = _count()
    partners = _load_partners()
    _load_agreements(partners)
    _load_news(partners)
    _load_page()
    db.session.flush()  # so that the count sees what was added
    return _count() - before


def _rows(name: str) -> Iterator[Mapping[str, str]]:
    with (FOLDER / name).open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def _count() -> int:
    counted = (select(func.count()).select_from(m) for m in (Partner, Agreement, Happening))
    return sum(db.session.scalar(statement) or 0 for statement in counted)


def _load_partners() -> dict[str, Partner]:
    known = {p.name_en: p for p in db.session.scalars(select(Partner)) if p.name_en}
    for row in _rows("partners.csv"):
        if row["name_en"] in known:
            continue
        partner = Partner(
            name_en=row["name_en"],
            name_zh=row["name_zh"] or None,
            category=Category(row["category"]),
            country=row["country"] or None,
            is_public=True,
        )
        db.session.add(partner)
        known[row["name_en"]] = partner
    db.session.flush()  # agreements and news need their numbers
    return known


def _load_agreements(partners: Mapping[str, Partner]) -> None:
    known = set(db.session.scalars(select(Agreement.title_en)))
    types = type_keys()
    for row in _rows("agreements.csv"):
        if row["title_en"] in known:
            continue
        names = row["partners"].split("; ")
        db.session.add(
            Agreement(
                title_en=row["title_en"],
                title_zh=row["title_zh"] or None,
                type_id=types[TYPES.get(row["type"], row["type"])],
                areas=row["areas"] or None,
                notes=row["note"] or None,
                is_public=True,
                parties=[
                    Party(partner_id=partners[name].id, place=place, role=_role(row["type"]))
                    for place, name in enumerate(names)
                ],
            )
        )


def _role(kind: str) -> PartyRole:
    return PartyRole.MEMBER if kind == "alliance" else PartyRole.COUNTERPART


def _load_news(partners: Mapping[str, Partner]) -> None:
    known = set(db.session.scalars(select(Happening.title)))
    for row in _rows("news.csv"):
        if row["title"] in known:
            continue
        partner = partners.get(row["partner"])
        db.session.add(
            Happening(
                kind=HappeningKind.NEWS,
                title=row["title"],
                channel=Category(row["category"]),
                partner_id=partner.id if partner else None,
            )
        )


def _load_page() -> None:
    """The texts of the public page, unless somebody has written some. It stays switched off."""
    if db.session.get(PublicPage, 1) is None:
        library = importlib.import_module("tomllib")  # for the first who needs it
        with (FOLDER / "page.toml").open("rb") as file:
            db.session.add(PublicPage(id=1).assign(library.load(file)))
