"""Regular expressions that are compiled when they are first used."""

import re

from crm.pattern import late


def test_a_late_pattern_finds_what_any_other_finds():
    word = late("[a-z]+", re.IGNORECASE)

    assert word.pattern == "[a-z]+"
    assert word.findall("Oslo, 2026: a visit") == ["Oslo", "a", "visit"]
    assert word.fullmatch("Oslo 2026") is None
    assert word.flags == re.compile("[a-z]+", re.IGNORECASE).flags
