"""What nobody sees of a text."""

import pytest

from crm.models.unseen import looks_empty


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
