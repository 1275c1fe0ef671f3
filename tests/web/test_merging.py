"""Two people edit one record: nothing that either typed is lost."""

import pytest
from flask import Flask

from crm.extensions import db
from crm.models import Agreement, Partner
from tests import factories
from tests.client import Client
from tests.pages import Page


@pytest.fixture
def partner(app: Flask) -> Partner:
    made = factories.partner("Oslo", city="Oslo", notes="Old notes")
    db.session.commit()
    return made


def fresh(model: type, number: int):
    db.session.expire_all()
    return db.session.get_one(model, number)


def test_what_each_changed_for_themselves_is_put_together(
    editor: Client, admin: Client, partner: Partner
):
    address = f"/partners/{partner.id}/edit"
    seen = editor.visit(address).fields()
    admin.fill(address, city="Bergen", website="https://www.uio.no")

    answer = editor.post(address, data=seen | {"notes": "New notes"})

    assert answer.status_code == 302
    kept = fresh(Partner, partner.id)
    assert (kept.city, kept.website, kept.notes) == ("Bergen", "https://www.uio.no", "New notes")
    assert "Both changes are kept." in editor.visit(answer.location).text


def test_where_both_changed_the_same_both_are_shown_and_one_is_chosen(
    editor: Client, admin: Client, partner: Partner
):
    address = f"/partners/{partner.id}/edit"
    seen = editor.visit(address).fields()
    admin.fill(address, city="Bergen", notes="Theirs")

    answer = editor.post(address, data=seen | {"city": "Tromsø", "short_name": "UiO"})
    page = Page(answer.text, address)

    assert answer.status_code == 422
    assert fresh(Partner, partner.id).city == "Bergen"
    assert "Chen Wei saved this record at" in page.text
    assert [text for text in page.texts("label") if "Mine" in text] == ["Mine Tromsø"]
    assert [text for text in page.texts("label") if "Theirs" in text] == ["Theirs Bergen"]
    assert page.value("city") == "Tromsø"
    assert page.value("short_name") == "UiO"
    assert page.fields()["notes"] == ["Theirs"]


@pytest.mark.parametrize(("choice", "city"), [("mine", "Tromsø"), ("theirs", "Bergen")])
def test_what_was_chosen_is_saved(
    editor: Client, admin: Client, partner: Partner, choice: str, city: str
):
    address = f"/partners/{partner.id}/edit"
    seen = editor.visit(address).fields()
    admin.fill(address, city="Bergen")
    page = Page(editor.post(address, data=seen | {"city": "Tromsø"}).text, address)

    answer = editor.post(address, data=page.fields() | {"take.city": choice})

    assert answer.status_code == 302
    assert fresh(Partner, partner.id).city == city


def test_whoever_does_not_choose_is_asked_again(editor: Client, admin: Client, partner: Partner):
    address = f"/partners/{partner.id}/edit"
    seen = editor.visit(address).fields()
    admin.fill(address, city="Bergen")
    page = Page(editor.post(address, data=seen | {"city": "Tromsø"}).text, address)

    answer = editor.post(address, data=page.fields())

    assert answer.status_code == 422
    assert "Choose for each field that both of you have changed." in answer.text
    assert fresh(Partner, partner.id).city == "Bergen"


def test_the_same_change_twice_is_no_quarrel(editor: Client, admin: Client, partner: Partner):
    address = f"/partners/{partner.id}/edit"
    seen = editor.visit(address).fields()
    admin.fill(address, city="Bergen")

    answer = editor.post(address, data=seen | {"city": "Bergen"})

    assert answer.status_code == 302
    assert fresh(Partner, partner.id).city == "Bergen"


def test_three_in_a_row_are_compared_with_what_the_first_has_seen(
    editor: Client, admin: Client, partner: Partner
):
    address = f"/partners/{partner.id}/edit"
    seen = editor.visit(address).fields()
    admin.fill(address, city="Bergen")
    admin.fill(address, city="Oslo", country="NO")

    answer = editor.post(address, data=seen | {"notes": "New"})

    kept = fresh(Partner, partner.id)
    assert answer.status_code == 302
    assert (kept.city, kept.country, kept.notes) == ("Oslo", "NO", "New")


