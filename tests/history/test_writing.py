"""What goes into the history: every change of every record, by whichever way it comes."""

import re
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select, text
from sqlalchemy.orm import selectinload

from crm.database import Base
from crm.extensions import db
from crm.history.chain import first_broken
from crm.history.words import FIELDS, RECORDS
from crm.models import (
    Act,
    Agreement,
    Draft,
    Office,
    Renewal,
    Stage,
    Step,
    StepTaken,
    Way,
)
from crm.models.change import HIDDEN
from crm.models.history_fields import BOOKKEEPING
from crm.models.kept_records import KEPT, NOT_KEPT
from crm.operations.remind import remind
from tests import factories
from tests.client import Client

ROOT = Path(__file__).parents[2]
SECRET_NAMES = re.compile("token|secret|password|(^|_)key$|sender")
NO_SECRETS = {
    ("agreement_type", "key"),
    ("type_field", "key"),
    ("draft_template", "key"),
    ("playbook_step", "key"),
}
"""Keys that name what the product ships."""


def test_every_record_has_a_history_or_a_reason_to_have_none():
    mapped = {mapper.class_ for mapper in Base.registry.mappers}

    assert mapped == {*KEPT, *NOT_KEPT}
    assert not KEPT.keys() & NOT_KEPT.keys()


def test_every_attribute_that_can_change_is_called_something():
    assert RECORDS.keys() == {model.__tablename__ for model in KEPT}
    for model, part in KEPT.items():
        told = (a for a in model.__mapper__.column_attrs if a.key not in BOOKKEEPING)
        columns = {a.key for a in told if not a.columns[0].info.get("is_secret")}
        owner = {part.attribute} if part is not None else set()

        assert columns - owner - FIELDS.keys() == set(), model.__name__


def test_what_opens_a_door_is_marked_as_secret():
    for model in KEPT:
        for column in model.__table__.columns:
            if (
                SECRET_NAMES.search(column.name)
                and (model.__tablename__, column.name) not in NO_SECRETS
            ):
                assert column.info.get("is_secret"), f"{model.__name__}.{column.name}"


def test_nothing_is_changed_past_the_session():
    """A statement that changes rows by itself would leave no history."""
    writes = re.compile(r"^from sqlalchemy import [^\n]*\b(insert|update|delete)\b", re.MULTILINE)
    several = re.compile(r"^from sqlalchemy import \([^)]*\b(insert|update|delete)\b", re.MULTILINE)
    found = {
        str(file.relative_to(ROOT))
        for file in (ROOT / "crm").rglob("*.py")
        if writes.search(source := file.read_text("utf-8")) or several.search(source)
    }

    # The history itself; sort keys, which are made from the records; and until when the tasks of
    # an agreement are planned, which is noted beside it; and letters, likely pairs and what a
    # reader was told of, which have no history. The trash puts rows back as they were, and notes
    # that; so does what lays in the new records of a large import. When somebody came in, or failed
    # to, or was told of what is in the history, is no change of the account; neither is it what
    # somebody has fetched.
    assert found == {
        "crm/models/history.py",
        "crm/models/laid_in.py",
        "crm/models/sort_keys.py",
        "crm/models/planning.py",
        "crm/playbooks/schedule.py",
        "crm/mail/queries.py",
        "crm/duplicates/actions.py",
        "crm/trash/actions.py",
        "crm/trash/pointing.py",
        "crm/accounts/actions.py",
        "crm/accounts/factors.py",
        "crm/accounts/passkeys.py",
        "crm/accounts/notices.py",
        "crm/saved_views/news.py",
        "crm/web/pace.py",
    }


