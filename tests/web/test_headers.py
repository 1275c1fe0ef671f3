"""What stands above every answer, and under which names and over which lines one is given."""

import re
from pathlib import Path

import pytest
from flask import Flask

from crm.config import PACKAGE, Settings
from crm.factory import create_app
from tests import factories
from tests.client import Client
from tests.databases import ONE_ENGINE

OVER_HTTPS = "https://localhost"


@ONE_ENGINE
@pytest.mark.parametrize("address", ["/partners", "/nothing", "/healthz", "/partners/export.csv"])
def test_every_answer_tells_browsers_what_they_may_do_with_it(editor: Client, address: str):
    headers = editor.get(address).headers

    policy = headers["Content-Security-Policy"]
    for directive in ("default-src 'none'", "base-uri 'none'", "frame-ancestors 'none'"):
        assert directive in policy
    assert "unsafe" not in policy
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert "camera=()" in headers["Permissions-Policy"]
    assert headers["Cache-Control"] == "no-store"
    assert "Access-Control-Allow-Origin" not in headers


@ONE_ENGINE
@pytest.mark.parametrize(
    ("address", "kind"),
    [("/partners", "text/html"), ("/nothing", "text/html"), ("/partners/export.csv", "text/csv")],
)
def test_what_is_written_says_in_which_signs(editor: Client, address: str, kind: str):
    assert editor.get(address).headers["Content-Type"] == f"{kind}; charset=utf-8"


def test_no_variable_of_the_machine_opens_a_debugger(tmp_path: Path, monkeypatch):
    monkeypatch.setenv("FLASK_DEBUG", "1")

    app = create_app(Settings.from_environment({"CRM_INSTANCE_PATH": str(tmp_path)}))

    assert app.debug is False


@ONE_ENGINE
def test_only_https_is_asked_to_stay_https(visitor: Client):
    assert "Strict-Transport-Security" not in visitor.get("/login").headers
    over = visitor.get("/login", base_url=OVER_HTTPS)
    strict = over.headers["Strict-Transport-Security"]

    assert strict == "max-age=31536000; includeSubDomains"


@ONE_ENGINE
def test_a_visitor_whose_browser_sends_no_referrer_is_heard_over_https(visitor: Client):
    address = f"/propose/{factories.office_link().token}"
    page = visitor.get(address, base_url=OVER_HTTPS)
    token = page.text.partition('name="csrf_token"')[2].split('"')[3]

    answer = visitor.post(address, data={"csrf_token": token}, base_url=OVER_HTTPS)
    forged = visitor.post(address, data={"csrf_token": "made up"}, base_url=OVER_HTTPS)

    assert answer.status_code == 422
    assert forged.status_code == 400


@ONE_ENGINE
@pytest.mark.parametrize("host", ["evil.example.org", "crm.example.edu.evil.org", "a b"])
def test_a_name_that_is_not_ours_gets_no_page(
    app: Flask, visitor: Client, monkeypatch: pytest.MonkeyPatch, host: str
):
    monkeypatch.setitem(app.config, "TRUSTED_HOSTS", ("crm.example.edu",))

    assert visitor.get("/healthz", headers={"Host": "crm.example.edu:8000"}).status_code == 200
    for method in ("GET", "POST"):
        answer = visitor.open("/login", method=method, headers={"Host": host})

        assert (answer.status_code, answer.mimetype) == (400, "text/plain")
        assert host not in answer.text


@ONE_ENGINE
def test_a_request_is_not_sent_back(visitor: Client):
    assert visitor.open("/login", method="TRACE").status_code == 405


def test_no_script_keeps_or_runs_what_it_was_given():
    """Nothing is kept in the browser, made into markup or code, or heard from other windows, and
    passwords can be pasted: one script alone hears of that, and takes days."""
    risky = re.compile(
        r"localStorage|sessionStorage|indexedDB|document\.cookie|innerHTML|outerHTML|write\(|"
        r"insertAdjacentHTML|\beval\b|Function\(|postMessage|[\"']message[\"']|__proto__"
    )
    scripts = sorted((PACKAGE / "static" / "js").glob("*.js"))

    assert scripts
    assert [s.name for s in scripts if risky.search(s.read_text("utf-8"))] == []
    hears = re.compile(r"[\"']paste[\"']")
    assert [s.name for s in scripts if hears.search(s.read_text("utf-8"))] == ["paste.js"]