def test_parties_that_both_changed_are_chosen_too(editor: Client, admin: Client):
    agreement = factories.agreement("Exchange")
    bergen, hamar = factories.partner("Bergen"), factories.partner("Hamar")
    address = f"/agreements/{agreement.id}/edit"
    seen = editor.visit(address).fields()
    first = seen["partner_ids"]
    admin.fill(address, partner_ids=[*first, bergen.id])

    answer = editor.post(address, data=seen | {"partner_ids": [*first, hamar.id]})
    page = Page(answer.text, address)
    done = editor.post(address, data=page.fields() | {"take.partner_ids": "theirs"})

    assert answer.status_code == 422
    assert any("Theirs" in text and "Bergen" in text for text in page.texts("label"))
    assert done.status_code == 302
    shown = editor.visit(f"/agreements/{agreement.id}").text
    assert "Bergen" in shown
    assert "Hamar" not in shown


def test_parties_of_the_one_and_dates_of_the_other_are_put_together(editor: Client, admin: Client):
    agreement = factories.agreement("Exchange")
    address = f"/agreements/{agreement.id}/edit"
    seen = editor.visit(address).fields()
    admin.fill(address, partner_ids=[*seen["partner_ids"], factories.partner("Bergen").id])

    answer = editor.post(address, data=seen | {"notice_days": "45"})

    kept = fresh(Agreement, agreement.id)
    assert answer.status_code == 302
    assert kept.notice_days == 45
    assert "Bergen" in editor.visit(f"/agreements/{agreement.id}").text


@pytest.mark.parametrize(
    ("address", "made", "changes"),
    [
        ("/tasks/{}/edit", factories.task, ({"priority": "high"}, {"notes": "x"})),
        ("/contacts/{}/edit", factories.contact, ({"phone": "1"}, {"email": "a@b.no"})),
        (
            "/happenings/{}/edit",
            factories.happening,
            ({"happened_on": "2026-05-01"}, {"body": "Said"}),
        ),
    ],
)
def test_every_form_puts_together(editor: Client, admin: Client, address: str, made, changes):
    theirs, mine = changes
    record = made()
    db.session.commit()
    address = address.format(record.id)
    seen = editor.visit(address).fields()
    admin.fill(address, **theirs)

    answer = editor.post(address, data=seen | mine)

    assert answer.status_code == 302
    kept = fresh(type(record), record.id)
    for name, value in (theirs | mine).items():
        assert str(getattr(kept, name)) == value


def test_a_form_that_does_not_say_what_was_seen_overwrites_nothing_unseen(
    editor: Client, admin: Client, partner: Partner
):
    """As an older page, or a program of one's own, sends it."""
    address = f"/partners/{partner.id}/edit"
    seen = editor.visit(address).fields()
    admin.fill(address, city="Bergen")

    answer = editor.post(address, data=seen | {"seen": "", "notes": "New"})

    assert answer.status_code == 422
    assert fresh(Partner, partner.id).city == "Bergen"


def test_the_role_of_a_party_that_the_other_changed_stays(editor: Client, admin: Client):
    agreement = factories.agreement("Exchange")
    (number,) = [party.partner_id for party in agreement.parties]
    address = f"/agreements/{agreement.id}/edit"
    seen = editor.visit(address).fields()
    admin.fill(address, **{f"partner_ids-{number}-role": "coordinator"})

    answer = editor.post(address, data=seen | {"notice_days": "45"})

    assert answer.status_code == 302
    assert "Coordinator" in editor.visit(f"/agreements/{agreement.id}").text


def test_answers_of_the_type_are_put_together_as_well(editor: Client, admin: Client):
    kind = factories.agreement_type()
    place, language = (factories.type_field(kind, name) for name in ("Place", "Language"))
    agreement = factories.agreement("Exchange", type_id=kind.id)
    address = f"/agreements/{agreement.id}/edit"
    seen = editor.visit(address).fields()
    admin.fill(address, **{f"field_{place.id}": "Oslo"})

    answer = editor.post(address, data=seen | {f"field_{language.id}": "Norwegian"})

    assert answer.status_code == 302
    shown = editor.visit(f"/agreements/{agreement.id}").text
    assert "Oslo" in shown
    assert "Norwegian" in shown
