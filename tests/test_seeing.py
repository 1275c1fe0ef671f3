"""What is confidential is found by those alone who are named."""

import re
from datetime import timedelta
from decimal import Decimal
from io import BytesIO
from zipfile import ZipFile

from flask import Flask
from sqlalchemy import select
from werkzeug.test import TestResponse

from crm.database import Base
from crm.exports.lists import LISTS
from crm.extensions import db, fetch
from crm.history.batches import begin
from crm.models import (
    Agreement,
    BatchKind,
    Category,
    Document,
    Happening,
    HappeningKind,
    Link,
    Obligation,
    Partner,
    Party,
    Proposal,
    Renewal,
    Review,
    Role,
    Task,
    TrashItem,
    TypeField,
    User,
)
from crm.models.finding import found
from crm.seeing import HIDDEN, NOBODY, Eyes, seen_by
from crm.trash.actions import move_to_trash
from tests import factories
from tests.addresses import address_of, fill_office, rules
from tests.client import Client
from tests.conftest import DAY
from tests.databases import ONE_ENGINE


def test_no_statement_finds_what_hangs_on_a_confidential_agreement(app: Flask):
    named, other = factories.user(), factories.user(name="Other")
    partner = factories.partner("Partner")
    secret = factories.agreement("Moonshine", partner, owner=named)
    factories.agreement("Daylight", partner)
    factories.task("Call", agreement_id=secret.id)
    factories.confidential(secret, named)
    db.session.commit()
    statements = [
        select(Agreement.title_en),
        select(Agreement.title_en).where(found(Agreement, "moon")),
        select(Agreement.title_en).join(Party, Party.agreement_id == Agreement.id),
        select(Agreement.title_en).outerjoin(Task, Task.agreement_id == Agreement.id),
    ]

    def titles(eyes: Eyes) -> list[set[str]]:
        with seen_by(eyes):
            return [{row[0] for row in fetch(one)} for one in statements] + [
                set(db.session.scalars(select(Task.title)))
            ]

    both = {"Moonshine", "Daylight"}
    assert titles(Eyes(named.id, hides=True)) == [both, {"Moonshine"}, both, both, {"Call"}]
    less = [{"Daylight"}, set(), {"Daylight"}, {"Daylight"}, set()]
    assert titles(Eyes(other.id, hides=True)) == less
    assert titles(NOBODY) == less


def test_the_rule_names_each_table_that_hangs_on_an_agreement():
    """A new one as well: what goes with a record is hidden with it."""
    hanging = {
        table.name
        for table in Base.metadata.sorted_tables
        for column in table.columns
        for key in column.foreign_keys
        if key.ondelete == "CASCADE" and key.column.table.name in HIDDEN
    }

    assert hanging - HIDDEN.keys() == set()


WORD = "Quicksilver"
BEGINNING = "quicksilv"

FOUND_IN = (
    "agreements renewals tasks obligations happenings documents reviews proposals counterparts "
    "history trash"
)
"""Lists in which the one who is named finds it."""


def secret_agreement(partner: Partner, named: User, field: TypeField) -> Agreement:
    """Confidential, with that word in each of its fields and in all that hangs on it."""
    made = factories.agreement(
        f"{WORD} pact",
        partner,
        title_zh=f"{WORD} 密",
        reference=f"{WORD}-1",
        expires_on=DAY + timedelta(days=40),
        renewal=Renewal.AUTOMATIC,
        value_amount=Decimal("777777.5"),
        value_currency="CHF",
        is_public=True,
        owner_id=named.id,
        lead_email=f"{WORD.lower()}@example.org",
        **dict.fromkeys(
            ("lead_name", "areas", "purpose", "room", "cabinet", "folder", "seal", "notes"), WORD
        ),
    )
    about = {"agreement_id": made.id, "partner_id": partner.id}
    factories.field_value(made, field, f"{WORD} answer")
    factories.exchange_year(made, 1977, 7777, 7777)
    factories.signatory(made, f"{WORD} dean", partner_id=partner.id)
    owed = factories.obligation(made, f"{WORD} report", partner=partner, owner=named)
    factories.task(f"{WORD} task", due_on=DAY, **about)
    factories.task(f"{WORD} owed", agreement_id=made.id, obligation_id=owed.id, due_on=DAY)
    news = {"kind": HappeningKind.NEWS, "channel": Category.OTHER}
    factories.happening(f"{WORD} news", body=WORD, happened_on=DAY, **news, **about)
    paper = factories.document(f"{WORD} scan", text=f"whereas {WORD}", agreement_id=made.id)
    paper.versions[0].file_name = f"{WORD}.pdf"
    proposal = factories.proposal(f"{WORD} idea", agreement_id=made.id)
    factories.proposal_message(proposal, f"{WORD} question")
    review = factories.review(made, started_by=named, recommendation_text=WORD)
    factories.review_link(review, made_by=named)
    link = factories.counterpart_link(made, partner, document_id=paper.id, document_number=1)
    factories.suggestion(link, about=f"{WORD} Kari")
    db.session.commit()
    move_to_trash({}, factories.task(f"{WORD} gone", agreement_id=made.id))
    batch = begin(BatchKind.BULK, f"{WORD} work")
    db.session.flush()
    made.notes = f"{WORD} notes"
    db.session.commit()
    assert batch.id
    return made


