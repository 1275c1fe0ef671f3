"""Lists sort by what other records hold: what is kept of it in the row is never out of date."""

from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import select

from crm.extensions import db
from crm.models import (
    Agreement,
    AgreementType,
    Category,
    Contact,
    Partner,
    Party,
    Position,
    Task,
    User,
)
from crm.models.sort_keys import KEEP_AGREEMENTS, KEEP_CONTACTS
from tests import factories


def keys_of_contacts() -> list[tuple]:
    columns = (Contact.name_en, Contact.partner_sort, Contact.position_sort)
    return [tuple(row) for row in db.session.execute(select(*columns).order_by(Contact.id))]


def keys_of_agreements() -> list[tuple]:
    columns = (Agreement.title_en, Agreement.partner_sort, Agreement.type_place)
    return [tuple(row) for row in db.session.execute(select(*columns).order_by(Agreement.id))]


@pytest.fixture
def kari(app: Flask) -> Contact:
    """Dean in Bergen first of all, and a professor in Oslo."""
    person = factories.contact("Kari")
    factories.position(person, factories.partner("Bergen"), is_main=True, title="Dean")
    factories.position(person, factories.partner("Oslo"), title="Professor")
    return person


@pytest.fixture
def exchange(kari: Contact) -> Agreement:
    """With Bergen first and Oslo second, of a type that stands fiftieth."""
    kind = factories.agreement_type()
    partners = [named("Bergen"), named("Oslo")]
    return factories.agreement("Exchange", *partners, type_id=kind.id)


def held(title: str) -> Position:
    return db.session.scalars(select(Position).where(Position.title == title)).one()


def named(name: str) -> Partner:
    return db.session.scalars(select(Partner).where(Partner.name_en == name)).one()


def end(record: object) -> None:
    db.session.delete(record)


@pytest.mark.parametrize(
    ("change", "partner", "position"),
    [
        (lambda: None, "bergen", "dean"),
        (lambda: named("Bergen").assign({"name_en": "Ålesund"}), "alesund", "dean"),
        (lambda: named("Oslo").assign({"name_en": "Ålesund"}), "bergen", "dean"),
        (lambda: held("Dean").assign({"title": "Rector"}), "bergen", "rector"),
        (lambda: held("Dean").assign({"partner_id": named("Oslo").id}), "oslo", "dean"),
        (lambda: held("Dean").assign({"is_main": False}), None, None),
        (lambda: end(held("Dean")), None, None),
        (lambda: end(held("Professor")), "bergen", "dean"),
    ],
    ids=["new", "renamed", "other", "title", "moved", "not main", "ended", "other ended"],
)
def test_a_contact_sorts_by_its_main_position(
    kari: Contact, change: Callable[[], object], partner: str | None, position: str | None
):
    change()
    db.session.flush()

    assert keys_of_contacts() == [("Kari", partner, position)]


def test_a_position_that_goes_to_another_person_leaves_no_key_behind(kari: Contact):
    other = factories.contact("Ola")

    held("Dean").contact_id = other.id
    db.session.flush()

    assert keys_of_contacts() == [("Kari", None, None), ("Ola", "bergen", "dean")]


def swap_parties() -> None:
    first, second = db.session.scalars(select(Party).order_by(Party.place))
    first.place, second.place = 1, 0


def end_first_party() -> None:
    end(db.session.scalars(select(Party).where(Party.place == 0)).one())


@pytest.mark.parametrize(
    ("change", "partner", "place"),
    [
        (lambda: None, "bergen", 50),
        (lambda: named("Bergen").assign({"name_en": "Ålesund"}), "alesund", 50),
        (lambda: named("Oslo").assign({"name_en": "Ålesund"}), "bergen", 50),
        (swap_parties, "oslo", 50),
        (end_first_party, "oslo", 50),
        (lambda: own_type().assign({"place": 7}), "bergen", 7),
        (lambda: agreement().assign({"type_id": factories.shipped_type("other").id}), "bergen", 8),
    ],
    ids=["new", "renamed", "other", "swapped", "ended", "type moved", "other type"],
)
def test_an_agreement_sorts_by_its_first_partner_and_its_type(
    exchange: Agreement, change: Callable[[], object], partner: str, place: int
):
    change()
    db.session.flush()

    assert keys_of_agreements() == [("Exchange", partner, place)]


@pytest.mark.parametrize(
    ("change", "category"),
    [
        (lambda: None, Category.HOSPITAL),
        (lambda: named("Bergen").assign({"category": Category.OTHER}), Category.OTHER),
        (lambda: named("Oslo").assign({"category": Category.OTHER}), Category.HOSPITAL),
        (swap_parties, Category.INTERNATIONAL),
    ],
    ids=["new", "changed", "other", "swapped"],
)
def test_an_agreement_keeps_the_category_of_its_first_partner(
    exchange: Agreement, change: Callable[[], object], category: Category
):
    named("Bergen").category = Category.HOSPITAL
    db.session.flush()

    change()
    db.session.flush()

    assert db.session.scalars(select(Agreement.partner_category)).all() == [category]


@pytest.mark.parametrize(
    ("change", "person"),
    [
        (lambda: None, "lin mei"),
        (lambda: person("Lin Mei").rename("Åse Lin"), "ase lin"),
        (lambda: person("Bo Qian").rename("Åse Lin"), "lin mei"),
        (lambda: agreement().assign({"owner_id": person("Bo Qian").id}), "bo qian"),
        (lambda: agreement().assign({"owner_id": None}), None),
    ],
    ids=["new", "renamed", "other renamed", "handed over", "nobody"],
)
def test_an_agreement_sorts_by_who_is_responsible(
    app: Flask, change: Callable[[], object], person: str | None
):
    factories.agreement("Exchange", owner_id=factories.user(name="Lin Mei").id)
    factories.user(name="Bo Qian")

    change()
    db.session.flush()

    assert db.session.scalars(select(Agreement.owner_sort)).all() == [person]


def person(name: str) -> User:
    return db.session.scalars(select(User).where(User.name == name)).one()


def own_type() -> AgreementType:
    return db.session.scalars(select(AgreementType).where(AgreementType.key.is_(None))).one()


def agreement() -> Agreement:
    return db.session.scalars(select(Agreement)).one()


@pytest.mark.parametrize("model", [Agreement, Contact])
def test_keeping_keys_changes_neither_time_nor_version(
    exchange: Agreement, model: type[Agreement | Contact]
):
    stamp = select(model.partner_sort, model.updated_at, model.version)
    before = db.session.execute(stamp).one()

    named("Bergen").name_en = "Ålesund"
    db.session.flush()

    assert db.session.execute(stamp).one() == ("alesund", *before[1:])


def test_all_keys_anew_are_those_that_were_kept(exchange: Agreement):
    kept = keys_of_contacts(), keys_of_agreements()

    db.session.execute(KEEP_CONTACTS)
    db.session.execute(KEEP_AGREEMENTS)

    assert (keys_of_contacts(), keys_of_agreements()) == kept


def test_titles_run_by_letters_without_accents_and_by_pinyin(app: Flask):
    for title in ("天津", "beta", "Zürich", "上海", "Ärzte", "北京"):
        factories.task(title)

    titles = db.session.scalars(select(Task.title).order_by(Task.title_sort)).all()

    assert titles == ["Ärzte", "beta", "Zürich", "北京", "上海", "天津"]
