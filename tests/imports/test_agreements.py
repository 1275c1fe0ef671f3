"""Agreements from a file: with whom, of which type, and until when as far as anybody knows."""

from datetime import date
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from crm.extensions import db
from crm.models import Agreement, AgreementType, Batch, FieldKind, FieldValue, Stage, Task
from crm.models.field_value import Money
from tests import factories
from tests.client import Client
from tests.databases import ONE_ENGINE
from tests.imports.files import edited, previewed, sent, table

HEADER = ("Title", "Type", "Partners", "Signed on", "Effective date", "到期日期", "Responsible")


def agreements() -> list[Agreement]:
    db.session.expire_all()
    asked = select(Agreement).options(selectinload(Agreement.parties)).order_by(Agreement.id)
    return list(db.session.scalars(asked))


def test_a_row_becomes_an_agreement_with_parties_dates_and_responsible(editor: Client):
    kind = factories.agreement_type("Joint lab", name_zh="联合实验室")
    cde = factories.partner("Center for Drug Evaluation (CDE), State Administration")
    oslo = factories.partner("University of Oslo", short_name="UiO")
    zhao = factories.user(name="Zhao Min")
    both = "Center for Drug Evaluation (CDE), State Administration；UiO"
    content = table(
        HEADER,
        ("Centre", "联合实验室", both, "2025年3月4日", "45720", "长期有效", zhao.email),
        ("Second", "joint lab", "UiO", "unknown", "2025/3/4", "31.12.2027", "Zhao Min"),
        ("No type", "Club", "UiO", "", "", "", ""),
        ("No end", "Joint lab", "UiO", "", "2025-03-04", "2024-01-01", ""),
    )

    address, page = previewed(editor, content, "agreements")
    editor.send(address, write="yes")

    assert "New 2" in page.text
    assert "Type: No type of agreement is called “Club”" in page.text
    first, second = agreements()
    assert [party.partner_id for party in first.parties] == [cde.id, oslo.id]
    assert (first.type_id, first.owner_id, first.stage) == (kind.id, zhao.id, Stage.SIGNED)
    assert (first.signed_on, first.effective_on) == (date(2025, 3, 4), date(2025, 3, 4))
    assert (first.is_open_ended, first.notice_days) == (True, kind.notice_days)
    assert (second.signed_on, second.expires_on) == (None, date(2027, 12, 31))
    assert "Unchanged 2" in previewed(editor, content, "agreements")[1].text


def test_a_row_says_what_an_agreement_stands_under_and_which_it_follows(editor: Client):
    oslo = factories.partner("Oslo")
    frame = factories.agreement("Framework", oslo, reference="2020-MOU-001")
    before = factories.agreement("Exchange 2020", oslo)
    kind = str(db.session.get_one(AgreementType, before.type_id).name_en)
    header = ("Title", "Type", "Partners", "Umbrella agreement", "Renewal of")
    content = table(
        header,
        ("Exchange 2025", kind, "Oslo", "2020-MOU-001", "Exchange 2020"),
        ("Lost", kind, "Oslo", "2020-MOU-999", ""),
        ("Framework", kind, "Oslo", "Exchange 2020", ""),
    )

    address, page = previewed(editor, content, "agreements")
    editor.send(address, write="yes")

    assert "Umbrella agreement: No agreement is called “2020-MOU-999”." in page.text
    changed, unchanged, made = agreements()
    assert (changed.parent_id, unchanged.parent_id) == (before.id, None)
    assert (made.parent_id, made.predecessor_id) == (frame.id, before.id)


def test_a_date_that_can_be_read_in_two_ways_is_asked_about(editor: Client):
    factories.agreement_type("Exchange")
    factories.partner("Oslo")
    certain = [(f"Sure {place}", "Exchange", "Oslo", "2025-01-31") for place in range(9)]
    content = table(HEADER[:4], *certain, ("New", "Exchange", "Oslo", "03/04/2025"))

    asked = editor.refused(sent(editor, content, "agreements"))
    _address, page = previewed(editor, content, "agreements", day_order="day")

    assert "“03/04/2025” can be read in two ways" in asked.text
    assert "the day comes first" in asked.text
    assert "Signed on 3 Apr 2025" in page.text


