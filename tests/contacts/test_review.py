"""What contacts are kept for, where they are from, and which of them nobody has used for years."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select, update

from crm.contacts import unused
from crm.extensions import db
from crm.models import Contact, FieldKind, Office, Purpose, Source, Stage
from tests import factories
from tests.client import Client
from tests.conftest import DAY
from tests.pages import Page

LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)


def _nobody_touches(contact: Contact, since: datetime = LONG_AGO) -> None:
    db.session.flush()
    old = update(Contact).where(Contact.id == contact.id).values(updated_at=since)
    db.session.execute(old)
    db.session.commit()


def test_purpose_and_source_are_noted_without_being_asked_for(editor: Client):
    page = editor.visit("/contacts/new")
    assert page.having("details", class_="folded")
    new = f"/contacts/new?partner_id={factories.partner().id}"

    editor.fill(new, name_en="Kari")
    editor.fill(new, name_en="Ola", purpose="events", source="public")

    found = db.session.query(Contact).order_by(Contact.id).all()
    assert [(c.purpose, c.source) for c in found] == [
        (Purpose.COOPERATION, None),
        (Purpose.EVENTS, Source.PUBLIC),
    ]
    assert "From a public page" in editor.visit(f"/contacts/{found[1].id}").text


def test_from_elsewhere_says_from_where(editor: Client):
    page = editor.refused("/contacts/new", name_en="Kari", source="other")

    assert page.error("source_note") == "Say where it is from."


def _agreement(partner, **given: object) -> None:
    factories.agreement("Memorandum", partner, **given)


def _named(contact, **given: object) -> None:
    field = factories.type_field(factories.agreement_type(), "Director", kind=FieldKind.PERSON)
    factories.field_value(factories.agreement(**given), field, contact.id)


USES = {
    "an agreement that runs": lambda _c, p: _agreement(p, expires_on=DAY),
    "one whose end is unknown": lambda _c, p: _agreement(p),
    "one that ended not long ago": lambda _c, p: _agreement(p, expires_on=date(2025, 1, 1)),
    "a visit": lambda _c, p: factories.happening(partner_id=p.id, happened_on=date(2025, 1, 1)),
    "a task": lambda _c, p: factories.task(partner_id=p.id),
    "an answer": lambda c, _p: _named(c, expires_on=DAY),
}
NO_USES = {
    "nothing": lambda _c, _p: None,
    "one that ended long ago": lambda _c, p: _agreement(p, expires_on=date(2022, 1, 1)),
    "one given up": lambda _c, p: _agreement(p, stage=Stage.ABANDONED, closed_on=date(2020, 1, 1)),
    "an old visit": lambda _c, p: factories.happening(
        partner_id=p.id, happened_on=date(2020, 1, 1)
    ),
    "a task done": lambda _c, p: factories.task(partner_id=p.id, done_at=LONG_AGO),
    "with another": lambda _c, _p: factories.task(partner_id=factories.partner().id),
}


@pytest.mark.parametrize("use", [*USES, *NO_USES])
def test_who_comes_up_for_review(app, use: str):
    contact, partner = factories.contact(), factories.partner()
    factories.position(contact, partner, is_main=True)
    (USES | NO_USES)[use](contact, partner)
    _nobody_touches(contact)

    assert unused.is_up(contact.id, DAY) is (use in NO_USES)
    assert db.session.scalar(select(unused.counted(DAY))) == (use in NO_USES)


def test_the_office_says_after_how_many_years(admin: Client):
    contact = factories.contact()
    _nobody_touches(contact, datetime(2025, 1, 1, tzinfo=UTC))
    assert not unused.is_up(contact.id, DAY)

    admin.fill("/settings/office", contact_years=1)

    assert db.session.get_one(Office, 1).contact_years == 1
    assert unused.is_up(contact.id, DAY)


def test_who_is_kept_comes_up_again_years_later(editor: Client, admin: Client):
    contact = factories.contact("Kari Nordmann")
    _nobody_touches(contact)
    assert "1 contact has not been used" in admin.visit("/").text
    listed = editor.visit("/contacts?use=unused")
    assert listed.texts("a", class_="name") == ["Kari Nordmann"]

    editor.send(f"/contacts/{contact.id}/keep", back="/contacts?use=unused")

    assert db.session.get_one(Contact, contact.id).kept_on == DAY
    assert not unused.is_up(contact.id, DAY)
    _nobody_touches(contact, LONG_AGO + timedelta(days=1))
    assert unused.is_up(contact.id, DAY)


def test_from_the_years_that_the_office_sets_to_the_list_to_the_decision(
    editor: Client, admin: Client
):
    """What nobody has used for a year comes up: one goes to the trash, the others are kept."""
    people = [factories.contact(name) for name in ("Kari", "Ola", "Per")]
    for person in people:
        _nobody_touches(person, datetime(2025, 1, 1, tzinfo=UTC))
    before = editor.visit("/contacts?use=unused").texts("a", class_="name")

    admin.fill("/settings/office", contact_years=1)
    (link,) = [a for a in admin.visit("/").links() if a.endswith("use=unused")]
    listed = editor.visit(link).texts("a", class_="name")
    editor.send(f"/contacts/{people[0].id}/delete")
    every = Page(editor.get("/contacts/bulk?all=1&back=use%3Dunused").text, "/contacts/bulk")
    work = {"work": "kept_on", "kept_on": DAY.isoformat(), "go": "yes"}
    rows = {name: every.value(name) for name in ("csrf_token", "chosen")} | {"back": "use=unused"}
    kept = editor.visit(editor.post("/contacts/bulk", data=rows | work).location)

    assert before == []
    assert sorted(listed) == ["Kari", "Ola", "Per"]
    assert "2 rows are chosen" in every.text
    assert "Done for 2 rows." in kept.text
    assert kept.texts("a", class_="name") == []
    assert "not been used" not in admin.visit("/").text
    assert {person.kept_on for person in db.session.scalars(select(Contact))} == {DAY}
