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
    ],
)
def test_an_old_address_leads_on(editor: Client, old: str, new: str):
    answer = editor.get(old)

    assert (answer.status_code, answer.location) == (301, new)