def samples() -> dict[type[Base], tuple[Base, str, object]]:
    """One of each record, with an attribute and what it is changed to."""
    kind = factories.agreement_type()
    field = factories.type_field(kind, "Place")
    agreement = factories.agreement("Joint laboratory")
    partner, contact = factories.partner(), factories.contact()
    document = factories.document(agreement_id=agreement.id)
    template = factories.draft_template()
    link = factories.counterpart_link()
    person = factories.user(name="Chen Wei")
    draft = Draft(agreement_id=agreement.id, template_id=template.id, document_id=document.id)
    step = StepTaken(
        agreement_id=agreement.id, step=Step.SIGN, before=Stage.DRAFT, after=Stage.SIGNED
    )
    proposal = factories.proposal()
    samples: list[tuple[Base, str, object]] = [
        (partner, "city", "Oslo"),
        (contact, "phone", "123"),
        (factories.position(contact, partner), "title", "Dean"),
        (agreement, "reference", "2026-1"),
        (agreement.parties[0], "signed_on", date(2026, 1, 2)),
        (factories.signatory(agreement), "position", "Dean"),
        (factories.field_value(agreement, field, "Oslo"), "text", "Bergen"),
        (factories.exchange_year(agreement, 2025, 1, 2), "sent", 3),
        (factories.kept(step), "reason", "Signed in Oslo"),
        (factories.kept(draft), "document_id", factories.document("Draft").id),
        (factories.confidential(agreement, person), "agreement_id", 10**6),
        (link, "withdrawn_at", datetime(2026, 1, 2, tzinfo=UTC)),
        (factories.suggestion(link), "reason", "Not ours"),
        (factories.task(), "notes", "Twice"),
        (factories.obligation(agreement), "text", "Send it"),
        (factories.happening(), "body", "Said"),
        (document, "title", "Terms"),
        (document.versions[0], "note", "First"),
        (factories.enquiry(), "reason", "Not ours"),
        (proposal, "purpose", "Exchange"),
        (factories.proposal_message(proposal), "text", "Again"),
        (factories.office_link(), "made_at", datetime(2026, 1, 2, tzinfo=UTC)),
        (review := factories.review(), "problems", "None"),
        (factories.review_link(review), "used_at", datetime(2026, 1, 2, tzinfo=UTC)),
        (kind, "notice_days", 77),
        (field, "help_en", "Where"),
        (factories.playbook_step(kind), "days", 45),
        (template, "is_retired", True),
        (factories.unit(), "name_zh", "护理学院"),
        (_office(), "city_en", "Hangzhou"),
        (factories.public_page(), "phone", "86-10"),
        (factories.saved_view(person), "is_shared", True),
        (factories.not_the_same(partner, factories.partner("Bergen")), "by_id", person.id),
        (factories.identity(person), "issuer", "https://other.example.edu"),
        (factories.passkey(person), "name", "Telephone"),
        (factories.account_link(person), "used_at", datetime(2026, 1, 2, tzinfo=UTC)),
        (person, "language", "en"),
    ]
    return {type(record): (record, name, value) for record, name, value in samples}


def _office() -> Office:
    return db.session.scalar(select(Office)) or factories.kept(
        Office(id=1, name_en="Medical school")
    )


def test_a_change_of_any_record_is_history(app: Flask):
    records = samples()
    assert records.keys() == KEPT.keys()
    db.session.commit()
    made = {(c.record_type, c.record_id) for c in factories.changes() if c.act is Act.CREATED}
    before = len(factories.changes())

    for record, name, value in records.values():
        setattr(record, name, value)
    db.session.commit()

    told = {(c.record_type, c.record_id): c.fields for c in factories.changes()[before:]}
    for record, name, _value in records.values():
        key = (record.__tablename__, record.id)
        assert key in made or isinstance(record, Office), key
        assert name in told[key], key
    assert first_broken() is None


def test_a_rejected_change_leaves_no_line(app: Flask):
    partner = factories.partner()
    db.session.commit()
    before = len(factories.changes())

    partner.city = "Oslo"
    db.session.flush()
    db.session.rollback()
    db.session.commit()

    assert len(factories.changes()) == before


def test_a_line_says_who_and_by_which_way(app: Flask, editor: Client):
    editor.fill("/partners/new", name_en="Oslo", category="hospital", status="active")
    runner = app.test_cli_runner()
    assert runner is not None
    factories.partner("By command")
    due = factories.agreement(
        "Due",
        stage=Stage.SIGNED,
        renewal=Renewal.AUTOMATIC,
        renewal_months=12,
        expires_on=date(2026, 11, 1),
    )
    db.session.commit()

    remind(app, app.config["CLOCK"]())

    told = [(c.name, c.act, c.way, c.by_id is not None) for c in factories.changes()]
    assert ("Oslo", Act.CREATED, Way.FORM, True) in told
    assert ("By command", Act.CREATED, Way.COMMAND, False) in told
    assert (due.name_en, Act.CHANGED, Way.ITSELF, False) in told


