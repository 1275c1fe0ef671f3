"""Two records become one with all that hangs on either; the undo gives back what there was."""

import re
from collections.abc import Iterator
from datetime import date

import pytest
from flask import Flask
from flask_babel import force_locale
from sqlalchemy import UniqueConstraint, select

from crm.errors import Refused
from crm.extensions import db
from crm.history import batches
from crm.history.chain import first_broken
from crm.merges.actions import Order, merge
from crm.merges.fields import MODELS as MERGED
from crm.merges.moving import RULES, references_to
from crm.models import (
    Batch,
    Contact,
    EnquiryStatus,
    FieldValue,
    LikelyPair,
    MergedRecord,
    NotTheSame,
    PairKind,
    Partner,
    Party,
    PartyRole,
    Position,
    Suggestion,
    TrashItem,
)
from crm.models.kept_records import KEPT
from crm.trash.references import MODELS
from tests import factories
from tests.conftest import DAY
from tests.trash.whole import differences, full_agreement, rows


@pytest.fixture(autouse=True)
def in_english(app: Flask) -> Iterator[None]:
    with force_locale("en"):
        yield


KIND = {Partner: PairKind.PARTNER, Contact: PairKind.CONTACT}
BESIDE = {"batch", "likely_pair"}
"""What tells of the merge, and what is found anew."""


def merge_into(staying, *leaving, **taken) -> Batch:
    db.session.commit()
    numbers = [staying.id, *(one.id for one in leaving)]
    versions = {one.id: one.version for one in (staying, *leaving)}
    batch = merge({}, Order(KIND[type(staying)], numbers, versions, taken))
    db.session.commit()
    db.session.expire_all()
    return batch


def undo(batch: Batch) -> None:
    batches.undo({}, batch)
    db.session.commit()
    db.session.expire_all()


def said() -> dict[str, list[str]]:
    """All rows, but for their versions and when they were written, which an undo moves on."""
    stamps = re.compile(r"datetime\.datetime\([^()]*(\([^()]*\))?[^()]*\)|, \d+\]$")
    found = rows()
    return {n: [stamps.sub("", line) for line in found[n]] for n in found.keys() - BESIDE}


def fill() -> tuple[Partner, Partner]:
    """Oslo, which everything can hang on, and another that stands in some of the same places."""
    agreement = full_agreement()
    oslo = db.session.scalars(select(Partner).where(Partner.name_en == "Oslo")).one()
    kari = db.session.scalars(select(Contact)).one()
    twin = factories.partner(
        "Universitetet i Oslo",
        short_name="UiO",
        aliases="Royal Frederick University",
        ror="01xtthb56",
        website="https://www.uio.no",
        parent_id=factories.partner("Norway").id,
        notes="Old notes",
    )
    factories.partner("School of Oslo", parent_id=oslo.id)
    factories.partner("Other school of Oslo", parent_id=twin.id)
    signed = {"place": 9, "role": PartyRole.FUNDER, "signed_on": date(2024, 3, 1)}
    factories.kept(Party(agreement_id=agreement.id, partner_id=twin.id).assign(signed))
    factories.agreement("With the twin alone", twin, expires_on=DAY)
    held = db.session.scalars(select(Position).where(Position.partner_id == oslo.id)).one()
    held.is_main = False
    db.session.flush()
    factories.position(kari, twin, title="dean", department="Medicine", is_main=True)
    factories.position(kari, twin, title="Rector")
    for about in ({"partner_id": oslo.id}, {"partner_id": twin.id}):
        factories.task("Call", **about)
        factories.happening("Visit", **about)
        factories.document(f"Letter {about}", **about)
    factories.happening("Fair", partners=[twin])
    factories.happening("Congress", partners=[oslo, twin])
    factories.counterpart_link(agreement, twin)
    factories.enquiry(status=EnquiryStatus.TAKEN_UP, partner_id=twin.id)
    factories.signatory(agreement, "Per", partner_id=twin.id)
    factories.obligation(agreement, "Owed by the twin", partner_id=twin.id)
    factories.not_the_same(twin, factories.partner("Oslo Metropolitan"))
    factories.not_the_same(twin, oslo)
    factories.likely_pair(twin, oslo)
    oslo.tags, twin.tags = "Nordic", "key, Nordic"
    db.session.commit()
    return oslo, twin


