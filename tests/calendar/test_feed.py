"""The private address of a calendar: what it shows, when it says that nothing has changed."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from threading import Barrier

import pytest
from flask import Flask
from icalendar import Calendar
from sqlalchemy import select

from crm.calendar import section
from crm.extensions import db
from crm.models import CalendarFeed, Decision, FeedKind, User
from tests import factories
from tests.client import Client
from tests.conftest import DAY
from tests.databases import ONE_ENGINE


def addresses(client: Client) -> dict[str, str]:
    """The addresses as they stand on the profile, by the name of the calendar."""
    client.send("/settings/calendars")
    page = client.visit("/settings/profile")
    fields = [e for e in page.having("input") if "/calendar/" in (e.get("value") or "")]
    return {str(e.get("aria-label")): str(e.get("value")) for e in fields}


def path_of(address: str) -> str:
    return address.removeprefix("http://localhost")


def events(client: Client, address: str):
    answer = client.get(path_of(address))
    assert answer.status_code == 200
    assert answer.mimetype == "text/calendar"
    found = Calendar.from_ical(answer.data).walk("VEVENT")
    return {str(e["SUMMARY"]): e for e in found}


def me() -> User:
    return db.session.scalars(select(User).where(User.name == "Lin Mei")).one()


def at(app: Flask, moment: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(app.config, "CLOCK", lambda: moment)


def test_each_calendar_shows_what_it_is_called(editor: Client, visitor: Client):
    factories.agreement("Mine", expires_on=date(2027, 3, 1), notice_days=90, owner=me())
    factories.agreement("Other", expires_on=date(2027, 3, 1), owner=factories.user(name="Wang"))
    factories.agreement("Endless", is_open_ended=True, review_years=3, signed_on=date(2025, 5, 1))
    factories.task("Call", due_on=DAY, assignee=me())
    factories.task("Done", due_on=DAY, assignee=me(), done_at=datetime(2026, 11, 1, tzinfo=UTC))
    factories.task("Not mine", due_on=DAY)

    found = {name: events(visitor, address) for name, address in addresses(editor).items()}

    assert {name: sorted(shown) for name, shown in found.items()} == {
        "All decisions": ["Decide: Endless", "Decide: Mine", "Decide: Other"],
        "My decisions": ["Decide: Mine"],
        "My tasks": ["Call"],
    }
    event = found["My decisions"]["Decide: Mine"]
    assert event["DTSTART"].dt == date(2026, 12, 1)
    assert str(event["DESCRIPTION"]) == (
        "University of Oslo\nEnds on 1 Mar 2027.\nResponsible: Lin Mei"
    )
    assert str(event["URL"]).startswith("http://localhost/agreements/")


def test_with_a_password_the_key_stands_in_no_address(editor: Client, visitor: Client):
    factories.task("Call", due_on=DAY, assignee=me())
    token = addresses(editor)["My tasks"].rpartition("/")[2].removesuffix(".ics")
    by_address = visitor.get(f"/calendar/{token}.ics")

    answer = visitor.get("/calendar.ics", auth=("lin.mei@example.org", token))

    assert answer.data == by_address.data
    assert answer.headers["ETag"] == by_address.headers["ETag"]
    assert answer.headers["Cache-Control"] == "private, no-cache"
    offered = editor.visit("/settings/profile").having("input")
    assert {"http://localhost/calendar.ics", token} <= {field.get("value") for field in offered}


@pytest.mark.parametrize("auth", [None, ("lin.mei@example.org", ""), ("", "guessed"), ("é", "é")])
def test_without_the_right_password_there_is_no_calendar(visitor: Client, auth):
    answer = visitor.get("/calendar.ics", auth=auth)

    assert answer.status_code == 401
    assert answer.headers["WWW-Authenticate"].startswith("Basic ")


def test_a_decision_that_moves_keeps_its_name_and_counts_on(
    app: Flask, editor: Client, visitor: Client, monkeypatch: pytest.MonkeyPatch
):
    agreement = factories.agreement("Exchange", expires_on=date(2027, 3, 1))
    address = addresses(editor)["All decisions"]
    before = events(visitor, address)["Decide: Exchange"]

    agreement.expires_on = date(2027, 6, 1)
    db.session.commit()
    later = datetime(2026, 11, 26, 4, tzinfo=UTC)
    at(app, later, monkeypatch)
    after = events(visitor, address)["Decide: Exchange"]

    assert after["UID"] == before["UID"]
    assert (before["SEQUENCE"], after["SEQUENCE"]) == (0, 1)
    assert after["LAST-MODIFIED"].dt == later
    assert after["DTSTART"].dt == date(2027, 6, 1)


def test_what_was_decided_is_cancelled_and_what_is_taken_back_comes_again(
    editor: Client, visitor: Client
):
    agreement = factories.agreement("Exchange", expires_on=date(2027, 3, 1))
    address = addresses(editor)["All decisions"]
    events(visitor, address)

    agreement.decision, agreement.decided_on = Decision.END, DAY
    decided = events(visitor, address)["Decide: Exchange"]
    agreement.decision = agreement.decided_on = None
    again = events(visitor, address)["Decide: Exchange"]

    assert (str(decided["STATUS"]), decided["SEQUENCE"]) == ("CANCELLED", 1)
    assert (str(again["STATUS"]), again["SEQUENCE"]) == ("CONFIRMED", 2)


def test_a_task_that_is_done_given_away_or_deleted_is_cancelled(editor: Client, visitor: Client):
    done, given, deleted = (
        factories.task(name, due_on=DAY, assignee=me()) for name in ("Done", "Given", "Deleted")
    )
    address = addresses(editor)["My tasks"]
    assert {str(e["STATUS"]) for e in events(visitor, address).values()} == {"CONFIRMED"}

    done.done_at = datetime(2026, 11, 24, tzinfo=UTC)
    given.assignee = factories.user(name="Wang")
    db.session.delete(deleted)
    found = events(visitor, address)

    assert {name: str(e["STATUS"]) for name, e in found.items()} == dict.fromkeys(
        ("Done", "Given", "Deleted"), "CANCELLED"
    )


def test_nothing_new_is_said_in_few_words(
    app: Flask, editor: Client, visitor: Client, monkeypatch: pytest.MonkeyPatch
):
    agreement = factories.agreement("Exchange", expires_on=date(2027, 3, 1))
    path = path_of(addresses(editor)["All decisions"])
    first = visitor.get(path)
    etag = first.headers["ETag"]

    at(app, datetime(2026, 11, 27, 4, tzinfo=UTC), monkeypatch)
    same = visitor.get(path, headers={"If-None-Match": etag})
    head = visitor.head(path)
    agreement.title_en = "Larger exchange"
    other = visitor.get(path, headers={"If-None-Match": etag})

    assert (same.status_code, same.data) == (304, b"")
    assert (head.status_code, head.headers["ETag"]) == (200, etag)
    assert other.status_code == 200
    assert other.headers["ETag"] != etag
    assert first.headers["Cache-Control"] == "private, no-cache"


def test_a_renewed_address_ends_the_one_before_and_keeps_the_names(editor: Client, visitor: Client):
    factories.agreement("Exchange", expires_on=date(2027, 3, 1))
    before = addresses(editor)["All decisions"]
    name = events(visitor, before)["Decide: Exchange"]["UID"]

    editor.send("/settings/calendars/all_decisions/renew")

    after = addresses(editor)["All decisions"]
    assert after != before
    assert visitor.get(path_of(before)).status_code == 404
    assert events(visitor, after)["Decide: Exchange"]["UID"] == name


def test_whoever_has_left_sees_no_dates_any_more(editor: Client, visitor: Client):
    address = addresses(editor)["All decisions"]

    me().is_active = False

    assert visitor.get(path_of(address)).status_code == 404


@pytest.mark.parametrize("token", ["x", "ImFiYyI.forged", "%00", "研"])
def test_an_address_that_was_made_up_shows_nothing(visitor: Client, token: str):
    assert visitor.get(f"/calendar/{token}.ics").status_code == 404


def test_a_link_of_another_kind_opens_no_calendar(editor: Client, visitor: Client):
    addresses(editor)
    feed = db.session.scalars(select(CalendarFeed)).first()
    assert feed is not None
    other = section.KeySigner("review link").token_of(feed.key)

    assert visitor.get(f"/calendar/{other}.ics").status_code == 404


def test_two_programs_at_once_are_told_the_same(app: Flask, editor: Client):
    agreement = factories.agreement("Exchange", expires_on=date(2027, 3, 1))
    path = path_of(addresses(editor)["All decisions"])
    app.test_client().get(path)
    agreement.expires_on = date(2027, 6, 1)
    db.session.commit()
    begin = Barrier(3, timeout=30)

    def fetch(_number: int) -> tuple[int, bytes]:
        with app.app_context():
            client = app.test_client()
            begin.wait()
            answer = client.get(path)
            return answer.status_code, answer.data

    with ThreadPoolExecutor(3) as programs:
        answers = set(programs.map(fetch, range(3)))

    ((status, content),) = answers
    (event,) = Calendar.from_ical(content).walk("VEVENT")
    assert (status, event["SEQUENCE"]) == (200, 1)


def test_the_profile_says_what_a_calendar_leaves_out_and_which_language_it_speaks(editor: Client):
    page = editor.visit("/settings/profile")
    assert "Mail and calendars come in English unless you choose a language here." in page.text

    editor.send("/settings/calendars")

    said = "A calendar holds the nearest 2000 entries, and what is overdue for up to 90 days."
    assert said in editor.visit("/settings/profile").text


def test_a_calendar_speaks_the_language_of_its_person(editor: Client, visitor: Client):
    factories.agreement("Exchange", title_zh="交流", expires_on=date(2027, 3, 1))
    editor.fill("/settings/profile", language="zh_Hans")
    (feed,) = [f for f in _made(editor) if f.kind is FeedKind.ALL_DECISIONS]

    content = visitor.get(f"/calendar/{section.SIGNER.token_of(feed.key)}.ics").data.decode()

    assert "交流" in content
    assert "Decide" not in content


def _made(client: Client) -> list[CalendarFeed]:
    client.send("/settings/calendars")
    return list(db.session.scalars(select(CalendarFeed)))


def test_the_farthest_are_left_out_of_a_full_calendar_and_not_cancelled(
    editor: Client, visitor: Client, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("crm.calendar.queries.MOST", 3)
    monkeypatch.setattr("crm.calendar.entries.MOST", 3)
    for days in (10, 20, 30):
        factories.agreement(f"In {days}", expires_on=DAY + timedelta(days=days))
    address = addresses(editor)["All decisions"]
    assert len(events(visitor, address)) == 3

    factories.agreement("In 5", expires_on=DAY + timedelta(days=5))

    found = events(visitor, address)
    assert sorted(found) == ["Decide: In 10", "Decide: In 20", "Decide: In 5"]


def test_what_was_never_decided_leaves_the_calendar_after_a_while(
    app: Flask, editor: Client, visitor: Client, monkeypatch: pytest.MonkeyPatch
):
    factories.agreement("Exchange", expires_on=DAY)
    address = addresses(editor)["All decisions"]
    assert len(events(visitor, address)) == 1

    at(app, datetime(2027, 3, 1, 4, tzinfo=UTC), monkeypatch)

    assert events(visitor, address) == {}


@ONE_ENGINE
def test_a_calendar_asks_no_more_often_for_more_entries(editor: Client, visitor: Client, counted):
    path = path_of(addresses(editor)["All decisions"])
    sent = []
    for number in (2, 30):
        for place in range(number):
            factories.agreement(f"{number} {place}", expires_on=DAY + timedelta(days=place))
        with counted() as statements:
            visitor.get(path)
        sent.append(len(statements))

    assert sent[0] == sent[1] <= 4
