"""What a list says on paper, where neither its filters nor the day of the screen are seen."""

import pytest
from flask import Flask

from crm.extensions import db
from crm.web.filters import Related
from crm.web.locale import Reader
from tests import factories
from tests.client import Client
from tests.conftest import DAY
from tests.web.test_filters import FILTERS


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


@pytest.mark.parametrize(("language", "said"), [("en", "Oslo Hospital"), ("zh_Hans", "奥斯陆医院")])
def test_a_printed_list_names_the_record_that_a_link_has_set(app: Flask, language: str, said: str):
    partner = factories.partner("Oslo Hospital", name_zh="奥斯陆医院")
    factories.agreement("Exchange", partner)
    reader = app.test_client().log_in(factories.user(language=language))

    line = on_paper(reader, f"/agreements?partner={partner.id}")

    assert line.partition(" · ")[0].endswith(said)


def test_each_link_that_narrows_a_list_to_a_record_says_its_name(app: Flask):
    reader = Reader(DAY, factories.user().id, "en", sees_all=True)
    agreement = factories.agreement("Exchange", factories.partner("Oslo"))
    numbers = {
        "agreement": agreement.id,
        "contact": factories.contact("Kari").id,
        "partner": agreement.parties[0].partner_id,
        "parent": agreement.parties[0].partner_id,
        "type": factories.agreement_type("Exchange of students").id,
        "unit": factories.unit("Nursing").id,
    }

    named = {
        (item.name, item.called(str(numbers[item.name]), reader))
        for _listing, item in FILTERS
        if isinstance(item, Related)
    }

    assert named == {
        ("agreement", "Exchange"),
        ("contact", "Kari"),
        ("partner", "Oslo"),
        ("parent", "Oslo"),
        ("type", "Exchange of students"),
        ("unit", "Nursing"),
    }


def test_a_printed_list_names_no_agreement_that_its_reader_may_not_know_of(viewer: Client):
    agreement = factories.agreement("Secret")
    factories.task(agreement_id=factories.agreement("Open").id)
    factories.confidential(agreement)

    line = on_paper(viewer, f"/tasks?agreement={agreement.id}")

    assert line == "Agreement · As of 24 Nov 2026"
