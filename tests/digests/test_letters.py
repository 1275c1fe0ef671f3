"""What each person is told by e-mail: what is overdue, what comes, what was decided; or nothing."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from email.message import EmailMessage
from threading import Barrier
from zoneinfo import ZoneInfo

import pytest
from flask import Flask
from sqlalchemy import event, select

from crm.digests.making import make_due_digests
from crm.extensions import db
from crm.mail_server import mail_server
from crm.models import Category, Decision, Digest, Letter, Rhythm, Role, User, ViewChoice
from crm.operations.remind import remind
from tests import factories
from tests.client import Client
from tests.conftest import DAY
from tests.databases import ONE_ENGINE
from tests.mail.post_office import PostOffice, open_post_office
from tests.pages import text_of

MORNING = datetime(2026, 11, 24, 8, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
ONE_DAY = timedelta(days=1)


def away(days: int):
    return DAY + timedelta(days=days)


@pytest.fixture
def post_office(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Iterator[PostOffice]:
    """The office's mail server, which is set up."""
    with open_post_office() as office:
        monkeypatch.setitem(app.config, "MAIL", mail_server(office.address()))
        monkeypatch.setitem(app.config, "BASE_URL", "https://crm.example.edu/register/")
        yield office


def reader(**given: object) -> User:
    """Somebody who wants the digest each day at eight."""
    return factories.user(**{"digest": Rhythm.DAILY, "digest_hour": 8} | given)


def fill(owner: User | None) -> None:
    """Of each kind one, of that person; the agreements are of a type without a playbook."""
    kind = factories.agreement_type().id
    factories.agreement("Late exchange", type_id=kind, expires_on=away(-3), owner=owner)
    factories.agreement("Coming exchange", type_id=kind, expires_on=away(20), owner=owner)
    factories.agreement("Far exchange", type_id=kind, expires_on=away(200), owner=owner)
    factories.task("Late call", due_on=away(-1), assignee=owner)
    factories.task("Coming call", due_on=away(5), assignee=owner)
    factories.task("Far call", due_on=away(50), assignee=owner)
    factories.agreement(
        "Decided exchange",
        type_id=kind,
        expires_on=away(100),
        owner=owner,
        decision=Decision.RENEW,
        decided_on=away(-1),
    )


def told(mail: EmailMessage) -> str:
    part = mail.get_body(("plain",))
    assert part is not None
    return str(part.get_content())


def run(app: Flask, moment: datetime) -> None:
    """What `crm remind` does at that moment."""
    db.session.commit()
    outcomes = remind(app, moment)
    assert [outcome.fault for outcome in outcomes if outcome.fault] == []


def test_a_digest_tells_what_is_overdue_what_comes_and_what_was_decided(
    app: Flask, post_office: PostOffice
):
    fill(reader(email="lin@example.org"))

    run(app, MORNING)

    (mail,) = post_office.taken
    assert mail["To"] == "lin@example.org"
    assert mail["Subject"] == "Partnerships: 2 overdue, 2 coming up, 1 decided"
    text = told(mail)
    for name in (
        "Late exchange",
        "Coming exchange",
        "Late call",
        "Coming call",
        "Decided exchange",
    ):
        assert name in text
    assert "Far" not in text
    assert "- 21 Nov 2026 (3 days ago) Late exchange — University of Oslo" in text
    assert "to be renewed" in text
    assert "https://crm.example.edu/register/agreements/" in text
    html = mail.get_body(("html",))
    assert html is not None
    assert "Late exchange" in html.get_content()


def test_a_letter_tells_once_what_a_saved_view_has_newly_found(app: Flask, post_office: PostOffice):
    view = factories.saved_view(reader(), name="Hospitals", query="category=hospital")
    db.session.add(ViewChoice(user_id=view.user_id, view_id=view.id, tells=True))
    factories.partner("Haukeland", category=Category.HOSPITAL)
    db.session.commit()

    for days in range(2):
        run(app, MORNING + days * ONE_DAY)

    (mail,) = post_office.taken
    assert "New in “Hospitals”" in told(mail)
    assert "Haukeland" in told(mail)
    assert mail["Subject"] == "Partnerships: 1 new in saved views"


