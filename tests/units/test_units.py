"""The school's units: kept in the settings, and not deleted while agreements cover them."""

from crm.extensions import db
from crm.models import Unit
from tests import factories
from tests.client import Client


def test_a_unit_has_a_name_in_either_language(admin: Client):
    assert admin.refused("/settings/units/new", name_en="").error("name_en")

    admin.fill("/settings/units/new", name_zh="护理学院")

    assert "护理学院" in admin.visit("/settings/units").text


def test_a_unit_that_agreements_cover_stays(admin: Client):
    unit = factories.unit()
    factories.agreement(units=[unit])
    db.session.commit()

    answer = admin.send(f"/settings/units/{unit.id}/delete")

    assert answer.status_code == 422
    assert "Agreements cover this unit." in answer.text
    assert db.session.get(Unit, unit.id) is not None
