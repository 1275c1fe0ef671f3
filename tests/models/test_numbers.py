"""Numbers that SQLite is handed with new records."""

from flask import Flask

from crm.extensions import db
from crm.models import Category, Partner
from tests import factories
from tests.databases import ONE_ENGINE


@ONE_ENGINE
def test_several_new_ones_are_numbered_beside_one_that_has_a_number(app: Flask):
    before = factories.partner("Before").id
    own = Partner(id=before + 2, name_en="Own", category=Category.OTHER)
    several = [Partner(name_en=f"New {n}", category=Category.OTHER) for n in range(3)]

    db.session.add_all([own, *several])
    db.session.commit()

    assert [partner.id for partner in several] == [before + 3, before + 4, before + 5]
