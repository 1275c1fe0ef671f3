"""What was bookmarked while happenings were called the timeline still leads to them."""

import pytest

from tests.client import Client
from tests.databases import ONE_ENGINE


@ONE_ENGINE
@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("/timeline", "/happenings"),
        ("/timeline?kind=visit&q=a%20b", "/happenings?kind=visit&q=a%20b"),
        ("/timeline/7", "/happenings/7"),
        ("/timeline//evil.example", "/happenings/evil.example"),
    ],
)
def test_an_old_address_leads_on(editor: Client, old: str, new: str):
    answer = editor.get(old, follow_redirects=old.startswith("/timeline//"))

    where = answer.location if answer.status_code == 301 else answer.request.full_path.rstrip("?")
    assert where == new
