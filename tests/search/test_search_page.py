"""The one box: all kinds of records, the best first, in groups."""

from datetime import date

from flask import Flask
from sqlalchemy import select

from crm.database import now
from crm.extensions import db
from crm.models import Access, Category, User
from tests import factories
from tests.client import Client
from tests.conftest import Counted
from tests.search.office import furnish


def names(page: str, kind: str) -> list[str]:
    """What stands under that heading, without its marks."""
    part = page.partition(f'id="found-{kind}"')[2].partition("</section>")[0]
    links = [link.partition(">")[2] for link in part.split("<a ")[1:-1]]
    return [
        link.partition("</a>")[0].replace("<mark>", "").replace("</mark>", "") for link in links
    ]


def test_the_best_is_first_in_each_group(viewer: Client):
    furnish()

    page = viewer.get("/search?q=Beijing Hospital").text
    spoken = viewer.get("/search?q=bjyy").text

    assert names(page, "partners")[0] == "Beijing Hospital"
    assert len(names(page, "partners")) == 5
    assert names(spoken, "partners") == ["Beijing Hospital"]
    assert names(spoken, "tasks") == ["Send the signed copy to 北京医院"]
    assert "<mark>北京医院</mark>" in spoken


def test_each_kind_is_found_and_can_be_shown_alone(viewer: Client):
    partner = factories.partner("Quetzal Institute")
    factories.contact("Quetzal Coatl")
    agreement = factories.agreement("Quetzal exchange", partner)
    factories.task("Call Quetzal")
    factories.happening("Visit", body="They spoke of the quetzal at length.")
    document = factories.document("Scan", agreement_id=agreement.id, text="Quetzal feathers")
    db.session.commit()

    page = viewer.get("/search?q=quetzal").text
    alone = viewer.get("/search?q=quetzal&kind=timeline").text

    for kind in ("partners", "contacts", "agreements", "tasks", "timeline", "documents"):
        assert len(names(page, kind)) == 1
    assert "They spoke of the <mark>quetzal</mark> at length." in page
    assert "<mark>Quetzal</mark> feathers" in page
    assert f"/documents/{document.id}" in page
    assert names(alone, "timeline") == ["Visit"]
    assert names(alone, "partners") == []


def test_what_only_administrators_may_read_nobody_else_finds(viewer: Client, admin: Client):
    factories.document("Quetzal", text="quetzal", access=Access.ADMINISTRATORS)
    db.session.commit()

    assert names(viewer.get("/search?q=quetzal").text, "documents") == []
    assert names(admin.get("/search?q=quetzal").text, "documents") == ["Quetzal"]


KINDS = ("partners", "contacts", "agreements", "tasks", "timeline", "documents")


def found(reader: Client, query: str) -> dict[str, list[str]]:
    """What a search finds of each kind."""
    page = reader.get(f"/search?q=quetzal&{query}").text
    return {kind: same for kind in KINDS if (same := names(page, kind))}


def test_a_search_is_narrowed_by_what_its_records_belong_to(editor: Client):
    me = db.session.scalars(select(User)).one()
    there = factories.partner("Quetzal Institute", country="GT", owner_id=me.id)
    factories.partner("Quetzal Press", country="NO", category=Category.ENTERPRISE)
    contact = factories.contact("Quetzal Coatl")
    factories.position(contact, there)
    agreement = factories.agreement("Quetzal exchange", there, expires_on=date(2020, 1, 1))
    factories.task("Call Quetzal", agreement_id=agreement.id)
    factories.task("Quetzal done", assignee_id=me.id, done_at=now())
    factories.happening("Quetzal visit", partners=[there])
    factories.document("Quetzal scan", agreement_id=agreement.id)
    db.session.commit()

    in_country = found(editor, "country=GT")
    assert set(in_country) == set(KINDS)
    assert in_country["partners"] == ["Quetzal Institute"]
    assert in_country["tasks"] == ["Call Quetzal"]
    assert found(editor, "category=enterprise") == {"partners": ["Quetzal Press"]}
    assert found(editor, "country=GT&category=enterprise") == {}
    assert set(found(editor, f"type={agreement.type_id}")) == {"agreements", "tasks", "documents"}
    assert found(editor, "owner=me")["tasks"] == ["Quetzal done"]
    assert found(editor, "owner=me")["partners"] == ["Quetzal Institute"]
    former = {"agreements": ["Quetzal exchange"], "tasks": ["Quetzal done"]}
    assert found(editor, "state=former") == former
    assert "agreements" not in found(editor, "state=current")
    assert found(editor, "changed=week&kind=timeline") == {"timeline": ["Quetzal visit"]}
    page = editor.get("/search?q=quetzal&country=GT&owner=nonsense").text
    assert "nonsense” is nothing that" in page
    assert "/partners?q=quetzal&amp;country=GT" in page


