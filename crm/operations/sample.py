"""Loads the office's public list: partners, agreements, news and the texts of its page. Twice adds
nothing twice, whatever the office has made of it meanwhile."""

import csv
import importlib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from sqlalchemy import literal, select, union_all

from crm.database import Base
from crm.extensions import db
from crm.models import (
    Act,
    Agreement,
    AgreementType,
    Category,
    Change,
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


Row = Mapping[str, str]

Known = Mapping[str, int | None]
"""By a row's first name, the number of the record that bears its name or was created under it;
None when that one is gone."""


def load_sample() -> int:
    """How many records were added. Nothing that the list does not say is made up: no dates."""
    added, partners = _load_partners()
    added += _load_agreements(partners)
    added += _load_news(partners)
    _load_page()
    return added


def _rows(name: str) -> list[Row]:
    with (FOLDER / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _add(records: Iterable[Base]) -> int:
    """How many they are."""
    added = list(records)
    db.session.add_all(added)
    db.session.flush()  # what follows needs their numbers
    return len(added)


def _known(model: type[Base], rows: Iterable[Row], *columns: str) -> Known:
    """Which rows of the list are known by a name in one of those columns, which the model has, too.

    What was renamed since is found by the history, which keeps the name that it was created under.
    So is what was deleted: the office does not want it.
    """
    names = {row[column] for row in rows for column in columns} - {""}
    created = (
        select(Change.name, model.id, literal(0).label("place"))
        .outerjoin_from(Change, model, model.id == Change.record_id)
        .where(Change.record_type == model.__tablename__, Change.act == Act.CREATED)
        .where(Change.name.in_(names))
    )
    said: list[Any] = [getattr(model, column) for column in columns]
    today = [select(name, model.id, literal(1)).where(name.in_(names)) for name in said]
    lines = db.session.execute(union_all(created, *today))
    # The last one counts: who has the name today, or else one of those that are not gone.
    ordered = sorted(lines, key=lambda line: (line.place, line.id is not None))
    numbers = {name: number for name, number, _place in ordered}
    return {
        row[columns[0]]: next((number for number in found if number is not None), None)
        for row in rows
        if (found := [numbers[row[column]] for column in columns if row[column] in numbers])
    }


def _load_partners() -> tuple[int, Known]:
    """How many were added, and all partners of the list."""
    rows = _rows("partners.csv")
    known = _known(Partner, rows, "name_en", "name_zh")
    added = {
        row["name_en"]: Partner(
            name_en=row["name_en"],
            name_zh=row["name_zh"] or None,
            category=Category(row["category"]),
            country=row["country"] or None,
            is_public=True,
        )
        for row in rows
        if row["name_en"] not in known
    }
    number = _add(added.values())
    return number, {**known, **{name: partner.id for name, partner in added.items()}}


def _load_agreements(partners: Known) -> int:
    """How many were added. One with a partner that is gone is left out: it would lack a party."""
    rows = _rows("agreements.csv")
    known = _known(Agreement, rows, "title_en", "title_zh")
    types = {kind.key: kind for kind in db.session.scalars(select(AgreementType))}
    new = [
        (row, numbers)
        for row in rows
        if row["title_en"] not in known
        and None not in (numbers := [partners[name] for name in row["partners"].split("; ")])
    ]
    return _add(
        Agreement(
            title_en=row["title_en"],
            title_zh=row["title_zh"] or None,
            type=(kind := types[TYPES.get(row["type"], row["type"])]),
            # As of any other of which nobody says them.
            notice_days=kind.notice_days,
            preparation_days=kind.preparation_days,
            review_years=kind.review_years,
            areas=row["areas"] or None,
            notes=row["note"] or None,
            is_public=True,
            parties=[
                Party(partner_id=number, place=place, role=_role(row["type"]))
                for place, number in enumerate(numbers)
            ],
        )
        for row, numbers in new
    )


def _role(kind: str) -> PartyRole:
    return PartyRole.MEMBER if kind == "alliance" else PartyRole.COUNTERPART


def _load_news(partners: Known) -> int:
    """How many were added. One that is about no partner of the list, or one that is gone, says so
    by its title alone."""
    rows = _rows("news.csv")
    known = _known(Happening, rows, "title")
    return _add(
        Happening(
            kind=HappeningKind.NEWS,
            title=row["title"],
            channel=Category(row["category"]),
            partner_id=partners.get(row["partner"]),
        )
        for row in rows
        if row["title"] not in known
    )


def _load_page() -> None:
    """The texts of the public page, unless somebody has written some. It stays switched off."""
    if db.session.get(PublicPage, 1) is None:
        library = importlib.import_module("tomllib")  # for the first who needs it
        with (FOLDER / "page.toml").open("rb") as file:
            db.session.add(PublicPage(id=1).assign(library.load(file)))
