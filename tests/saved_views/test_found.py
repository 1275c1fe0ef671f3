"""What a view finds stands beside it; it can be a first page, and tell of what is new."""

import re
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from crm.extensions import db
from crm.models import Category, SavedView, TrashItem, User, ViewChoice, ViewMatch
from tests import factories
from tests.client import Client
from tests.conftest import DAY, Counted


@pytest.fixture
def person(editor: Client) -> User:
    """Who the editor is."""
    return db.session.scalars(select(User).where(User.name == "Lin Mei")).one()


def number_beside(reader: Client, name: str) -> str:
    """What the side bar says that the view finds."""
    page = reader.visit("/tasks")
    (link,) = (a for a in page.tree.iter("a") if (a.text or "").strip() == name)
    return (link.find("span[@class='number']").text or "").strip()


def hospital(name: str, **given: str) -> int:
    found = factories.partner(name, category=Category.HOSPITAL, **given)
    db.session.commit()
    return found.id


def news(reader: Client) -> list[str]:
    """The names that the digest's page tells of, of all views."""
    page = reader.visit("/digest")
    parts = [s for s in page.having("section") if s.get("id", "").startswith("view-")]
    return [a.text for part in parts for a in part.iterfind("ul/li/div/a")]


def follow(reader: Client, view: SavedView, **more: str) -> None:
    db.session.commit()
    reader.fill(f"/views/{view.id}", tells="y", **more)


def test_the_side_bar_says_how_many_records_a_view_finds_now(editor: Client, person: User):
    factories.saved_view(person, name="Hospitals", query="category=hospital")
    factories.saved_view(person, name="Mine", room="tasks", query="assignee=me")
    hospital("Ullevål")
    assert [number_beside(editor, name) for name in ("Hospitals", "Mine")] == ["1", "0"]

    hospital("Haukeland")
    factories.task(assignee=person)
    db.session.commit()

    assert [number_beside(editor, name) for name in ("Hospitals", "Mine")] == ["2", "1"]


def test_as_long_as_nothing_changes_nothing_is_counted_again(
    editor: Client, person: User, counted: Counted
):
    factories.saved_view(person, name="Hospitals", query="category=hospital")
    hospital("Ullevål")
    sent = []
    for _ in range(2):
        with counted() as statements:
            editor.visit("/keys")
        sent.append(len(statements))

    assert sent[1] == sent[0] - 1


def test_a_view_that_finds_nothing_sensible_still_shows(editor: Client, person: User):
    factories.saved_view(person, name="Odd", query="category=nonsense&status=%00&x=1")
    hospital("Ullevål")

    assert number_beside(editor, "Odd") == "1"


def test_a_view_can_be_the_first_page_and_today_is_still_there(editor: Client, person: User):
    first = factories.saved_view(person, name="Hospitals", query="category=hospital")
    second = factories.saved_view(person, name="Late", room="tasks", query="status=overdue")
    db.session.commit()
    assert editor.get("/").status_code == 200

    editor.fill(f"/views/{first.id}", is_home="y")
    editor.fill(f"/views/{second.id}", is_home="y")

    assert editor.get("/").location == "/tasks?status=overdue"
    assert editor.visit("/today").heading
    assert '<a href="/today">' in editor.visit("/partners").html
    assert db.session.query(ViewChoice).count() == 1


def test_a_first_page_that_is_deleted_gives_way_to_the_usual_one(editor: Client, person: User):
    view = factories.saved_view(person, name="Hospitals")
    db.session.commit()
    editor.fill(f"/views/{view.id}", is_home="y")

    editor.send(f"/views/{view.id}/delete")
    assert editor.get("/").status_code == 200

    editor.send(f"/trash/{db.session.scalars(select(TrashItem.id)).one()}/restore")
    assert editor.get("/").location == "/partners?category=hospital"


def test_everybody_makes_something_of_a_shared_view_and_changes_it_not(
    app: Flask, editor: Client, person: User
):
    view = factories.saved_view(factories.user(name="Chen Wei"), is_shared=True)
    secret = factories.saved_view(factories.user(name="Wu Yan"), name="Secret")
    db.session.commit()

    page = editor.visit(f"/views/{view.id}")
    editor.fill(f"/views/{view.id}", is_home="y")

    assert page.fields().keys() >= {"sheet"}
    assert "name" not in page.fields()
    assert editor.get("/").location == "/partners?category=hospital"
    assert editor.get(f"/views/{secret.id}").status_code == 404
    assert editor.send(f"/views/{secret.id}/read").status_code == 404


def test_a_view_does_not_take_the_name_of_another_of_its_list(editor: Client, person: User):
    factories.saved_view(person, name="Hospitals")
    other = factories.saved_view(person, name="Others", query="category=other")
    db.session.commit()

    page = editor.refused(f"/views/{other.id}", name="Hospitals")

    assert "with this name" in page.error("name")