def own_addresses(secret: Agreement) -> list[str]:
    """Where it and what hangs on it stand."""
    found = [f"/agreements/{secret.id}", f"/history/agreement/{secret.id}"]
    for room, model in (
        ("tasks", Task),
        ("obligations", Obligation),
        ("happenings", Happening),
        ("documents", Document),
        ("proposals", Proposal),
        ("reviews", Review),
        ("trash", TrashItem),
    ):
        number = db.session.scalar(select(model.id).where(model.agreement_id == secret.id).limit(1))
        found.append(f"/{room}/{number}")
    paper = found[-4]
    return [*found, f"{paper}/1/{WORD}.pdf"]


def addresses(app: Flask, numbers: dict[str, int]) -> list[str]:
    """Every address that can be asked for, and each list and search by the word's beginning."""
    found = [address_of(app, rule, numbers) for rule in rules(app, "GET")]
    asked = [a for a in found if not a.startswith(("/static/", "/logout", "/session"))]
    rooms = [*LISTS, "search", "search/lookup", "agreements/lookup", "history"]
    return [*asked, *(f"/{room}?q={BEGINNING}" for room in rooms), f"/search?q={BEGINNING}r"]


def said(answer: TestResponse) -> str:
    """What it says, in an Excel file as well, without what is another each time."""
    is_packed = len(answer.data) > 100 and answer.data.startswith(b"PK")
    text = unzipped(answer.data) if is_packed else answer.data.decode("utf-8", "replace")
    return re.sub(r'value="[\w.-]{40,}"|name="sheet"[^>]*', "", text)


def unzipped(data: bytes) -> str:
    with ZipFile(BytesIO(data)) as packed:
        names = [name for name in packed.namelist() if "core" not in name]
        return "".join(packed.read(name).decode("utf-8", "replace") for name in names)


def tells(answer: TestResponse) -> bool:
    return WORD.lower() in said(answer).lower()


@ONE_ENGINE
def test_no_address_export_or_feed_tells_of_what_is_confidential(app: Flask):
    """Not by a word, and not by a number: each says what it said before there was any. Those who
    are named find it everywhere."""
    numbers = fill_office(1)
    partner = db.session.get(Partner, numbers["partner_id"])
    people = {role: factories.user(role=role, name=f"A {role.value}") for role in Role}
    named = factories.user(name="Named")
    everybody = {role: app.test_client().log_in(person) for role, person in people.items()}
    field = factories.type_field(factories.shipped_type(), "A field")
    asked = addresses(app, numbers)
    admin, known = everybody[Role.ADMIN], app.test_client().log_in(named)
    counting = [a for a in asked if not re.search("/(new|edit|delete|settings/(?!people$).*)$", a)]
    before = {address: said(admin.get(address)) for address in counting}

    secret = secret_agreement(partner, named, field)
    factories.confidential(secret, named)
    db.session.commit()

    after = {address: admin.get(address) for address in asked}
    assert [address for address in asked if tells(after[address])] == []
    assert [address for address in counting if said(after[address]) != before[address]] == []
    for person in (everybody[Role.EDITOR], everybody[Role.VIEWER], app.test_client()):
        assert [address for address in asked if tells(person.get(address))] == []
    for address in own_addresses(secret):
        answers = [person.get(address).status_code for person in everybody.values()]
        assert answers == [404, 404, 404], address
        assert known.get(address).status_code == 200, address
    found_in = [room for room in LISTS if tells(known.get(f"/{room}?q={BEGINNING}"))]
    assert " ".join(found_in) == FOUND_IN


