"""What proxies say of whoever asks is believed of those that are there, and of nobody else."""

from ipaddress import IPv4Address
from pathlib import Path

import pytest
from flask import request

from crm.config import BadSetting, Settings
from crm.factory import create_app
from crm.web.access import anyone
from crm.web.visitors import sender_address

FORGED = "198.51.100.9, 203.0.113.5"


@pytest.mark.parametrize(
    ("proxies", "told", "believed"),
    [
        ("0", FORGED, "127.0.0.1"),
        ("1", FORGED, "203.0.113.5"),
        ("2", FORGED, "198.51.100.9"),
        ("1", "no address", str(IPv4Address(0))),
    ],
)
def test_who_asks_is_believed_from_counted_proxies_alone(
    tmp_path: Path, proxies: str, told: str, believed: str
):
    given = {"CRM_INSTANCE_PATH": str(tmp_path), "CRM_PROXIES": proxies}
    app = create_app(Settings.from_environment(given))
    told_of = anyone(lambda: f"{request.scheme} {sender_address()} {request.host}")
    app.add_url_rule("/who", "who", told_of)
    said = {"X-Forwarded-For": told, "X-Forwarded-Host": "evil.example.org"}

    answer = app.test_client().get("/who", headers=said | {"X-Forwarded-Proto": "https"})

    assert answer.text == f"{'https' if int(proxies) else 'http'} {believed} localhost"


@pytest.mark.parametrize(
    ("given", "sender", "scheme", "status"),
    [
        ({}, "127.0.0.1", "http", 200),
        ({}, "::ffff:127.0.0.1", "http", 200),
        ({}, "192.168.1.7", "http", 403),
        ({}, "192.168.1.7", "https", 200),
        ({"CRM_PLAIN_HTTP": "yes"}, "192.168.1.7", "http", 200),
    ],
)
def test_over_an_open_line_nothing_goes_to_another_machine(
    tmp_path: Path, given: dict[str, str], sender: str, scheme: str, status: int
):
    app = create_app(Settings.from_environment({"CRM_INSTANCE_PATH": str(tmp_path)} | given))
    app.add_url_rule("/who", "who", anyone(lambda: "somebody"))
    visitor = app.test_client()
    visitor.environ_base["REMOTE_ADDR"] = sender
    site = f"{scheme}://localhost"

    answer = visitor.get("/who", base_url=site)
    lied = visitor.get("/who", base_url=site, headers={"X-Forwarded-For": "::1"})

    assert answer.status_code == lied.status_code == status
    assert ("https://" in answer.text) == (status == 403)


def test_a_number_of_proxies_that_is_none_is_refused(tmp_path: Path):
    given = {"CRM_INSTANCE_PATH": str(tmp_path), "CRM_PROXIES": "many"}

    with pytest.raises(BadSetting, match="CRM_PROXIES"):
        Settings.from_environment(given)
