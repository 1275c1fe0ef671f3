"""The page that shows administrators how the mail is doing."""

from pathlib import Path

import pytest
from flask import Flask

from crm.mail_server import mail_server
from tests.client import Client
from tests.mail.post_office import open_post_office, open_safe_post_office


def test_without_a_mail_server_the_page_says_how_to_set_one_up(admin: Client):
    page = admin.visit("/settings/mail")

    assert "CRM_MAIL_URL" in page.text


def test_a_test_message_is_sent_to_oneself(
    app: Flask, admin: Client, monkeypatch: pytest.MonkeyPatch
):
    with open_post_office() as office:
        monkeypatch.setitem(app.config, "MAIL", mail_server(office.address()))
        admin.send("/settings/mail")

    assert [mail["Subject"] for mail in office.taken] == [
        "Test message of the partnership register"
    ]
    assert "look into your mail" in admin.visit("/settings/mail").text


def test_what_the_mail_server_says_is_shown_and_the_letter_waits(
    app: Flask, admin: Client, monkeypatch: pytest.MonkeyPatch
):
    with open_post_office() as office:
        office.refuses = lambda _address: "550 We know nobody of that name"
        monkeypatch.setitem(app.config, "MAIL", mail_server(office.address()))
        admin.send("/settings/mail")
    page = admin.visit("/settings/mail")

    assert "could not be sent yet; it is tried again by itself" in page.text
    assert "550 We know nobody of that name" in page.text


def test_a_wrong_password_is_said_clearly_and_is_nowhere_on_the_page(
    app: Flask,
    admin: Client,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
):
    caplog.set_level("DEBUG", "crm")
    with open_safe_post_office(tmp_path) as office:
        monkeypatch.setitem(app.config, "MAIL", mail_server(office.address("a-wrong-password")))
        admin.send("/settings/mail")
    page = admin.visit("/settings/mail")

    assert "The answer was: 535 5.7.8 Authentication credentials invalid" in page.text
    assert "Waiting next try 24 Nov 2026, 12:01" in page.text
    assert "a-wrong-password" not in page.text + caplog.text


def test_only_administrators_see_the_mail(editor: Client):
    assert editor.get("/settings/mail").status_code == 403