def test_an_export_of_agreements_comes_back(editor: Client):
    oslo = factories.partner("Union Hospital", name_zh="奥斯陆协和医院")
    factories.partner("Union Hospital", country="CN")
    kind = factories.agreement_type("Exchange", name_zh="交流")
    endless = factories.agreement(title_en="Endless", type_id=kind.id, is_open_ended=True)
    factories.agreement(title_en="Known", type_id=kind.id, expires_on=date(2030, 1, 1))
    endless.parties[0].partner_id = oslo.id
    exported = editor.get("/agreements/export.csv?sort=title").data

    _address, same = previewed(editor, exported, "agreements")
    ended = edited(exported, Ends_on="2031-05-06", Partners="Union Hospital")
    address, page = previewed(editor, ended, "agreements")
    editor.send(address, write="yes")

    assert "Unchanged 2" in same.text
    assert "Ends on Open-ended → 6 May 2031" in page.text
    first = agreements()[0]
    assert (first.is_open_ended, first.expires_on) == (False, date(2031, 5, 6))
    assert [party.partner_id for party in first.parties] == [oslo.id]


def test_an_import_of_agreements_is_undone_with_the_tasks_of_its_playbook(editor: Client):
    kind = factories.agreement_type("Exchange", reference_pattern="EX-{number}")
    factories.playbook_step(kind)
    factories.partner("Oslo")
    header = ("Title", "Type", "Partners", "Ends on", "Status")
    content = table(header, ("Swap", "Exchange", "Oslo", "2030-01-01", "In force"))
    address, _page = previewed(editor, content, "agreements")
    editor.send(address, write="yes")
    made = (agreements()[0].reference, len(db.session.scalars(select(Task)).all()))
    batch = db.session.scalars(select(Batch)).one()

    editor.send(f"/history/batches/{batch.id}/undo")

    assert made == ("EX-1", 1)
    assert agreements() == []
    assert db.session.scalars(select(Task)).all() == []


@ONE_ENGINE
def test_the_fields_of_a_type_are_columns_in_either_language(editor: Client):
    factories.partner("University of Oslo")
    kind = factories.agreement_type("Clinic", name_zh="诊所")
    other = factories.agreement_type("Board deal")
    choices = [{"key": "home", "name_en": "At home", "name_zh": "在家", "is_offered": True}]
    level = factories.type_field(kind, "Level", kind=FieldKind.CHOICE, options=choices)
    grant = factories.type_field(kind, "Grant", kind=FieldKind.MONEY)
    seats = factories.type_field(kind, "Seats", label_zh="名额", kind=FieldKind.NUMBER)
    factories.type_field(other, "Board")
    header = ("Title", "Type", "Partner", "level", "Clinic: Grant", "Grant: currency", "名额")
    rows = (
        ("Swap", "Clinic", "University of Oslo", "在家", "1,234.50", "cny", "12"),
        ("Half", "Clinic", "University of Oslo", "", "5", "", ""),
        ("Alien", "Board deal", "University of Oslo", "", "", "", "3"),
        ("Wordy", "Clinic", "University of Oslo", "Abroad", "", "", "many"),
    )
    address, page = previewed(editor, table(header, *rows), "agreements")
    editor.send(address, write="yes")

    wrong = page.text
    assert "A value needs an amount and a currency." in wrong
    assert "Clinic: Seats: Agreements of its type do not ask this." in wrong
    assert "“Abroad” is none of: At home." in wrong
    answered = {v.field_id: v.content for v in db.session.scalars(select(FieldValue))}
    assert answered == {
        level.id: "home",
        grant.id: Money(Decimal("1234.5"), "CNY"),
        seats.id: Decimal(12),
    }
    exported = editor.get(f"/agreements/export.csv?type={kind.id}").data
    assert "Unchanged 1" in previewed(editor, exported, "agreements")[1].text
    changed = edited(exported, Seats="", Grant="99")
    editor.send(previewed(editor, changed, "agreements")[0], write="yes")
    db.session.expire_all()
    answered = {v.field_id: v.content for v in db.session.scalars(select(FieldValue))}
    assert answered == {level.id: "home", grant.id: Money(Decimal(99), "CNY")}
