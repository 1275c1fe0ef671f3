"""A language in which every message stands in ⟦brackets⟧: whatever stands outside is forgotten.

The language is Esperanto by name, since CLDR knows its dates and countries and nobody else uses it
here.
"""

import csv
import io
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from types import SimpleNamespace
from typing import Any
from xml.etree.ElementTree import Element
from zoneinfo import ZoneInfo

import pytest
from babel import Locale
from babel.dates import format_date
from babel.messages import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from flask import Flask
from flask_babel import Babel, force_locale
from sqlalchemy import select

from crm.accounts.letters import send_link, tell_changes
from crm.accounts.notices import said_of
from crm.database import Base
from crm.digests.making import make_due_digests
from crm.extensions import db
from crm.mail.actions import write_test
from crm.mail_server import mail_server
from crm.models import AccountChange, Letter, LinkKind, Rhythm, Role
from crm.web.locale import LANGUAGES
from crm.web.numbers import currencies
from tests import factories
from tests.addresses import BY_LINK, OPEN, address_of, fill_office, rules
from tests.conftest import DAY, opened
from tests.databases import Copies
from tests.pages import Page
from tests.translations.test_catalogue import TEMPLATE

SPOKEN = ("placeholder", "aria-label", "title", "alt", "data-none", "data-new")
SPOKEN += ("data-soon", "data-last", "data-over")
"""Attributes that a reader sees or hears."""

NO_PAGES = {
    "old_timeline.lead_on",
    "sign_on.again",
    "sign_on.connect",
    "settings.index",
    "accounts.time_left",
    "calendar.fetch",
    "backups.fetch",
}
"""Addresses that lead on to another one."""

WRITTEN_TWICE = {"help.index"}
"""A page that is a text of its own in each language: `tests/help` holds them to each other."""

FILES = (
    ".card",
    ".export",
    ".export_year",
    ".lookup",
    ".lookup_domain",
    ".lookup_likely",
    ".lookup_names",
    ".lookup_note",
    ".lookup_people",
    ".file",
    "counterpart.draft",
    "personal.held",
)

SITE = "https://crm.example.edu"
SERVER = mail_server("smtp://127.0.0.1:2525?from=office@example.edu")

SILENT = {"script", "style", "time"}


def _bracketed() -> Catalog:
    with TEMPLATE.open("rb") as stream:
        template = read_po(stream)
    catalogue = Catalog(locale="eo")
    for message in template:
        if message.id:
            said = message.id if isinstance(message.id, tuple) else (message.id,)
            marked = tuple(f"⟦{part}⟧" for part in said)
            text = marked if len(marked) > 1 else marked[0]
            catalogue.add(message.id, text, context=message.context)
    return catalogue


