"""Lists of visitors and programmes are read as people type or copy them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm.models.delegation import ProgrammeItem, Visitor, programme_items, visitors_of


@pytest.mark.parametrize(
    "line",
    ["Per Hansen | Dean | Oslo", "Per Hansen\tDean\tOslo", "Per Hansen；Dean；Oslo"],
)
def test_a_visitor_has_name_title_and_organisation(line: str):
    assert visitors_of(f"\n{line}\n\n") == [Visitor("Per Hansen", "Dean", "Oslo")]


def test_what_is_not_known_of_a_visitor_stays_open():
    assert visitors_of("Per Hansen") == [Visitor("Per Hansen")]
    assert visitors_of(None) == []


@pytest.mark.parametrize(
    ("line", "item"),
    [
        ("09:30 | Welcome | Room 2 | Dean", ProgrammeItem("09:30", "Welcome", "Room 2", "Dean")),
        ("9:30–10:15 Welcome | Room 2", ProgrammeItem("9:30–10:15", "Welcome", "Room 2")),
        ("Lunch", ProgrammeItem("", "Lunch")),
        ("12：00 午餐 | 食堂", ProgrammeItem("12：00", "午餐", "食堂")),
    ],
)
def test_an_item_of_the_programme_has_time_what_where_and_who(line: str, item: ProgrammeItem):
    assert programme_items(line) == [item]


@given(st.text(alphabet="ab9:|;\t \n", max_size=60))
def test_no_word_that_was_typed_is_lost(text: str):
    said = set(text.replace("|", " ").replace(";", " ").split())

    listed = " ".join(f"{v.name} {v.title} {v.organisation}" for v in visitors_of(text))
    planned = " ".join(f"{i.time} {i.what} {i.where} {i.who}" for i in programme_items(text))

    assert said <= set(listed.replace(",", " ").split())
    assert said <= set(planned.replace(",", " ").replace(";", " ").split())