def test_all_that_hangs_on_either_partner_is_on_the_one_that_stays(app: Flask):
    oslo, twin = fill()
    staying, leaving = oslo.id, twin.id

    merge_into(oslo, twin, name_en=leaving, ror=leaving)

    for reference in references_to(Partner):
        on = select(reference.column).where(reference.column == leaving)
        assert db.session.scalars(on).all() == [], reference.name
    assert db.session.get(Partner, leaving) is None
    kept = db.session.get_one(Partner, staying)
    assert (kept.name_en, kept.ror, kept.website) == (
        "Universitetet i Oslo",
        "01xtthb56",
        "https://www.uio.no",
    )
    assert kept.tags == "Nordic, key"
    assert kept.aliases == "Oslo\nRoyal Frederick University"
    assert db.session.scalars(select(NotTheSame.first_id)).all() == [staying]
    assert db.session.scalars(select(LikelyPair)).all() == []
    assert first_broken() is None


def test_two_parties_of_one_agreement_become_one_that_has_signed(app: Flask):
    agreement = factories.agreement("Both", oslo := factories.partner("Oslo"))
    twin = factories.partner("Oslo University")
    agreement.parties[0].has_signed = False
    signed = {"place": 3, "role": PartyRole.FUNDER, "signed_on": DAY}
    factories.kept(Party(agreement_id=agreement.id, partner_id=twin.id).assign(signed))

    merge_into(oslo, twin)

    party = db.session.scalars(select(Party)).one()
    assert (party.partner_id, party.has_signed, party.signed_on) == (oslo.id, True, DAY)
    assert (party.place, party.role) == (0, PartyRole.FUNDER)


def test_the_undo_of_a_merge_of_partners_gives_back_everything(app: Flask):
    oslo, twin = fill()
    third = factories.partner("Oslo Univ.", parent_id=twin.id, isni="000000012146438X")
    factories.task("Third", partner_id=third.id)
    db.session.commit()
    before = said()

    batch = merge_into(oslo, twin, third, name_en=twin.id, ror=twin.id, isni=third.id)
    merged = said()
    undo(batch)

    hangs = {reference.table.name for reference in references_to(Partner)}
    assert hangs <= differences(before, merged).keys()
    assert differences(before, said()) == {}
    assert db.session.scalars(select(TrashItem)).all() == []
    assert db.session.scalars(select(MergedRecord)).all() == []
    assert first_broken() is None


def test_two_contacts_become_one_person_and_two_again(app: Flask):
    full_agreement()
    kari = db.session.scalars(select(Contact)).one()
    oslo, bergen = (
        db.session.scalars(select(Partner).where(Partner.name_en == name)).one()
        for name in ("Oslo", "Bergen")
    )
    twin = factories.contact("K. Nordmann", email="kari@uio.no", phone="123", notes="Met in May")
    factories.position(twin, oslo, department="Medicine", is_main=True)
    factories.position(twin, bergen, title="Guest")
    kari.email = "kari@oslo.no"
    factories.suggestion(factories.counterpart_link(), contact_id=twin.id)
    db.session.commit()
    before = said()

    batch = merge_into(kari, twin)

    positions = db.session.scalars(select(Position).order_by(Position.id)).all()
    assert [(p.contact_id, p.title, p.department, p.is_main) for p in positions] == [
        (kari.id, "Dean", "Medicine", True),
        (kari.id, "Guest", None, False),
    ]
    assert kari.notes == "Met in May\n\nAlso: K. Nordmann; kari@uio.no"
    assert (kari.email, kari.phone) == ("kari@oslo.no", "123")
    people = {*db.session.scalars(select(Suggestion.contact_id))}
    people |= {*db.session.scalars(select(FieldValue.contact_id))}
    assert people == {kari.id, None}
    undo(batch)
    assert differences(before, said()) == {}


