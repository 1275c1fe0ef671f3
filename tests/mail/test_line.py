"""The line to the mail server is as safe as its address says."""

import ssl
from collections.abc import Iterator
from contextlib import closing
from email.message import EmailMessage
from pathlib import Path

import pytest
import trustme

from crm.mail.line import Line, what_went_wrong
from crm.mail_server import mail_server
from tests.mail.post_office import (
    PASSWORD,
    USER,
    PostOffice,
    open_post_office,
    open_safe_post_office,
)


@pytest.fixture
def safe_office(tmp_path: Path) -> Iterator[PostOffice]:
    with open_safe_post_office(tmp_path) as office:
        yield office


def mail() -> EmailMessage:
    made = EmailMessage()
    made["To"], made["Subject"] = "kari@example.org", "Hello"
    made.set_content("Read this.")
    return made


def hand_in(address: str) -> None:
    with closing(Line(mail_server(address))) as line:
        line.hand_in(mail())


def test_mail_goes_over_starttls_after_a_login(safe_office: PostOffice):
    hand_in(safe_office.address(PASSWORD))

    assert safe_office.logins == [USER.encode()]
    assert safe_office.encrypted == [True]
    assert safe_office.recipients == ["kari@example.org"]


def test_a_server_with_a_certificate_that_nobody_vouches_for_gets_no_password(
    safe_office: PostOffice, tmp_path: Path
):
    trustme.CA().cert_pem.write_to_path(tmp_path / "authority.pem")

    with pytest.raises(ssl.SSLCertVerificationError):
        hand_in(safe_office.address(PASSWORD))

    assert safe_office.logins == []


def test_the_office_shows_who_it_is_by_a_certificate_and_needs_no_password(tmp_path: Path):
    authority = trustme.CA()
    authority.cert_pem.write_to_path(tmp_path / "authority.pem")
    ours = authority.issue_cert("office.example.edu").private_key_and_cert_chain_pem
    ours.write_to_path(tmp_path / "ours.pem")
    asks = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH, cafile=tmp_path / "authority.pem")
    asks.verify_mode = ssl.CERT_REQUIRED
    asks.maximum_version = ssl.TLSVersion.TLSv1_2  # which tells of it before the first letter
    authority.issue_cert("127.0.0.1").configure_cert(asks)
    with open_post_office(tls=asks) as office:
        office.authority = tmp_path / "authority.pem"

        hand_in(f"{office.address()}&certificate={tmp_path / 'ours.pem'}")
        with pytest.raises(ssl.SSLError):
            hand_in(office.address())

    assert office.recipients == ["kari@example.org"]


def test_what_is_to_be_encrypted_is_not_said_to_a_server_that_cannot():
    with (
        open_post_office() as office,
        pytest.raises(OSError, match="STARTTLS extension not supported"),
    ):
        hand_in(office.address() + "&starttls=yes")

    assert office.taken == []


def test_nothing_goes_in_the_clear_after_a_first_letter_that_could_not_be_encrypted():
    with open_post_office() as office:
        line = Line(mail_server(office.address() + "&starttls=yes"))
        with closing(line):
            for _letter in range(2):
                with pytest.raises(OSError, match="STARTTLS extension not supported"):
                    line.hand_in(mail())
                assert line.is_down

    assert office.taken == []


def test_a_wrong_password_is_said_without_the_password(safe_office: PostOffice):
    server = mail_server(safe_office.address("not the one"))

    with closing(Line(server)) as line, pytest.raises(OSError) as raised:  # noqa: PT011 - any
        line.hand_in(mail())

    said = what_went_wrong(raised.value, server)
    assert said.startswith("535 ")
    assert "not the one" not in said + repr(server) + str(raised.value)
    assert line.is_down
    assert safe_office.taken == []


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ("http://mail.example.edu", "give an address such as smtp://user:"),
        ("smtp://", "give an address such as"),
        ("smtp://mail.example.edu", "say from whom mail comes"),
        ("smtp://mail.example.edu:99999?from=a@b.c", "give an address such as"),
        ("smtp://a@mail.example.edu?from=a@b.c", "give both a user and a password"),
        ("smtp://mail.example.edu?from=a@b.c&tls=no", "“tls” is not known"),
        ("smtp://mail.example.edu?from=a@b.c&starttls=perhaps", "starttls is yes or no"),
        ("smtps://mail.example.edu?from=a@b.c&starttls=yes", "leave starttls out"),
        ("smtp://mail.example.edu?from=a@b.c&ca=/nowhere.pem", "is not a file with certificates"),
        ("smtp://mail.example.edu?from=nobody", "say from whom mail comes"),
        ("smtp://x:sécret@mail.example.edu?from=a@b.c", "can only have letters of ASCII"),
    ],
)
def test_a_wrong_address_says_what_is_wrong_and_never_the_password(given: str, said: str):
    with pytest.raises(ValueError, match=said) as raised:
        mail_server(given)

    assert "sécret" not in str(raised.value)


def test_a_server_elsewhere_is_spoken_to_encrypted_unless_it_is_said_otherwise():
    away = mail_server("smtp://mail.example.edu?from=a@b.c")
    here = mail_server("smtp://localhost?from=a@b.c")
    tls = mail_server("smtps://mail.example.edu?from=a@b.c")

    found = [(one.security.value, one.port) for one in (away, here, tls)]
    assert found == [("starttls", 587), ("when offered", 587), ("tls", 465)]