@pytest.mark.parametrize("is_confidential", [False, True])
def test_a_digest_that_fails_keeps_none_from_the_others_and_is_told_of(
    app: Flask,
    post_office: PostOffice,
    caplog: pytest.LogCaptureFixture,
    is_confidential: bool,
):
    for name in ("ann", "bo", "cy"):
        fill(reader(name=name, email=f"{name}@example.org"))
    broken = db.session.scalars(select(User).where(User.name == "bo")).one()
    if is_confidential:
        factories.confidential(factories.agreement())
    db.session.commit()

    with given_to_nobody(broken):
        outcomes = remind(app, MORNING)

    faults = [str(outcome.fault) for outcome in outcomes if outcome.fault is not None]
    assert sorted(post_office.recipients) == ["ann@example.org", "cy@example.org"]
    assert faults == ["For 1 person no digest could be made: the log says why."]
    assert [one.getMessage() for one in caplog.records if one.levelname == "ERROR"] == [
        "no digest for bo@example.org"
    ]
    assert "no such letter" in caplog.text

    run(app, MORNING + timedelta(minutes=1))

    assert sorted(post_office.recipients)[1] == "bo@example.org"


@contextmanager
def given_to_nobody(person: User) -> Iterator[None]:
    """Meanwhile nothing can be written into the letters to that one."""

    def refuse(_mapper: object, _connection: object, letter: Letter) -> None:
        if letter.user_id == number:
            raise LookupError("no such letter")

    number = person.id
    event.listen(Letter, "before_insert", refuse)
    yield
    event.remove(Letter, "before_insert", refuse)


@pytest.mark.parametrize("odd", ["endpoint=x", "site=y", "_scheme=z&_method=POST", "_anchor=a"])
def test_no_view_of_one_person_keeps_digests_from_the_others(
    app: Flask, post_office: PostOffice, editor: Client, odd: str
):
    """Whatever an address says after its question mark can be kept as a view."""
    own = db.session.scalars(select(User)).one()
    own.assign({"digest": Rhythm.DAILY, "digest_hour": 8})
    view = factories.saved_view(own, query=f"status=active&{odd}")
    db.session.add(ViewChoice(user_id=own.id, view_id=view.id, tells=True))
    factories.partner("Hospital 2")
    factories.task("Call", due_on=away(-1), assignee=reader(email="zhao@example.org"))
    db.session.commit()

    links = editor.visit("/digest").links()
    run(app, MORNING)

    assert f"/partners?status=active&{odd}" in links
    assert {"zhao@example.org", own.email} == set(post_office.recipients)


def test_a_digest_is_silent_when_there_is_nothing_to_say(app: Flask, post_office: PostOffice):
    reader()
    fill(factories.user(name="Wang Fang", digest=Rhythm.NEVER))

    run(app, MORNING)

    assert post_office.taken == []
    assert [one.letter_id for one in db.session.scalars(select(Digest))] == [None]


def test_each_digest_comes_once_however_often_the_minute_comes(app: Flask, post_office: PostOffice):
    fill(reader())

    for minutes in (-1, 0, 1, 2, 60, 15 * 60):
        run(app, MORNING + timedelta(minutes=minutes))
    assert len(post_office.taken) == 1

    run(app, MORNING + ONE_DAY)
    assert len(post_office.taken) == 2


def test_two_machines_at_once_make_and_send_each_digest_once(app: Flask, post_office: PostOffice):
    for number in range(5):
        fill(reader(name=f"Person {number}", email=f"person{number}@example.org"))
    db.session.commit()
    begin = Barrier(3, timeout=30)

    def serve(_number: int) -> list[BaseException]:
        begin.wait()
        return [outcome.fault for outcome in remind(app, MORNING) if outcome.fault]

    with ThreadPoolExecutor(3) as machines:
        faults = [fault for found in machines.map(serve, range(3)) for fault in found]

    assert faults == []
    assert sorted(post_office.recipients) == [f"person{number}@example.org" for number in range(5)]


