"""The page on security: what it names is there, and each requirement has a state."""

import re
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).parent.parent
PAGE = (ROOT / "docs" / "security.md").read_text("utf-8")
STATES = ("met", "accepted", "does not apply")
LEVELS_1_AND_2 = 253
"""So many requirements have ASVS 5.0.0 at those levels."""

ROW = re.compile(r"^\| (\d+\.\d+\.\d+) \| ([^|]*) \| ([^|]*) \| ([^|]*) \|$", re.MULTILINE)
ROWS = [match.groups() for match in ROW.finditer(PAGE)]
NAMED = re.compile(
    r"`((?:crm|docs|templates|tests)/[\w/.-]+|[\w-]+\.(?:md|toml|lock))(?:::(\w+))?`"
)


def test_each_requirement_has_one_row_and_a_state():
    numbers = [tuple(map(int, number.split("."))) for number, *_rest in ROWS]

    assert len(numbers) == LEVELS_1_AND_2
    assert numbers == sorted(set(numbers))
    assert [number for number, state, *_rest in ROWS if state not in STATES] == []


def test_each_row_says_where_or_why():
    bare = [number for number, _state, words, _test in ROWS if len(words) < 4]
    unfounded = [n for n, state, *rest in ROWS if state == "met" and not "".join(rest).strip()]

    assert bare == []
    assert unfounded == []


def test_the_counts_are_those_of_the_tables():
    counted = Counter(state for _number, state, *_rest in ROWS)
    told = re.search(r"^\| all \| (\d+) \| (\d+) \| (\d+) \|$", PAGE, re.MULTILINE)

    assert told is not None
    assert [int(number) for number in told.groups()] == [counted[state] for state in STATES]


def test_every_file_and_test_that_is_named_exists():
    named = set(NAMED.findall(PAGE))
    gone = {name for name, _test in named if not (ROOT / name).is_file()}
    missing = {
        f"{name}::{test}"
        for name, test in named
        if test and f"\ndef {test}(" not in (ROOT / name).read_text("utf-8")
    }

    assert len(named) > 100
    assert gone == set()
    assert missing == set()
