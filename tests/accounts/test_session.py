"""The session's cookie: what it keeps between two pages."""

from tests.client import Client
from tests.databases import ONE_ENGINE


@ONE_ENGINE
def test_what_waits_to_be_said_is_said_once_and_the_cookie_stays_small(editor: Client):
    token = editor.visit("/settings/profile").value("csrf_token")
    partner = {"csrf_token": token, "category": "hospital", "status": "active"}
    for number in range(12):
        editor.post("/partners/new", data=partner | {"name_en": f"Partner {number}"})

    cookie = editor.get_cookie("session")

    assert cookie is not None
    assert len(cookie.value) < 500
    assert editor.visit("/partners").texts("div", class_="notice") == ["Partner saved."]
