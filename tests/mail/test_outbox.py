"""Letters wait until a mail server has taken them: each once, and none is lost."""

import socket
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from threading import Barrier

import pytest
from flask import Flask
from sqlalchemy import select

from crm.extensions import db
from crm.mail.outbox import KEPT, MOST_REFUSALS, PAUSES, send_waiting
from crm.mail_server import MailServer, mail_server
from crm.models import Letter
from tests import factories
from tests.mail.post_office import PostOffice, open_post_office

NOON = datetime(2026, 11, 24, 4, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


def server_at(office: PostOffice) -> MailServer:
    return mail_server(office.address())


def letter(recipient: str = "kari@example.org", **given: object) -> Letter:
    number = len(db.session.scalars(select(Letter)).all())
    made = Letter(
        recipient=recipient,
        subject="2 overdue",
        text="Renew it.\n",
        message_id=f"<{number}@example.edu>",
        made_at=NOON,
        next_try_at=NOON,
    )
    return factories.kept(made.assign(given))


def letters() -> list[Letter]:
    return list(db.session.scalars(select(Letter).order_by(Letter.id)))


def test_a_letter_is_sent_once_and_says_what_it_is(app: Flask):
    letter(html="<p>Renew it.</p>", how_to_stop="https://crm.example.edu/settings/profile")
    db.session.commit()

    with open_post_office() as office:
        sent = [send_waiting(NOON + place * MINUTE, server_at(office)) for place in range(3)]

    assert sent == [1, 0, 0]
    (mail,) = office.taken
    assert (mail["From"], mail["To"]) == ("Partnerships <office@example.edu>", "kari@example.org")
    assert mail["Subject"] == "2 overdue"
    assert mail["Message-ID"] == "<0@example.edu>"
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail["List-Unsubscribe"] == "<https://crm.example.edu/settings/profile>"
    assert [part.get_content_type() for part in mail.iter_parts()] == ["text/plain", "text/html"]
    assert letters()[0].sent_at == NOON


def test_two_servers_at_once_send_each_letter_once(app: Flask):
    for number in range(12):
        letter(f"person{number}@example.org")
    db.session.commit()
    begin = Barrier(3, timeout=30)

    with open_post_office() as office:

        def serve(_number: int) -> int:
            with app.app_context():
                begin.wait()
                return send_waiting(NOON, server_at(office))

        with ThreadPoolExecutor(3) as servers:
            sent = sum(servers.map(serve, range(3)))

    assert sent == 12
    assert sorted(office.recipients) == sorted(
        f"person{number}@example.org" for number in range(12)
    )


def test_while_the_mail_server_is_down_a_letter_is_kept_and_tried_again(app: Flask):
    letter()
    db.session.commit()
    with open_post_office() as closed:
        port, down = closed.port, server_at(closed)

    moment, pauses = NOON, []
    for _try in range(6):
        assert send_waiting(moment, down) == 0
        again = letters()[0].next_try_at
        assert again is not None
        pauses.append(again - moment)
        assert send_waiting(again - timedelta(seconds=1), down) == 0
        moment = again
    with open_post_office(port) as office:
        assert send_waiting(moment, down) == 1

    assert pauses == [*PAUSES, PAUSES[-1]]
    assert office.recipients == ["kari@example.org"]
    kept = letters()[0]
    assert (kept.attempts, kept.sent_at) == (7, moment)
    assert "refused" in (kept.last_error or "")


def test_one_address_that_is_refused_holds_up_nobody_else(app: Flask):
    for name in ("anna", "nobody", "zoe"):
        letter(f"{name}@example.org")
    db.session.commit()

    with open_post_office() as office:
        office.refuses = lambda address: "550 No such person" if "nobody" in address else None
        sent = send_waiting(NOON, server_at(office))

    assert sent == 2
    assert office.recipients == ["anna@example.org", "zoe@example.org"]
    assert letters()[1].last_error == "550 No such person"


def test_what_is_refused_for_good_is_given_up_and_said(app: Flask):
    letter("nobody@example.org")
    db.session.commit()

    with open_post_office() as office:
        office.refuses = lambda _address: "550 No such person"
        for day in range(MOST_REFUSALS + 3):
            send_waiting(NOON + timedelta(days=day), server_at(office))

    kept = letters()[0]
    assert kept.attempts == MOST_REFUSALS
    assert kept.given_up_at is not None
    assert kept.next_try_at is None


def test_a_server_that_only_cannot_just_now_is_tried_for_ever(app: Flask):
    letter()
    db.session.commit()

    with open_post_office() as office:
        office.refuses = lambda _address: "451 Come back later"
        for day in range(MOST_REFUSALS + 3):
            send_waiting(NOON + timedelta(days=day), server_at(office))
        office.refuses = lambda _address: None
        assert send_waiting(NOON + timedelta(days=30), server_at(office)) == 1

    assert len(office.taken) == 1


def test_a_server_to_which_no_safe_line_can_be_opened_is_tried_for_ever_and_told_nothing(
    app: Flask,
):
    """Whoever is on the way can say that the server knows no STARTTLS."""
    for name in ("anna", "zoe"):
        letter(f"{name}@example.org")
    db.session.commit()

    with open_post_office() as office:
        unsafe = mail_server(office.address() + "&starttls=yes")
        for day in range(MOST_REFUSALS + 3):
            send_waiting(NOON + timedelta(days=day), unsafe)
        assert office.taken == []
        assert [one.given_up_at for one in letters()] == [None, None]
        assert send_waiting(NOON + timedelta(days=30), server_at(office)) == 2


def test_a_server_that_hangs_up_midway_has_nothing_and_gets_it_the_next_time(app: Flask):
    for name in ("anna", "zoe"):
        letter(f"{name}@example.org")
    db.session.commit()

    with open_post_office() as office:
        office.hangs_up = True
        assert send_waiting(NOON, server_at(office)) == 0
        office.hangs_up = False
        assert [one.attempts for one in letters()] == [1, 0]
        assert send_waiting(NOON + MINUTE, server_at(office)) == 2

    assert sorted(office.recipients) == ["anna@example.org", "zoe@example.org"]


def test_a_server_that_took_it_and_never_said_so_can_tell_that_the_second_is_the_same(app: Flask):
    letter()
    db.session.commit()

    with open_post_office() as office:
        office.hangs_up = office.stores_first = True
        assert send_waiting(NOON, server_at(office)) == 0
        office.hangs_up = False
        assert send_waiting(NOON + MINUTE, server_at(office)) == 1

    assert [mail["Message-ID"] for mail in office.taken] == ["<0@example.edu>"] * 2


def test_what_a_server_that_stopped_had_taken_up_is_sent_by_another(app: Flask):
    """It took the letter up, and the process ended."""
    letter(attempts=1, next_try_at=NOON + timedelta(minutes=15))
    db.session.commit()

    with open_post_office() as office:
        assert send_waiting(NOON, server_at(office)) == 0
        assert send_waiting(NOON + timedelta(minutes=15), server_at(office)) == 1


def test_whoever_has_left_gets_no_more_mail(app: Flask):
    gone = factories.user(is_active=False)
    letter("gone@example.org", user_id=gone.id)
    db.session.commit()

    with open_post_office() as office:
        assert send_waiting(NOON, server_at(office)) == 0

    assert office.taken == []


def test_letters_are_kept_for_a_while_and_no_longer(app: Flask):
    letter("old@example.org", next_try_at=None, sent_at=NOON - KEPT - MINUTE)
    letter("young@example.org", next_try_at=None, sent_at=NOON - KEPT + MINUTE)
    letter("new@example.org")
    db.session.commit()

    with open_post_office() as office:
        send_waiting(NOON, server_at(office))

    assert [one.recipient for one in letters()] == ["young@example.org", "new@example.org"]


def test_without_a_mail_server_letters_wait(app: Flask):
    letter()
    db.session.commit()

    assert send_waiting(NOON, None) == 0
    assert letters()[0].attempts == 0


@pytest.mark.parametrize("subject", ["2 overdue\r\nBcc: all@example.org", "2 overdue\nX: y"])
def test_no_line_of_a_letter_becomes_a_header(app: Flask, subject: str):
    letter(subject=subject)
    db.session.commit()

    with open_post_office() as office, pytest.raises(ValueError, match="Header values may not"):
        send_waiting(NOON, server_at(office))

    assert office.taken == []


def test_a_server_that_answers_nothing_at_all_is_left_after_a_while(
    app: Flask, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("crm.mail.line.PATIENCE", 0.2)
    letter()
    db.session.commit()

    with socket.create_server(("127.0.0.1", 0)) as mute:
        port = mute.getsockname()[1]
        sent = send_waiting(NOON, mail_server(f"smtp://127.0.0.1:{port}?from=a@example.edu"))

    assert sent == 0
    assert "timed out" in (letters()[0].last_error or "")