def test_a_search_is_narrowed_by_a_tag(editor: Client):
    there = factories.partner("Quetzal Institute", tags="key account, Latin America")
    factories.partner("Quetzal Press", tags="key")
    factories.contact("Quetzal Coatl", tags="key account")
    agreement = factories.agreement("Quetzal exchange", there)
    factories.task("Call Quetzal", agreement_id=agreement.id, tags="key account")
    factories.happening("Quetzal visit", partners=[there])
    factories.document("Quetzal scan", partner_id=there.id)
    db.session.commit()

    assert found(editor, "tag=key account") == {
        "partners": ["Quetzal Institute"],
        "contacts": ["Quetzal Coatl"],
        "tasks": ["Call Quetzal"],
        "timeline": ["Quetzal visit"],
        "documents": ["Quetzal scan"],
    }
    assert found(editor, "tag=key") == {"partners": ["Quetzal Press"]}
    page = editor.get("/search?q=quetzal&tag=key account").text
    assert '<option value="Latin America">' in page
    assert "/contacts?q=quetzal&amp;tag=key+account" in page
    assert "one, two” is nothing that" in editor.get("/search?q=quetzal&tag=one, two").text


def test_the_page_says_how_many_there_are_of_each_kind(viewer: Client):
    for number in range(45):
        factories.partner(f"Quetzal {number}", country="GT" if number < 42 else None)
    db.session.commit()

    assert "Partners <b>45</b>" in viewer.get("/search?q=quetzal").text
    assert "Partners <b>42</b>" in viewer.get("/search?q=quetzal&country=GT").text


def test_a_search_costs_few_statements_whatever_it_finds(viewer: Client, counted: Counted):
    furnish()
    for address in (
        "/search?q=hospital",
        "/search?q=Melborne",
        "/search?q=Melborne&country=AU&owner=me&state=current",
        "/search/lookup?q=qing&palette=1",
    ):
        with counted() as statements:
            assert viewer.get(address).status_code == 200

        assert len(statements) <= 8


def test_the_palette_goes_to_what_the_person_may_do(viewer: Client, editor: Client):
    assert "New agreement" in editor.get("/search/lookup?q=new agr&palette=1").text
    assert "New agreement" not in viewer.get("/search/lookup?q=new agr&palette=1").text
    assert "New agreement" not in editor.get("/search/lookup?q=new agr").text
    trash = "/search/lookup?q=trash&palette=1"
    assert ("/trash" in editor.get(trash).text, "/trash" in viewer.get(trash).text) == (True, False)
    assert "/renewals" in viewer.get("/search/lookup?q=&palette=1").text
    assert "/reports" in viewer.get("/search/lookup?q=report&palette=1").text


def test_a_page_that_is_called_so_comes_before_records_that_are_a_guess(app: Flask):
    factories.partner("Xinjiang People's Hospital", name_zh="新疆人民医院")
    person = app.test_client().log_in(factories.user(language="zh_Hans"))

    text = person.get("/search/lookup?q=新建&palette=1").text

    assert 0 < text.index("新建协议") < text.index("人民医院")