def test_a_password_is_changed_without_being_told(app: Flask):
    person = factories.user()
    db.session.commit()

    person.set_password("four plain words more")
    db.session.commit()

    assert factories.changes()[-1].fields == {"password_hash": [HIDDEN, HIDDEN]}
    assert all(person.password_hash not in str(c.fields) for c in factories.changes())


def test_a_changed_party_is_a_change_of_the_agreement(app: Flask):
    agreement = factories.agreement()
    db.session.commit()
    before = agreement.version

    agreement.parties[0].signed_on = date(2026, 1, 2)
    db.session.commit()

    line = factories.changes()[-1]
    assert agreement.version > before
    assert (line.record_type, line.owner_type, line.owner_id) == (
        "agreement_party",
        "agreement",
        agreement.id,
    )
    assert (line.owner_version, line.name) == (agreement.version, "University of Oslo")


def test_units_of_an_agreement_are_history(app: Flask):
    agreement, unit = factories.agreement(), factories.unit()
    db.session.commit()

    shown = db.session.get_one(
        Agreement, agreement.id, options=[selectinload(Agreement.units)], populate_existing=True
    )
    shown.units = [unit]
    db.session.commit()

    assert factories.changes()[-1].fields == {"units": [[], [unit.id]]}


@pytest.mark.parametrize(
    "tampering",
    [
        "UPDATE change SET name = 'Bergen' WHERE id = {}",
        "UPDATE change SET fields = '{{}}' WHERE id = {}",
        "UPDATE change SET by_id = NULL WHERE id = {}",
        "UPDATE change SET owner_version = 9 WHERE id = {}",
        "DELETE FROM change WHERE id = {} - 1",
    ],
)
def test_a_line_that_was_altered_is_named(app: Flask, editor: Client, tampering: str):
    for name in ("Oslo", "Tromsø", "Hamar"):
        editor.fill("/partners/new", name_en=name, category="hospital", status="active")
    assert first_broken() is None
    second = next(c for c in factories.changes() if c.name == "Tromsø")
    number = second.id

    db.session.execute(text(tampering.format(number)))
    db.session.commit()

    broken = first_broken()
    assert broken is not None
    assert broken.startswith(f"Entry {number}, ")


def test_a_line_that_was_put_in_or_changed_its_place_is_named(app: Flask, editor: Client):
    for name in ("Oslo", "Tromsø", "Hamar"):
        editor.fill("/partners/new", name_en=name, category="hospital", status="active")
    first, second, third = [c.id for c in factories.changes()][-3:]
    far, move = 9_000_000, "UPDATE change SET id = :after WHERE id = :before"
    places = [(second, far), (third, second), (far, third)]

    for before, after in places:
        _by_hand(move, before=before, after=after)
    swapped = first_broken()
    for after, before in reversed(places):
        _by_hand(move, before=before, after=after)
    whole = first_broken()
    _by_hand(
        "INSERT INTO change (id, at, by_id, way, act, record_type, record_id, owner_type, owner_id,"
        " name, fields, digest, created_at, updated_at, version)"
        " SELECT :after, at, by_id, way, act, record_type, record_id, owner_type, owner_id,"
        " name, fields, digest, at, at, 1 FROM change WHERE id = :before",
        before=first,
        after=third + 1,
    )
    put_in = first_broken()

    assert swapped is not None
    assert swapped.startswith(f"Entry {second}, “Hamar”, ")
    assert whole is None
    assert put_in is not None
    assert put_in.startswith(f"Entry {third + 1}, “Oslo”, ")


def test_that_the_end_was_cut_off_is_seen_and_stays_seen(app: Flask, editor: Client):
    for name in ("Oslo", "Tromsø", "Hamar"):
        editor.fill("/partners/new", name_en=name, category="hospital", status="active")
    number = len(factories.changes())
    _by_hand("DELETE FROM change WHERE id = (SELECT max(id) FROM change)")
    cut = first_broken()

    editor.fill("/partners/new", name_en="Bergen", category="hospital", status="active")
    later = first_broken()

    assert cut is not None
    assert cut.startswith(f"Entries were taken out at the end: {number - 1} of {number} are there")
    assert "“Tromsø”" in cut
    assert later is not None
    assert f"{number} of {number + 1} are there" in later


def _by_hand(statement: str, **given: int) -> None:
    db.session.execute(text(statement), given)
    db.session.commit()
