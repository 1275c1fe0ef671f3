"""A partner's page says at a glance how the relation stands."""

from datetime import date

import pytest

from crm.extensions import db
from crm.models import HappeningKind, Stage
from tests import factories
from tests.client import Client
from tests.conftest import Counted
from tests.databases import ONE_ENGINE
from tests.pages import Page

pytestmark = ONE_ENGINE


def _glance(page: Page) -> str:
    return page.text.partition("Relation since")[2].partition("Category")[0]


def test_the_page_says_since_when_what_runs_what_ends_next_and_who(editor: Client):
    oslo = factories.partner(owner_id=factories.user(name="Chen Wei").id)
    first = factories.agreement(
        "First",
        oslo,
        stage=Stage.SIGNED,
        signed_on=date(2008, 5, 3),
        effective_on=date(2008, 6, 1),
        expires_on=date(2013, 5, 31),
    )
    runs = {"stage": Stage.SIGNED, "signed_on": date(2020, 1, 1), "effective_on": date(2020, 1, 1)}
    factories.agreement("Later", oslo, expires_on=date(2031, 1, 1), **runs)
    factories.agreement("Sooner", oslo, expires_on=date(2028, 2, 3), notice_days=30, **runs)
    kari = factories.contact("Kari Nordmann")
    factories.position(kari, oslo, title="Dean", is_main=True)
    factories.happening(
        "Dinner", partner_id=oslo.id, kind=HappeningKind.VISIT, happened_on=date(2026, 3, 2)
    )
    db.session.commit()

    page = editor.visit(f"/partners/{oslo.id}")

    said = _glance(page)
    for words in (
        "3 May 2008",
        "of 3 agreements",
        "3 Feb 2028",
        "Sooner",
        "decide by 4 Jan 2028",
        "2 Mar 2026",
        "Dinner",
        "Chen Wei",
        "Kari Nordmann",
        "Dean",
    ):
        assert words in said, words
    assert first.title_en not in said


def test_unknown_days_are_said_and_none_is_made_up(editor: Client):
    oslo = factories.partner()
    factories.agreement("Old paper", oslo, stage=Stage.SIGNED)
    db.session.commit()

    said = _glance(editor.visit(f"/partners/{oslo.id}"))

    assert said.partition("In force")[0].strip().startswith("unknown")
    assert "nothing with a known end" in said
    assert "none noted" in said


def test_the_relation_begins_when_the_partner_itself_signed(editor: Client):
    first, later, never = (factories.partner(name) for name in ("Oslo", "Bergen", "Umeå"))
    alliance = factories.agreement("Alliance", first, later, never, signed_on=date(2020, 1, 2))
    alliance.parties[1].signed_on = date(2023, 5, 6)
    alliance.parties[2].has_signed = False
    db.session.commit()

    said = [
        _glance(editor.visit(f"/partners/{partner.id}")).partition("In force")[0]
        for partner in (first, later, never)
    ]

    assert "2 Jan 2020" in said[0]
    assert "6 May 2023" in said[1]
    assert "unknown" in said[2]


def test_the_family_stands_together(editor: Client):
    above = factories.partner("University of Oslo")
    own = factories.partner("Faculty of Medicine", parent_id=above.id)
    beside = factories.partner("Faculty of Law", parent_id=above.id)
    below = factories.partner("Institute of Nursing", parent_id=own.id)
    centre = factories.shipped_type("joint_centre")
    factories.agreement("Centre for Ageing", own, type_id=centre.id, stage=Stage.SIGNED)
    db.session.commit()

    family = editor.visit(f"/partners/{own.id}").text.partition("Family")[2]

    for name in (above.name_en, beside.name_en, below.name_en, "Centre for Ageing"):
        assert name in family.partition("Contacts")[0], name


def test_who_has_left_stays_as_somebody_who_was_there(editor: Client):
    oslo = factories.partner()
    kari, ola = factories.contact("Kari Nordmann"), factories.contact("Ola Hansen")
    position, _ = (factories.position(one, oslo, is_main=True) for one in (kari, ola))
    db.session.commit()

    editor.fill(f"/contacts/{kari.id}/positions/{position.id}/past", until_on="2025-08-31")

    people = editor.visit(f"/partners/{oslo.id}").text.partition("Contacts")[2]
    present, _, former = people.partition("Former contacts")
    assert "Ola Hansen" in present
    assert "Kari Nordmann" not in present
    assert "31 Aug 2025" in former


@pytest.mark.parametrize("number", [2, 60])
def test_the_page_sends_eight_statements(editor: Client, counted: Counted, number: int):
    oslo = factories.partner()
    for place in range(number):
        factories.agreement(f"Agreement {place}", oslo)
        factories.happening(f"Visit {place}", partner_id=oslo.id)
    address = f"/partners/{oslo.id}"
    db.session.commit()
    editor.visit(address)

    with counted() as statements:
        editor.visit(address)

    assert len(statements) <= 8
