"""The office's public list comes out of the sample as it stands in it."""

import csv
from pathlib import Path

from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from crm.extensions import db
from crm.models import Agreement, Party, PartyRole
from crm.operations.sample import FOLDER, TYPES, load_sample


def _listed(file: Path) -> dict[str, tuple[str, list[str], str | None]]:
    with file.open(encoding="utf-8", newline="") as lines:
        return {
            row["title_en"]: (
                TYPES.get(row["type"], row["type"]),
                row["partners"].split("; "),
                row["areas"] or None,
            )
            for row in csv.DictReader(lines)
        }


def test_the_nine_agreements_have_their_types_parties_and_areas(app: Flask):
    load_sample()

    loads = (
        joinedload(Agreement.type),
        joinedload(Agreement.parties).joinedload(Party.partner),
    )
    loaded = db.session.scalars(select(Agreement).options(*loads)).unique()
    found = {
        a.title_en: (a.type.key, [p.partner.name_en for p in a.parties], a.areas) for a in loaded
    }
    assert len(found) == 9
    assert found == _listed(FOLDER / "agreements.csv")


def test_the_hospitals_of_the_alliance_are_its_members(app: Flask):
    load_sample()

    alliance = select(Party.role).join(Agreement).where(Agreement.title_en.ilike("%alliance%"))

    assert db.session.scalars(alliance).all() == [PartyRole.MEMBER] * 6


def test_no_date_and_no_reference_is_made_up(app: Flask):
    load_sample()

    kept = select(Agreement.signed_on, Agreement.effective_on, Agreement.ends_on)
    assert {tuple(row) for row in db.session.execute(kept)} == {(None, None, None)}
    assert db.session.scalars(select(Agreement.reference)).unique().all() == [None]