def test_a_person_with_two_main_positions_becomes_two_again(app: Flask):
    kari, twin = factories.contact("Kari"), factories.contact("Kari Nordmann")
    factories.position(kari, factories.partner("Oslo"), is_main=True)
    factories.position(twin, factories.partner("Bergen"), is_main=True)
    db.session.commit()
    before = said()
    batch = merge_into(kari, twin)
    positions = db.session.scalars(select(Position).order_by(Position.id)).all()
    assert [(p.contact_id, p.is_main) for p in positions] == [(kari.id, True), (kari.id, False)]

    undo(batch)

    assert said()["contact_position"] == before["contact_position"]


def test_what_is_above_one_that_leaves_is_above_the_one_that_stays(app: Flask):
    above = factories.partner("Ministry")
    twin = factories.partner("Oslo University", parent_id=above.id)
    oslo = factories.partner("Oslo", parent_id=twin.id)
    below = factories.partner("School", parent_id=twin.id)

    merge_into(oslo, twin)

    assert (oslo.parent_id, below.parent_id) == (above.id, oslo.id)
    with pytest.raises(Refused, match="cannot belong to itself"):
        merge_into(above, factories.partner("Twin", parent_id=below.id))
    db.session.rollback()


def test_what_somebody_changed_meanwhile_keeps_them_apart(app: Flask):
    oslo, twin = factories.partner("Oslo"), factories.partner("Oslo University")
    db.session.commit()
    seen = {oslo.id: oslo.version, twin.id: twin.version}
    twin.city = "Oslo"
    db.session.commit()

    for versions in (seen, {oslo.id: 1}):
        with pytest.raises(Refused, match="changed one of them meanwhile"):
            merge({}, Order(PairKind.PARTNER, [oslo.id, twin.id], versions, {}))
        db.session.rollback()


def test_what_was_changed_after_a_merge_keeps_it_from_being_undone(app: Flask):
    oslo, twin = factories.partner("Oslo"), factories.partner("Oslo University")
    task = factories.task("Call", partner_id=twin.id)
    batch = merge_into(oslo, twin)
    task.partner_id = factories.partner("Bergen").id
    db.session.commit()

    with pytest.raises(Refused, match="“Call” was changed since"):
        batches.undo({}, batch)
    db.session.rollback()


def test_a_merge_is_undone_when_the_trash_was_emptied_meanwhile(app: Flask):
    oslo = factories.partner("Oslo")
    twin = factories.partner("Oslo University", city="Oslo", ror="01xtthb56")
    task = factories.task("Call", partner_id=twin.id)
    number = twin.id
    batch = merge_into(oslo, twin)
    for item in db.session.scalars(select(TrashItem)):
        db.session.delete(item)
    db.session.commit()

    undo(batch)

    back = db.session.get_one(Partner, number)
    assert (back.name_en, back.city, back.ror) == ("Oslo University", "Oslo", "01xtthb56")
    assert task.partner_id == number
    assert db.session.get_one(Partner, oslo.id).ror is None


def test_every_reference_is_moved_by_the_session_and_where_rows_may_clash_by_a_rule():
    """A new table that refers to partners or contacts needs a history, so that a merge can be
    undone, and a rule when two rows of both cannot stand side by side."""
    for model in MERGED.values():
        for reference in references_to(model):
            kept = reference.table.name if reference.table.name in MODELS else reference.holder[0]
            assert MODELS[kept] in KEPT, reference.name
            unique = [i.columns for i in reference.table.indexes if i.unique]
            unique += [
                c.columns for c in reference.table.constraints if isinstance(c, UniqueConstraint)
            ]
            if any(reference.column.name in columns for columns in unique):
                assert reference.name in RULES, reference.name
