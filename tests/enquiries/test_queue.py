"""Staff look at an enquiry: it becomes a prospect, is found to be a partner's, or is put aside."""

from crm.extensions import db
from crm.models import Contact, Enquiry, EnquiryStatus, Happening, Partner, PartnerStatus
from crm.models.change import HIDDEN
from tests import factories
from tests.client import Client


def test_it_becomes_a_prospect_with_its_sender_and_the_beginning_of_a_timeline(editor: Client):
    enquiry = factories.enquiry(country="NO", category="hospital")
    assert "1" in editor.visit("/").html

    answer = editor.fill(f"/enquiries/{enquiry.id}/prospect")

    partner = db.session.query(Partner).one()
    assert answer.location == f"/partners/{partner.id}"
    assert (partner.name_en, partner.country) == ("Oslo Hospital", "NO")
    assert partner.status is PartnerStatus.PROSPECT
    contact = db.session.query(Contact).one()
    assert (contact.name_en, contact.email) == ("Kari Nordmann", "kari@oslo.example")
    happening = db.session.query(Happening).one()
    assert (happening.partner_id, happening.body) == (
        partner.id,
        "Shall we train nurses together?",
    )
    enquiry = db.session.get_one(Enquiry, enquiry.id)
    assert (enquiry.status, enquiry.partner_id) == (EnquiryStatus.TAKEN_UP, partner.id)
    again = editor.refused(f"/enquiries/{enquiry.id}/partner", partner_id=partner.id)
    assert "taken up already" in again.text


def test_those_who_may_be_meant_are_offered(editor: Client):
    known = factories.partner("Oslo University Hospital", website="https://oslo.example")
    enquiry = factories.enquiry()

    page = editor.visit(f"/enquiries/{enquiry.id}/prospect")
    editor.fill(f"/enquiries/{enquiry.id}/partner", partner_id=known.id, keep_sender=[])

    assert f"/partners/{known.id}" in page.links()
    assert db.session.get_one(Enquiry, enquiry.id).partner_id == known.id
    assert db.session.query(Contact).count() == 0
    assert db.session.query(Happening).one().partner_id == known.id


def test_what_was_put_aside_can_be_taken_up_still(editor: Client):
    enquiry = factories.enquiry()

    editor.fill(f"/enquiries/{enquiry.id}/aside", reason="No nurses here.")
    assert "No nurses here." in editor.visit(f"/enquiries/{enquiry.id}").text
    editor.fill(f"/enquiries/{enquiry.id}/prospect", category="hospital")

    assert db.session.get_one(Enquiry, enquiry.id).status is EnquiryStatus.TAKEN_UP


def test_an_enquiry_whose_partner_was_deleted_can_be_taken_up_again(editor: Client):
    enquiry, oslo = factories.enquiry(), factories.partner("University of Oslo")
    editor.fill(f"/enquiries/{enquiry.id}/prospect", keep_sender=[], category="hospital")
    editor.fill(f"/partners/{enquiry.partner_id}/delete")

    page = editor.visit(f"/enquiries/{enquiry.id}")
    assert "The partner that it became has been deleted." in page.text
    editor.fill(f"/enquiries/{enquiry.id}/partner", partner_id=oslo.id, keep_sender=[])

    assert db.session.get_one(Enquiry, enquiry.id).partner_id == oslo.id


def test_an_erased_enquiry_says_nothing_in_the_history_any_more(admin: Client):
    enquiry = factories.enquiry()
    admin.fill(f"/enquiries/{enquiry.id}/aside", reason="Kari asked us to forget it.")

    admin.fill(f"/enquiries/{enquiry.id}/erase")

    assert db.session.query(Enquiry).count() == 0
    lines = [c for c in factories.changes() if c.record_type == "enquiry"]
    assert {line.name for line in lines} == {HIDDEN}
    assert "Kari" not in str([(line.name, line.fields) for line in lines])
    assert "Kari" not in admin.visit("/history").text
