"""A person whom agreements name stays."""

from crm.extensions import db
from crm.models import Contact, FieldKind
from tests import factories
from tests.client import Client


def test_a_contact_whom_an_agreement_names_is_kept_and_says_why(editor: Client):
    contact = factories.contact()
    field = factories.type_field(factories.agreement_type(), "Director", kind=FieldKind.PERSON)
    factories.field_value(factories.agreement(), field, contact.id)

    answer = editor.send(f"/contacts/{contact.id}/delete")

    assert answer.status_code == 422
    assert "1 agreement names this person. Name somebody else there first." in answer.text
    assert db.session.get(Contact, contact.id)