def test_a_digest_that_could_not_be_sent_comes_as_soon_as_the_mail_server_is_back(
    app: Flask, post_office: PostOffice
):
    fill(reader())
    post_office.hangs_up = True
    for minutes in range(4):
        run(app, MORNING + timedelta(minutes=minutes))
    assert post_office.taken == []

    post_office.hangs_up = False
    run(app, MORNING + timedelta(minutes=30))

    assert len(post_office.taken) == 1


def test_the_letter_is_in_the_language_of_its_reader(app: Flask, post_office: PostOffice):
    fill(reader(language="zh_Hans"))

    run(app, MORNING)

    assert "逾期" in told(post_office.taken[0])
    assert "overdue" not in told(post_office.taken[0])
    assert "- 2026年11月21日（3 天前） Late exchange" in told(post_office.taken[0])


def test_the_letter_leads_to_where_one_says_how_often_it_comes(app: Flask, post_office: PostOffice):
    fill(reader())

    run(app, MORNING)

    (mail,) = post_office.taken
    choice = "https://crm.example.edu/register/settings/profile#digest"
    assert mail["List-Unsubscribe"] == f"<{choice}>"
    assert choice in told(mail).split()
    html = mail.get_body(("html",))
    assert html is not None
    assert f'href="{choice}"' in html.get_content()


def test_what_nobody_is_responsible_for_is_told_to_administrators(
    app: Flask, post_office: PostOffice
):
    reader(email="lin@example.org")
    reader(name="Chen Wei", email="chen@example.org", role=Role.ADMIN)
    fill(None)
    fill(factories.user(name="Zhao Min", is_active=False))

    run(app, MORNING)

    (mail,) = post_office.taken
    assert mail["To"] == "chen@example.org"
    assert mail["Subject"] == "Partnerships: 4 overdue, 4 coming up, 2 decided"
    assert "nobody is responsible" in told(mail)


def test_whoever_has_left_or_wants_none_gets_none(app: Flask, post_office: PostOffice):
    fill(reader(is_active=False))
    fill(reader(digest=Rhythm.NEVER))

    run(app, MORNING)

    assert post_office.taken == []


def test_a_decision_is_told_once(app: Flask, post_office: PostOffice):
    owner = reader()
    factories.agreement(
        "Exchange",
        expires_on=away(100),
        owner=owner,
        decision=Decision.END,
        decided_on=DAY,
    )

    for days in range(4):
        run(app, MORNING + days * ONE_DAY)

    assert [mail["Subject"] for mail in post_office.taken] == ["Partnerships: 1 decided"]
    assert "to be let end" in told(post_office.taken[0])


def test_a_long_list_is_cut_and_says_how_much_was_left_out(app: Flask, post_office: PostOffice):
    owner = reader()
    for number in range(27):
        factories.task(f"Call {number}", due_on=away(-number - 1), assignee=owner)

    run(app, MORNING)

    assert told(post_office.taken[0]).count(" 2026 (") == 20
    rest = told(post_office.taken[0]).partition("and 7 more")[2].split()
    assert rest[0].endswith("/register/tasks?status=overdue&assignee=me")
    assert post_office.taken[0]["Subject"] == "Partnerships: 27 overdue"


@ONE_ENGINE
@pytest.mark.parametrize(
    "name", ["<script>alert(1)</script>", "a\r\nBcc: all@example.org", "مرحبا 🩺"]
)
def test_no_name_breaks_a_letter(app: Flask, post_office: PostOffice, name: str):
    factories.agreement(name, expires_on=away(3), owner=reader())

    run(app, MORNING)

    (mail,) = post_office.taken
    assert mail["Bcc"] is None
    assert " ".join(name.split()) in " ".join(told(mail).split())
    html = mail.get_body(("html",))
    assert html is not None
    assert "<script>" not in html.get_content()


def test_a_digest_asks_no_more_often_for_more_people(app: Flask, post_office: PostOffice, counted):
    asked = []
    for number in (1, 8):
        for place in range(number):
            fill(reader(name=f"Person {number} {place}", email=f"p{number}-{place}@example.org"))
        with counted() as statements:
            make_due_digests(MORNING + number * ONE_DAY, app.config)
        asked.append(sum("FROM" in s and "number_given" not in s for s in statements))

    assert asked[0] == asked[1]


