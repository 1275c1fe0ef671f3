"""What nobody sees of a text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm.models.unseen import closed, looks_empty, still_open

TURNS = "\u202a\u202b\u202d\u202e\u2066\u2067\u2068"
TURNED = st.text(st.sampled_from(f"{TURNS}\u202c\u2069a א\n\r\u2028"))


@pytest.mark.parametrize(
    "sign", "\u200b\u2060\ufeff\u00a0\u3164\u115f\u1160\uffa0\u2800\u00ad\ufe0f"
)
def test_what_has_no_shape_looks_empty_among_blanks_too(sign: str):
    assert looks_empty(sign)
    assert looks_empty(f" {sign}\u3000{sign}\n")


@pytest.mark.parametrize(
    "text", ["!!!", "🙂", "\u0600", "می\u200cخواهم", "👩\u200d⚕\ufe0f", "\ud55c", "\0"]
)
def test_what_has_a_shape_does_not_whatever_stands_beside_it(text: str):
    assert not looks_empty(text)
    assert not looks_empty(f"\u200b{text}")


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("\u202eRLO", "\u202eRLO\u202c"),
        ("\u2067RLI", "\u2067RLI\u2069"),
        ("\u2068\u202btwo", "\u2068\u202btwo\u202c\u2069"),
        ("\u202e\u2066no end\u202c", "\u202e\u2066no end\u202c\u2069\u202c"),
        ("one\u202e\r\ntwo", "one\u202e\u202c\r\ntwo"),
    ],
)
def test_what_turns_the_direction_is_closed_in_its_line(typed: str, kept: str):
    assert closed(typed) == kept


@pytest.mark.parametrize(
    "typed",
    [
        "plain",
        "שלום",
        "\u202bשלום\u202c!",
        "\u2067\u202eא\u2069 b",
        "left\u200f",
        "a\u202c",
        "\n\n",
    ],
)
def test_what_is_balanced_stays_as_it_was_typed(typed: str):
    assert closed(typed) == typed


@given(TURNED)
def test_any_text_is_balanced_once_it_is_cleaned_and_stays_so(typed: str):
    cleaned = closed(typed)

    assert [line for line in cleaned.splitlines() if still_open(line)] == []
    assert closed(cleaned) == cleaned
    lines = zip(typed.splitlines(), cleaned.splitlines(), strict=True)
    assert all(kept.startswith(line) for line, kept in lines)
