"""Merging on its page: what is chosen, what was changed meanwhile, and where old addresses lead."""

from sqlalchemy import select

from crm.extensions import db
from crm.models import Batch, Contact, NotTheSame, Partner
from tests import factories
from tests.client import Client
from tests.conftest import Counted


def twins() -> tuple[int, int]:
    oslo = factories.partner("University of Oslo", country="NO", notes="First")
    twin = factories.partner("Oslo University", city="Oslo", notes="Second")
    factories.task("Call", partner_id=oslo.id)
    factories.task("Write", partner_id=oslo.id)
    factories.task("Visit", partner_id=twin.id)
    factories.likely_pair(oslo, twin)
    db.session.commit()
    return oslo.id, twin.id


def test_two_are_merged_from_the_list_of_likely_pairs_and_undone(editor: Client):
    oslo, twin = twins()
    address = f"/partners/merge?number={oslo}&number={twin}"
    assert address in editor.visit("/duplicates").links()
    page = editor.visit(address)
    assert page.fields()["keep"] == [str(oslo)]
    assert "Task 2" in page.text

    answer = editor.fill(address, **{"take.name_en": str(twin)})

    assert answer.location == f"/partners/{oslo}"
    after = editor.visit(answer.location)
    assert all(
        w in after.text for w in ("Oslo University", "University of Oslo", "First", "Second")
    )
    assert "Visit" in after.text
    led = editor.get(f"/partners/{twin}/edit?from=mail")
    assert (led.status_code, led.location) == (301, f"/partners/{oslo}/edit?from=mail")
    assert editor.get(f"/partners/{twin}").location == f"/partners/{oslo}"
    assert editor.send(address).location == f"/partners/{oslo}"
    batch = db.session.scalars(select(Batch)).one()
    assert f"/history/batches/{batch.id}/undo" in after.links()
    assert "“Oslo University” merged into “University of Oslo”" in editor.visit("/history").text

    editor.fill(f"/history/batches/{batch.id}/undo")

    assert editor.get(f"/partners/{twin}").status_code == 200
    assert editor.visit(f"/partners/{oslo}").text.count("Visit") == 0


def test_who_changed_what_meanwhile_is_shown_and_the_choices_stay(editor: Client, admin: Client):
    oslo, twin = twins()
    address = f"/partners/merge?number={oslo}&number={twin}"
    typed = editor.visit(address).fields() | {"take.name_en": [str(twin)], "keep": [str(twin)]}
    admin.fill(f"/partners/{twin}/edit", city="Bergen", save_anyway="yes")

    answer = editor.post(address, data=typed)

    assert answer.status_code == 422
    assert all(word in answer.text for word in ("Chen Wei", "Bergen", "changed one of them"))
    assert db.session.scalars(select(Batch)).all() == []
    again = editor.visit(address).fields()
    assert again["version." + str(twin)] != typed["version." + str(twin)]
    kept = typed | {name: value for name, value in again.items() if name.startswith("version.")}
    assert editor.post(address, data=kept).location == f"/partners/{twin}"
    assert db.session.get_one(Partner, twin).city == "Bergen"


def test_the_likely_ones_are_offered_and_others_are_found(editor: Client, counted: Counted):
    oslo, twin = twins()
    with counted() as statements:
        page = editor.visit(f"/partners/{oslo}/merge")
    assert len(statements) <= 8
    assert "Oslo University" in page.text

    none = editor.send(f"/partners/{oslo}/merge")
    both = editor.send(f"/partners/{oslo}/merge", numbers=str(twin))

    assert none.status_code == 422
    assert both.location == f"/partners/merge?number={oslo}&number={twin}"
    assert "records that are there" in editor.visit("/partners/merge?number=1").text


def test_contacts_are_merged_or_said_not_to_be_the_same(editor: Client, viewer: Client):
    kari = factories.contact("Kari Nordmann", email="kari@uio.no")
    ola = factories.contact("Ola Nordmann", email="kari@uio.no")
    third = factories.contact("K. Nordmann")
    db.session.commit()
    left, stays = third.id, kari.id
    address = f"/contacts/merge?number={stays}&number={left}"
    assert viewer.get(address).status_code == 403

    editor.fill(address)
    editor.send(f"/duplicates/contact/{stays}/{ola.id}/different")

    assert "Also: K. Nordmann" in db.session.get_one(Contact, stays).notes
    assert editor.get(f"/contacts/{left}").location == f"/contacts/{stays}"
    assert len(db.session.scalars(select(NotTheSame)).all()) == 1


def test_numbers_that_no_record_can_have_are_of_no_record(editor: Client):
    oslo, twin = twins()
    over = str(10**24)
    asked = f"/partners/merge?number={oslo}&number="
    seen = {f"version.{oslo}": over, f"version.{twin}": over}

    assert editor.get(asked + over).status_code == 200
    refused = editor.refused(f"{asked}{twin}", **seen)

    assert "Nothing was merged" in refused.text
