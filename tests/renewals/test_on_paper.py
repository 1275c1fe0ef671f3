"""What a list says on paper, where neither its filters nor the day of the screen are seen."""

import pytest

from crm.extensions import db
from tests import factories
from tests.client import Client


def on_paper(reader: Client, address: str) -> str:
    """The line that is only printed."""
    (line,) = reader.visit(address).texts("p", class_="printed")
    return line


def test_a_printed_list_says_of_which_day_it_is(viewer: Client):
    factories.agreement("One", expires_on=None)

    assert on_paper(viewer, "/renewals") == "As of 24 Nov 2026"


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("urgency=unknown&q=exchange", "Search: exchange · Decide: Date unknown"),
        ("owner=me", "Responsible: Me"),
        ("owner=999999", "Responsible: no longer offered"),
        ("urgency=nonsense", ""),
    ],
)
def test_a_printed_list_says_what_it_was_narrowed_to(query: str, said: str, editor: Client):
    factories.agreement("Exchange", expires_on=None)
    db.session.commit()

    line = on_paper(editor, f"/renewals?{query}")

    assert line.removesuffix("As of 24 Nov 2026").removesuffix(" · ") == said


def test_in_chinese_the_line_speaks_of_no_rows_above_it(viewer: Client):
    factories.agreement("One", title_zh="协议", expires_on=None)
    viewer.fill("/settings/profile", language="zh_Hans")

    line = on_paper(viewer, "/renewals?urgency=unknown")

    assert line == "决定期限：日期不详 · 截至2026年11月24日"
