"""The school's units: kept in the settings, and not deleted while agreements cover them."""

from crm.extensions import db
from crm.models import Unit
from tests import factories
from tests.client import Client


def test_a_unit_has_a_name_in_either_language(admin: Client):
    assert admin.refused("/settings/units/new", name_en="").error("name_en")

    admin.fill("/settings/units/new", name_zh="护理学院")

    assert "护理学院" in admin.visit("/settings/units").text


def test_two_units_are_not_called_the_same(admin: Client):
    nursing = factories.unit("School of Nursing", name_zh="护理学院")
    dentistry = factories.unit("School of Dentistry")

    again = admin.refused("/settings/units/new", name_en="School of nursing")
    renamed = admin.refused(f"/settings/units/{dentistry.id}/edit", name_zh="护理学院")
    admin.fill(f"/settings/units/{nursing.id}/edit", name_en="School of NURSING")

    assert again.error("name_en") == renamed.error("name_zh") == "There is a unit of this name."
    assert db.session.get_one(Unit, nursing.id).name_en == "School of NURSING"


def test_a_unit_that_agreements_cover_stays(admin: Client):
    unit = factories.unit()
    factories.agreement(units=[unit])
    db.session.commit()

    answer = admin.send(f"/settings/units/{unit.id}/delete")

    assert answer.status_code == 422
    assert "Agreements cover this unit." in answer.text
    assert db.session.get(Unit, unit.id) is not None
