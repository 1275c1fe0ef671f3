"""Acts of which a part is hidden from those who have done it, or who read of it."""

from flask import Flask
from sqlalchemy import select

from crm.extensions import db
from crm.models import Party
from tests import factories
from tests.bulk.rows import chosen
from tests.client import Client


def test_who_merges_what_a_hidden_agreement_names_can_take_that_back(
    app: Flask, editor: Client, viewer: Client
):
    oslo, twin, person = factories.partner("Oslo"), factories.partner("Twin"), factories.user()
    secret = factories.agreement("Secret paper", twin)
    factories.confidential(secret, person)
    db.session.commit()
    numbers, agreement_id = (oslo.id, twin.id), secret.id
    editor.fill("/partners/merge?number={}&number={}".format(*numbers), keep=str(oslo.id))
    moved = db.session.scalars(select(Party).where(Party.agreement_id == agreement_id)).one()
    assert moved.partner_id == numbers[0]

    notice = editor.visit(f"/partners/{numbers[0]}")
    for_others = [
        viewer.visit(address) for address in (f"/history/partner/{numbers[0]}", "/history")
    ]
    (undo,) = (to for to in notice.links() if to.endswith("/undo"))
    undone = editor.fill(undo)

    assert all("merged into" not in page.text for page in for_others)
    assert "Secret" not in editor.visit(undone.location).text
    assert editor.get(f"/partners/{numbers[1]}").status_code == 200
    db.session.expire_all()
    assert moved.partner_id == numbers[1]


def test_a_merge_that_cannot_be_taken_back_names_nothing_hidden(app: Flask, editor: Client):
    oslo, twin, person = factories.partner("Oslo"), factories.partner("Twin"), factories.user()
    secret = factories.agreement("Secret paper", twin)
    factories.confidential(secret, person)
    db.session.commit()
    editor.fill(f"/partners/merge?number={oslo.id}&number={twin.id}", keep=str(oslo.id))
    party = db.session.scalars(select(Party).where(Party.agreement_id == secret.id)).one()
    party.partner_id = factories.partner("Bergen").id
    (undo,) = (to for to in editor.visit(f"/partners/{oslo.id}").links() if to.endswith("/undo"))

    refused = editor.refused(undo)

    assert "Nothing was undone." in refused.text
    assert "Secret" not in refused.text


def test_no_undo_is_offered_of_an_act_that_its_maker_may_not_see(app: Flask, editor: Client):
    oslo, person = factories.partner("Oslo"), factories.user()
    secret = factories.agreement("Secret paper", factories.partner("Bergen"))
    factories.task("Call", partner_id=oslo.id, agreement_id=secret.id)
    factories.confidential(secret, person)
    db.session.commit()
    rows = chosen(editor, "partners", ("ids", f"{oslo.id}.{oslo.version}"))

    editor.post("/partners/bulk", data=rows | {"work": "trash", "go": "yes"})

    told = editor.visit("/partners")
    assert "Done for 1 row." in told.text
    assert not [to for to in told.links() if to.endswith("/undo")]
    assert editor.get("/history").status_code == 200