@ONE_ENGINE
def test_who_ticks_confidential_and_who_is_responsible_see_it_always(app: Flask, viewer: Client):
    owner, mine = factories.user(name="Owner"), factories.user(name="Mine")
    secret = factories.agreement(owner=owner)
    factories.task("Call", agreement_id=secret.id)
    editor, address = app.test_client().log_in(mine), f"/agreements/{secret.id}"

    editor.fill(f"{address}/edit", is_confidential="y")
    page = editor.visit(address)
    unnamed = viewer.get(address).status_code
    editor.fill(f"{address}/edit", owner_id="", reader_ids=[])
    heir = factories.user(name="Heir")
    db.session.get(Agreement, secret.id).owner_id = heir.id

    assert "Only for Mine, Owner." in page.text
    assert unnamed == 404
    assert app.test_client().log_in(heir).get(address).status_code == 200
    assert app.test_client().log_in(owner).get(address).status_code == 404
    assert "Call" not in viewer.visit("/tasks").text


@ONE_ENGINE
def test_what_belongs_to_a_confidential_agreement_begins_as_confidential(
    app: Flask, editor: Client
):
    named = factories.user(role=Role.EDITOR, name="Named")
    secret, open_to_all = factories.agreement("Secret"), factories.agreement("Open")
    factories.confidential(secret, named)
    db.session.commit()

    def ticked(person: Client, address: str) -> tuple[list[str], list[str]]:
        fields = person.visit(address).fields()
        return fields.get("is_confidential", []), fields.get("reader_ids", [])

    known = app.test_client().log_in(named)
    for name in ("parent_id", "predecessor_id"):
        assert ticked(known, f"/agreements/new?{name}={secret.id}") == (["y"], [str(named.id)])
        assert ticked(known, f"/agreements/new?{name}={open_to_all.id}") == ([], [])
        assert ticked(editor, f"/agreements/new?{name}={secret.id}") == ([], [])


@ONE_ENGINE
def test_a_playbook_reaches_what_who_applies_it_may_not_know_of(admin: Client):
    named = factories.user(name="Named")
    kind = factories.agreement_type()
    signed = {"type_id": kind.id, "signed_on": DAY, "expires_on": DAY + timedelta(days=400)}
    open_to_all = factories.agreement("Open", **signed)
    secret = factories.agreement("Secret", **signed)
    factories.confidential(secret, named)
    factories.playbook_step(kind, "Report")
    db.session.commit()

    answer = admin.fill(f"/settings/agreement-types/{kind.id}/playbook/apply")

    told = admin.visit(answer.location).text
    tasks = set(db.session.scalars(select(Task.agreement_id).where(Task.title == "Report")))
    assert tasks == {open_to_all.id, secret.id}
    assert "The playbook was applied to 1 agreement." in told


@ONE_ENGINE
def test_an_administrator_takes_over_what_nobody_sees_any_more(app: Flask, admin: Client):
    gone, here = factories.user(name="Gone", is_active=False), factories.user(name="Here")
    left, kept = factories.agreement("Left"), factories.agreement("Kept")
    factories.confidential(left, gone)
    factories.confidential(kept, here)
    assert "1 confidential agreement can be seen by nobody" in admin.visit("/settings/people").text

    admin.send("/settings/people/take-over")

    statuses = [admin.get(f"/agreements/{one.id}").status_code for one in (left, kept)]
    assert statuses == [200, 404]
    assert "Gone → Chen Wei, Gone" in admin.visit(f"/history/agreement/{left.id}").text


@ONE_ENGINE
def test_what_is_hidden_stays_as_it_is_when_others_work_beside_it(app: Flask, editor: Client):
    partner, person = factories.partner(), factories.user()
    above = factories.agreement("Above", partner, reference="S-1")
    below = factories.agreement("Below", partner, parent_id=above.id, link=Link.AMENDS)
    factories.confidential(above, person)

    editor.fill(f"/agreements/{below.id}/edit", areas="Nursing")
    taken = editor.refused(f"/agreements/{below.id}/edit", reference="S-1")
    kept = editor.send(f"/partners/{partner.id}/delete")

    db.session.expire_all()
    assert (below.areas, below.parent_id, below.link) == ("Nursing", above.id, Link.AMENDS)
    assert "This reference cannot be used." in taken.text
    assert "Above" not in taken.text
    assert kept.status_code == 422
