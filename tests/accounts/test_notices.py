"""People are told what was changed on their account, by whom and by which way ever."""

import pytest
from flask import Flask

from crm.accounts.actions import change_account, set_password, update_user
from crm.accounts.factors import take_off
from crm.accounts.sign_on import disconnect
from crm.extensions import db
from crm.mail_server import mail_server
from crm.models import AccountNotice, Letter, Role, User
from tests import factories
from tests.client import Client
from tests.databases import ONE_ENGINE

pytestmark = ONE_ENGINE


@pytest.fixture
def person(app: Flask) -> User:
    made = factories.user_with_password(has_factor=True, language="zh_Hans", name="Wu Yan")
    factories.identity(made)
    db.session.commit()
    return made


@pytest.fixture
def mail(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    server = mail_server("smtp://localhost?from=office@example.edu")
    monkeypatch.setitem(app.config, "MAIL", server)


def _change_everything(person: User) -> None:
    set_password({"password": "four plain words more"}, person)
    take_off({}, person)
    change_account(person, role=Role.ADMIN)
    disconnect({}, person)
    values = {"email": "another@example.org", "role": Role.ADMIN, "is_active": True}
    update_user(values, person, by_id=0)
    db.session.commit()


def test_by_mail_at_the_old_address_too_and_in_their_language(person: User, mail: None):
    before = person.email

    _change_everything(person)

    letters = db.session.query(Letter).order_by(Letter.id).all()
    assert [letter.recipient for letter in letters] == ["another@example.org", before]
    for letter in letters:
        for change in ("密码", "第二重验证", "角色", "电子邮件地址", "单点登录"):
            assert change in letter.text
    assert db.session.query(AccountNotice).count() == 0


def test_without_a_mail_server_at_the_next_login_once(person: User, visitor: Client):
    person.language = "en"
    _change_everything(person)

    def come_in() -> list[str]:
        email, password = "another@example.org", "four plain words more"
        assert visitor.fill("/login", email=email, password=password).status_code == 302
        return visitor.visit("/").texts("div", class_="warn")

    (told,) = come_in()
    visitor.send("/logout")

    for change in ("the password (", "the second factor (", "the role (", "the e-mail address ("):
        assert change in told
    assert "single sign-on: disconnected (" in told
    assert come_in() == []


def test_of_a_new_account_and_of_what_is_no_door_nothing_is_told(app: Flask, mail: None):
    made = factories.user_with_password()
    db.session.commit()
    made.rename("Wu Yan")
    db.session.commit()

    assert db.session.query(Letter).count() == 0
