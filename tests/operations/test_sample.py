"""The office's public list comes out of the sample as it stands in it."""

import csv
from datetime import timedelta
from pathlib import Path

from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from crm.extensions import db
from crm.models import Agreement, Happening, Partner, Party, PartyRole
from crm.operations.sample import FOLDER, TYPES, load_sample
from crm.trash.actions import move_to_trash
from tests import factories
from tests.conftest import DAY, Counted


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


def test_an_end_that_is_filled_in_is_decided_on_in_time(app: Flask):
    """The list gives no terms of notice: those that are usual for the type hold."""
    load_sample()
    agreement = db.session.scalars(select(Agreement).limit(1)).one()
    usual = agreement.type.notice_days

    agreement.expires_on = DAY + timedelta(days=usual + 30)
    db.session.commit()
    db.session.refresh(agreement)

    assert usual > 0
    assert agreement.decide_by == DAY + timedelta(days=30)


def test_no_date_and_no_reference_is_made_up(app: Flask):
    load_sample()

    kept = select(Agreement.signed_on, Agreement.effective_on, Agreement.ends_on)
    assert {tuple(row) for row in db.session.execute(kept)} == {(None, None, None)}
    assert db.session.scalars(select(Agreement.reference)).unique().all() == [None]


def _rename_all() -> None:
    """Give each record of the sample another name, in both languages."""
    for number, partner in enumerate(db.session.scalars(select(Partner))):
        partner.name_en, partner.name_zh = f"Partner {number}", f"伙伴{number}"
    for number, agreement in enumerate(db.session.scalars(select(Agreement))):
        agreement.title_en, agreement.title_zh = f"Agreement {number}", f"协议{number}"
    for number, happening in enumerate(db.session.scalars(select(Happening))):
        happening.title = f"News {number}"
    db.session.commit()


def test_what_the_office_has_renamed_is_not_added_again(app: Flask):
    assert load_sample() == 60
    db.session.commit()
    _rename_all()

    assert load_sample() == 0


def test_what_the_office_has_deleted_is_not_added_again(app: Flask):
    load_sample()
    db.session.commit()
    for model in (Happening, Agreement, Partner):
        for record in db.session.scalars(select(model)).all():
            move_to_trash({}, record)
    db.session.commit()

    assert load_sample() == 0


def test_what_stands_there_in_one_language_is_not_added_again(app: Flask):
    by_hand = factories.partner("Hopkins")
    by_hand.name_zh = "约翰斯·霍普金斯大学"
    factories.agreement("MoU").title_zh = "医学教育合作备忘录"
    db.session.commit()

    added = load_sample()

    programme = select(Party.partner_id).join(Agreement).where(Agreement.title_en.like("THU-JHU%"))
    assert added == 58
    assert db.session.scalars(programme).all() == [by_hand.id]


def test_an_agreement_is_with_who_has_the_partners_name_today(app: Flask):
    first = factories.partner("Johns Hopkins University")
    db.session.commit()
    first.name_en = "Johns Hopkins Hospital"
    second = factories.partner("Johns Hopkins University")
    db.session.commit()

    load_sample()

    programme = select(Party.partner_id).join(Agreement).where(Agreement.title_en.like("THU-JHU%"))
    assert db.session.scalars(programme).all() == [second.id]


def test_an_agreement_with_a_partner_that_is_gone_is_left_out(app: Flask):
    gone = factories.partner("Johns Hopkins University")
    db.session.commit()
    move_to_trash({}, gone)
    db.session.commit()

    added = load_sample()

    programme = select(Agreement.id).where(Agreement.title_en.like("THU-JHU%"))
    news = select(Happening.partner_id).where(Happening.title.like("THU-JHU%"))
    assert added == 58
    assert db.session.scalars(programme).all() == []
    assert db.session.scalars(news).all() == [None]


def test_what_is_there_already_is_found_in_few_statements(counted: Counted):
    load_sample()
    db.session.commit()

    with counted() as statements:
        load_sample()

    assert len(statements) == 5