@pytest.fixture(scope="module")
def foreign_app(copies: Copies, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """An office on its own database that speaks the pseudo-language to everybody."""
    folder = tmp_path_factory.mktemp("pseudo")
    compiled = folder / "eo" / "LC_MESSAGES" / "messages.mo"
    compiled.parent.mkdir(parents=True)
    with compiled.open("wb") as stream:
        write_mo(stream, _bracketed())
    url = copies.new("sqlite", folder)
    with opened(folder, url, BABEL_TRANSLATION_DIRECTORIES=str(folder)) as app:
        Babel(app, locale_selector=lambda: "eo")
        yield app


@pytest.fixture
def foreign_office(foreign_app: Flask) -> Iterator[Flask]:
    """That office with a session to arrange things in."""
    with foreign_app.app_context():
        yield foreign_app
        db.session.remove()


def _outside(text: str) -> str:
    """What of the text stands outside all brackets, which may stand within each other."""
    depth, kept = 0, []
    for sign in text:
        if sign == "⟦":
            depth += 1
        elif sign == "⟧":
            depth -= 1
        elif depth == 0:
            kept.append(sign)
    return "".join(kept)


def _calendar() -> set[str]:
    """What CLDR says of days."""
    months = [date(2026, month, 1) for month in range(1, 13)]
    written = {format_date(month, way, "eo") for month in months for way in ("MMM", "MMMM", "QQQ")}
    return written | {format_date(DAY, "full", "eo")}


def _data() -> set[str]:
    """All text that the records hold, and what CLDR and the calendar say."""
    said = {*LANGUAGES.values(), "中文", *_calendar()}
    said |= set(Locale.parse("eo").territories.values())
    said |= {*currencies(), "1 kB"}
    said |= {f"{code} {name}" for code, name in Locale.parse("eo").currencies.items()}
    for table in Base.metadata.sorted_tables:
        for row in db.session.execute(table.select()):
            said |= {value for value in row if isinstance(value, str)}
    return {text for text in said if _says_something(text)}


def _spoken(page: Page) -> Iterator[str]:
    def within(element: Element) -> Iterator[str]:
        if element.get("translate") == "no":
            return
        yield from (element.get(name, "") for name in SPOKEN)
        said = "" if element.tag in SILENT else element.text or ""
        for child in element:
            if child.tag != "time":  # a day stands within its sentence
                yield said
                yield from within(child)
                said = ""
            said += child.tail or ""
        yield said

    yield from within(page.tree)


def _forgotten(texts: Iterator[str], data: set[str]) -> list[str]:
    ordered = [" ".join(known.split()) for known in sorted(data, key=len, reverse=True)]
    found = []
    for text in texts:
        rest = " ".join(_outside(text).split())
        if not _says_something(rest):
            continue
        for known in [known for known in ordered if known in rest]:  # of thousands, few are
            rest = rest.replace(known, "").strip()
        if _says_something(rest):
            found.append(rest)
    return found


def _says_something(text: str) -> bool:
    return any(sign.isalpha() for sign in text)


SPEAKS_AS_ASKED = {"happenings.sheet"}
"""In the language that its address names, whoever reads."""


@pytest.mark.long
def test_no_page_says_anything_that_cannot_be_translated(foreign_office: Flask):
    numbers = fill_office(2)
    client = foreign_office.test_client().log_in(factories.user(role=Role.ADMIN, name="Chen Wei"))
    db.session.commit()
    data = _data()

    for rule in rules(foreign_office, "GET"):
        address = address_of(foreign_office, rule, numbers)
        if (
            rule.endpoint not in OPEN - BY_LINK | NO_PAGES | SPEAKS_AS_ASKED | WRITTEN_TWICE
            and not rule.endpoint.endswith(FILES)
        ):
            assert _forgotten(_spoken(client.visit(address)), data) == [], address


def test_no_error_says_anything_that_cannot_be_translated(foreign_office: Flask):
    client = foreign_office.test_client().log_in(factories.user(role=Role.ADMIN, name="Chen Wei"))
    db.session.commit()
    wrong = {"website": "nowhere", "email": "nobody", "due_on": "2026-02-31", "link": "nowhere"}

    for room in ("partners", "contacts", "agreements", "tasks", "happenings", "settings/people"):
        page = client.refused(f"/{room}/new", **wrong)
        errors = iter(page.texts("p", class_="error") + page.texts("div", role="alert"))
        assert _forgotten(errors, set()) == [], room
    missing = client.visit("/partners/999999", status=404)
    assert _forgotten(_spoken(missing), _data()) == []


@pytest.mark.parametrize(
    "room", ["partners", "contacts", "agreements", "tasks", "happenings", "renewals", "proposals"]
)
def test_no_export_heading_is_untranslated(foreign_office: Flask, room: str):
    data = _data()
    client = foreign_office.test_client().log_in(factories.user(role=Role.VIEWER))

    exported = client.get(f"/{room}/export.csv").data.decode("utf-8-sig")

    headings = next(csv.reader(io.StringIO(exported, newline="")))
    assert _forgotten(iter(headings), data) == []


def test_no_letter_says_anything_that_cannot_be_translated(
    foreign_office: Flask, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setitem(LANGUAGES, "eo", "Esperanto")
    monkeypatch.setitem(foreign_office.config, "MAIL", SERVER)
    monkeypatch.setitem(foreign_office.config, "BASE_URL", SITE)
    moment = datetime(2026, 11, 24, 8, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
    wishes = {"digest": Rhythm.DAILY, "digest_hour": 8}
    person = factories.user(name="Kari", language="eo", **wishes)
    factories.task("Call", due_on=DAY - timedelta(days=1), assignee=person)
    factories.agreement("Exchange", expires_on=DAY + timedelta(days=9), owner=person)
    for kind in LinkKind:
        link: Any = SimpleNamespace(user=person, kind=kind, expires_at=moment)
        send_link(link, "token", moment, SITE, SERVER)
    changes = [*AccountChange]
    tell_changes(person, SITE, lambda: [said_of(one) for one in changes], moment, SERVER)
    with force_locale("eo"):
        write_test({}, person, moment, SERVER)
    db.session.commit()
    make_due_digests(moment, foreign_office.config)
    said = {"Kari", "Call", "Exchange", "University of Oslo", *_calendar()}

    letters = db.session.scalars(select(Letter).where(Letter.user_id == person.id)).all()

    assert len(letters) == len(LinkKind) + 3
    for letter in letters:
        lines = [line for line in letter.text.splitlines() if not line.strip().startswith(SITE)]
        texts = [line.removeprefix("- ") for line in (letter.subject, *lines)]
        assert _forgotten(iter(texts), said) == []


def test_a_forgotten_text_would_be_found():
    texts = iter(["⟦Save⟧ Oslo", "⟦Save ⟦it⟧ now⟧", "Save Oslo"])

    assert _forgotten(texts, {"Oslo"}) == ["Save"]