def test_the_digest_tells_what_a_view_has_newly_found_until_it_was_read(
    editor: Client, person: User
):
    hospital("There before")
    view = factories.saved_view(person, name="Hospitals", query="category=hospital")
    follow(editor, view)
    assert news(editor) == []

    hospital("Haukeland")
    factories.partner("A ministry")
    db.session.commit()
    assert news(editor) == ["Haukeland"]
    assert "1 new in saved views" in editor.visit("/").text

    editor.send(f"/views/{view.id}/read")
    assert news(editor) == []


def test_what_comes_to_match_by_a_change_or_by_the_day_is_new_too(app: Flask, person: User):
    reader = app.test_client().log_in(person)
    ministry = factories.partner("A ministry")
    in_time = {"expires_on": DAY + timedelta(days=500), "notice_days": 90}
    factories.agreement("Exchange", ministry, **in_time)
    renewals = factories.saved_view(person, name="Soon", room="renewals", query="urgency=30")
    hospitals = factories.saved_view(person, name="Hospitals", query="category=hospital")
    for view in (renewals, hospitals):
        follow(reader, view)
    assert news(reader) == []

    ministry.category = Category.HOSPITAL
    db.session.commit()
    assert news(reader) == ["A ministry"]

    clock = app.config["CLOCK"]
    app.config["CLOCK"] = lambda: clock() + timedelta(days=400)
    assert sorted(news(reader)) == ["A ministry", "Exchange"]
    app.config["CLOCK"] = clock


def test_what_left_the_view_and_came_back_is_new_again(editor: Client, person: User):
    number = hospital("Haukeland")
    view = factories.saved_view(person, name="Hospitals", query="category=hospital")
    follow(editor, view)
    for category in ("other", "hospital"):
        editor.fill(f"/partners/{number}/edit", category=category)
        if category == "other":
            editor.send(f"/views/{view.id}/read")

    assert news(editor) == ["Haukeland"]


def test_who_asks_no_more_is_told_no_more(editor: Client, person: User):
    hospital("There before")
    view = factories.saved_view(person, name="Hospitals", query="category=hospital")
    follow(editor, view)
    hospital("Haukeland")

    editor.fill(f"/views/{view.id}", tells=[])

    assert news(editor) == []
    assert db.session.query(ViewMatch).count() == 0


def test_views_of_what_has_no_page_of_its_own_do_not_tell(editor: Client, person: User):
    view = factories.saved_view(person, name="Alike", room="duplicates", query=None)
    db.session.commit()

    assert "tells" not in editor.visit(f"/views/{view.id}").fields()


def test_a_search_is_kept_too_and_counted(editor: Client, person: User):
    hospital("Haukeland")
    page = editor.visit("/search?q=hauk&kind=partners")
    (address,) = [link for link in page.links() if link.startswith("/views/new")]

    answer = editor.fill(address, name="Hauk")

    assert answer.location == "/search?q=hauk&kind=partners"
    assert number_beside(editor, "Hauk") == "1"
    view = db.session.scalars(select(SavedView)).one()
    follow(editor, view)
    factories.task("Write to Haukeland")
    hospital("Haukanes")
    assert number_beside(editor, "Hauk") == "2"
    assert news(editor) == ["Haukanes"]


def test_a_search_for_everything_counts_all_kinds_and_tells_of_each(editor: Client, person: User):
    hospital("Haukeland", country="NO")
    factories.task("Write to Haukeland")
    view = factories.saved_view(person, room="search", name="Hauk", query="q=hauk")
    narrowed = factories.saved_view(person, room="search", name="There", query="q=hauk&country=NO")
    db.session.commit()
    assert (number_beside(editor, "Hauk"), number_beside(editor, "There")) == ("2", "1")
    for each in (view, narrowed):
        follow(editor, each)
    assert news(editor) == []

    paper = factories.agreement("Haukeland exchange", factories.partner("Oslo"))
    factories.document("Scan", agreement_id=paper.id, text="What Haukeland promised")
    db.session.commit()
    assert sorted(news(editor)) == ["Haukeland exchange", "Scan"]

    editor.send(f"/views/{view.id}/read")
    assert news(editor) == []


def test_a_day_that_a_reader_was_told_is_that_of_the_office(editor: Client, person: User):
    view = factories.saved_view(person, name="Hospitals", query="category=hospital")
    follow(editor, view)
    hospital("Haukeland")

    (day,) = editor.visit("/digest").texts("time")
    assert re.fullmatch(r"\d+ \w+ \d{4}", day)


def test_what_a_view_finds_that_was_replaced_is_no_news(editor: Client, person: User):
    hospital("Ullevål")
    follow(editor, factories.saved_view(person, name="Mine", query="category=enterprise"))

    editor.fill("/views/new?room=partners&query=category%3Dhospital", name="Mine")
    assert news(editor) == []

    hospital("Haukeland")
    assert news(editor) == ["Haukeland"]
