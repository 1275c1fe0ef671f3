"""The quick entry: one line becomes an entry, with whom and what it names."""

import io
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.orm import selectinload

from crm.extensions import db
from crm.models import Batch, Document, Happening, HappeningKind
from crm.timeline.line import Line, read_line
from crm.timeline.naming import Candidate, match
from tests import factories
from tests.client import Client
from tests.conftest import DAY
from tests.databases import ONE_ENGINE

PEOPLE = [
    Candidate("contact", 1, ("Jane Doe", "简·多伊"), "Jane Doe"),
    Candidate("contact", 2, ("John Doe",), "John Doe"),
    Candidate("user", 3, ("王芳",), "王芳"),
]
PAPERS = [
    Candidate("agreement", 1, ("Exchange of nurses", "护理交流协议", "2024-MOU-1"), "Exchange"),
    Candidate("agreement", 2, ("Memorandum 2020",), "Memorandum 2020"),
]
WEDNESDAY = date(2026, 11, 25)


def _read(text: str) -> Line:
    return read_line(
        text, WEDNESDAY, lambda sign, rest: match(rest, PEOPLE if sign == "@" else PAPERS)
    )


@pytest.mark.parametrize(
    ("text", "kind", "day", "title", "named"),
    [
        ("last Friday visit of @Jane Doe", "visit", "2026-11-20", "visit of Jane Doe", [1]),
        ("Call: @John asked for #2024-MOU-1", "call", None, "John Doe asked for Exchange", [2, 1]),
        ("上周五与@王芳讨论#护理交流", None, "2026-11-20", "与王芳讨论Exchange", [3, 1]),
        ("3月12日@王教授来访", "visit", "2026-03-12", "王芳教授来访", [3]),
        ("wrote to dean@oslo.no", "email", None, "wrote to dean@oslo.no", []),
        ("visit of the delegation yesterday", "delegation", "2026-11-24", None, []),
        ("Yesterday", None, "2026-11-24", "", []),
    ],
)
def test_a_line_is_read(text: str, kind: str | None, day: str | None, title: str, named: list[int]):
    line = _read(text)

    assert line.kind == kind
    assert (line.day.isoformat() if line.day else None) == day
    assert title is None or line.title == title
    assert [one.number for one in line.named] == named
    assert not line.unclear


def test_a_name_of_two_or_of_nobody_is_not_guessed():
    two, nobody = _read("call @Doe").unclear, _read("call @Nobody").unclear

    assert [one.number for one in two[0].several] == [1, 2]
    assert [(one.said, one.several) for one in nobody] == [("Nobody", ())]


@given(st.text(alphabet=st.sampled_from("@#＠ Doe王芳 昨天上周五3月12日:，.-\ue000"), max_size=40))
@settings(max_examples=60, deadline=None)
def test_no_line_breaks_it(text: str):
    line = _read(text)

    assert len(line.named) <= text.count("@") + text.count("#") + text.count("＠")


@ONE_ENGINE
def test_a_line_on_the_page_of_a_partner_becomes_an_entry_that_can_be_taken_back(editor: Client):
    oslo = factories.partner()
    kari, other = factories.contact("Kari Nordmann"), factories.contact("Ola Hansen")
    factories.position(kari, oslo)
    factories.position(other, factories.partner("Bergen"))
    agreement = factories.agreement("Exchange of nurses", oslo)
    db.session.commit()
    number, wanted = oslo.id, (kari.id, other.id, agreement.id)

    editor.fill(
        f"/happenings/note?partner_id={number}",
        line="昨天与@Kari和@Ola Hansen通话，谈#Exchange of nurses",
    )

    noted = db.session.scalars(select(Happening)).one()
    assert (noted.kind, noted.partner_id) == (HappeningKind.CALL, number)
    assert (DAY - noted.happened_on).days == 1
    assert noted.title == "与Kari Nordmann和Ola Hansen通话，谈Exchange of nurses"
    assert noted.agreement_id == wanted[2]
    page = editor.visit(f"/partners/{number}")
    assert "Noted: Call · " in page.text
    assert "Undo" in page.text


@ONE_ENGINE
def test_a_file_that_comes_with_it_is_filed_with_it_and_goes_with_it(editor: Client):
    oslo = factories.partner()
    db.session.commit()
    number = oslo.id
    pdf = (io.BytesIO(b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"), "Minutes.pdf")
    editor.fill(f"/happenings/note?partner_id={number}", line="Meeting today", files=[pdf])
    paper = db.session.scalars(select(Document)).one()
    happening = db.session.scalars(select(Happening)).one()

    assert (paper.partner_id, paper.happening_id, paper.title) == (number, happening.id, "Minutes")

    editor.fill(f"/history/batches/{db.session.scalar(select(Batch.id))}/undo")

    db.session.expire_all()
    assert db.session.scalars(select(Happening)).all() == []
    assert db.session.scalars(select(Document)).all() == []


@ONE_ENGINE
def test_a_name_that_is_not_clear_is_refused_and_what_was_typed_stays(editor: Client):
    oslo = factories.partner()
    for name in ("Kari Nordmann", "Kari Hansen"):
        factories.position(factories.contact(name), oslo)
    db.session.commit()
    address = f"/happenings/note?partner_id={oslo.id}"

    page = editor.refused(address, line="call with @Kari")

    assert "Kari Hansen" in page.error("line")
    assert page.value("line") == "call with @Kari"
    told = editor.get(f"/happenings/note/lookup?partner_id={oslo.id}&line=call+with+@Kari")
    assert "Kari Hansen" in told.get_json()["error"]
    offered = editor.get(f"/happenings/note/lookup-names?partner_id={oslo.id}&sign=@&q=kari")
    assert {one["name"] for one in offered.get_json()} == {"Kari Nordmann", "Kari Hansen"}


@ONE_ENGINE
def test_two_of_the_same_name_are_told_apart_by_what_stands_in_brackets(editor: Client):
    dean = factories.contact("Kari Nordmann")
    nurse = factories.contact("Kari Nordmann")
    for person, where in ((dean, "Bergen Hospital"), (nurse, "Oslo Hospital")):
        factories.position(person, factories.partner(where), is_main=True)
    db.session.commit()
    number = dean.id

    offered = editor.get("/happenings/note/lookup-names?sign=@&q=kari").get_json()
    names = {one["name"] for one in offered}
    editor.fill("/happenings/note", line="call with @Kari Nordmann (Bergen Hospital) yesterday")

    assert names == {"Kari Nordmann (Bergen Hospital)", "Kari Nordmann (Oslo Hospital)"}
    noted = db.session.scalars(select(Happening).options(selectinload(Happening.contacts))).one()
    assert (noted.title, noted.contact_ids) == ("call with Kari Nordmann", [number])


@ONE_ENGINE
def test_our_own_people_are_found_by_pinyin(editor: Client):
    factories.user(name="王芳")
    db.session.commit()

    offered = editor.get("/happenings/note/lookup-names?sign=@&q=wangf").get_json()

    assert [one["name"] for one in offered] == ["王芳"]