def test_without_a_mail_server_the_digest_is_on_the_first_page_and_nothing_fails(
    app: Flask, editor: Client
):
    fill(db.session.scalars(select(User)).one())

    run(app, MORNING)

    assert db.session.scalars(select(Letter)).all() == []
    assert "2 overdue, 2 coming up, 1 decided" in editor.visit("/").text
    page = editor.visit("/digest")
    assert "No mail server is set up: this page is where you find it." in page.text
    assert {"Late exchange", "Coming call"} <= set(page.texts("a"))


@ONE_ENGINE
@pytest.mark.parametrize("rhythm", Rhythm)
@pytest.mark.parametrize("last", [None, away(-60), away(-3), DAY])
def test_the_first_page_counts_what_the_digest_tells(
    app: Flask, editor: Client, rhythm: Rhythm, last: date | None
):
    person = db.session.scalars(select(User)).one()
    person.digest = rhythm
    if last is not None:
        factories.kept(Digest(user_id=person.id, day=last, made_on=last))
    for days in (0, 1, 5, 20, 40):
        factories.agreement(
            f"Decided {days} days ago",
            expires_on=away(100),
            owner=person,
            decision=Decision.END,
            decided_on=away(-days),
        )
    db.session.commit()

    told_of = [link for link in editor.visit("/digest").texts("a") if "days ago" in link]

    assert f"{len(told_of)} decided" in editor.visit("/").text


def test_links_for_whoever_was_never_here_are_those_of_administrators(
    app: Flask, post_office: PostOffice, monkeypatch: pytest.MonkeyPatch
):
    """By what name somebody has called this server is theirs to say."""
    monkeypatch.setitem(app.config, "BASE_URL", None)
    seen = {"last_seen_at": MORNING}
    factories.user(name="Eve", digest=Rhythm.NEVER, site="https://eve.example/", **seen)
    factories.user(
        name="Chen Wei",
        email="chen@example.org",
        role=Role.ADMIN,
        digest=Rhythm.NEVER,
        site="https://crm.example.edu/",
        last_seen_at=MORNING - ONE_DAY,
    )
    fill(reader())

    run(app, MORNING)

    (mail,) = post_office.taken
    assert "https://crm.example.edu/agreements/" in told(mail)
    assert "eve.example" not in str(mail)


def test_how_often_it_comes_is_said_on_ones_own_page(app: Flask, editor: Client):
    editor.fill("/settings/profile", digest="daily", digest_hour="17", digest_weekday="4")

    person = db.session.scalars(select(User)).one()
    assert (person.digest, person.digest_hour, person.digest_weekday) == (Rhythm.DAILY, 17, 4)


@ONE_ENGINE
@pytest.mark.parametrize(
    "wrong", [{"digest_hour": "24"}, {"digest": "hourly"}, {"digest_weekday": "7"}]
)
def test_an_hour_that_does_not_exist_is_refused(editor: Client, wrong: dict[str, str]):
    (name,) = wrong

    assert editor.refused("/settings/profile", **wrong).error(name)


def shown_list(client: Client, part: str) -> str:
    """The list that the digest's page leads to from that part."""
    (section,) = client.visit("/digest").having("section", id=part)
    (link,) = [a for a in section.iter("a") if text_of(a) == "Show the list"]
    return client.visit(link.get("href", "")).text


@pytest.mark.parametrize("part", ["late_decisions", "late_tasks"])
def test_a_part_leads_to_the_list_of_what_it_tells(editor: Client, admin: Client, part: str):
    lin, chen = db.session.scalars(select(User).order_by(User.id))
    for name, owner in (("One of Lin", lin), ("One of Chen", chen)):
        factories.agreement(name, expires_on=away(-1), owner=owner)
        factories.task(name, due_on=away(-1), assignee=owner)
    db.session.commit()

    assert "One of Lin" in shown_list(editor, part)
    assert "One of Chen" not in shown_list(editor, part)


@pytest.mark.parametrize("part", ["late_decisions", "late_tasks"])
def test_what_nobody_sees_to_is_in_the_list_of_administrators(admin: Client, part: str):
    factories.agreement("Of nobody", expires_on=away(-1))
    factories.task("Of nobody", due_on=away(-1))
    db.session.commit()

    assert "Of nobody" in shown_list(admin, part)
