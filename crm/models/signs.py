"""What is known of Chinese signs: how each is read, and its simplified form.

The table beside this file is made by `make signs`, from what pypinyin and OpenCC know: to load
these would take every process some 60 MB.
"""

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path

FILE = Path(__file__).with_name("signs.json")
FIRST_PLACE = 0xF0000
OLD_SPELLINGS = ("tsing", "peking", "king", "yat")


@cache
def readings() -> Mapping[str, tuple[str, ...]]:
    """All readings of each simplified sign without tones, the usual one first; `ü` is `v`, `u` or
    `yu`."""
    found: dict[str, tuple[str, ...]] = {}
    for part in ("readings", "other readings"):
        for reading, signs in _kept()[part].items():
            ways = _spelled(reading)
            for sign in signs:
                found[sign] = tuple(dict.fromkeys((*found.get(sign, ()), *ways)))
    return found


@cache
def places() -> Mapping[int, str]:
    """For `str.translate`: each sign as one whose number is its place among all of them by pinyin.

    The tone comes after the reading, `ü` after `u`; a traditional sign stands where its simplified
    form does. The numbers are those that Unicode leaves to private use.
    """
    by_reading = sorted(_kept()["readings"].items(), key=lambda one: one[0].replace("v", "u"))
    signs = enumerate("".join(signs for _reading, signs in by_reading), FIRST_PLACE)
    found = {ord(sign): chr(place) for place, sign in signs}
    for traditional, simple in simplified().items():
        if (place := found.get(ord(simple))) is not None:
            found[traditional] = place
    return found


def _spelled(reading: str) -> tuple[str, ...]:
    if "v" not in reading:
        return (reading,)
    return reading, reading.replace("v", "u"), reading.replace("v", "yu")


@cache
def simplified() -> Mapping[int, str]:
    """For `str.translate`: the simplified form of each sign that has another one."""
    return {ord(sign): simple for sign, simple in _kept()["simplified"].items()}


@cache
def syllables() -> frozenset[str]:
    """All that a Chinese sign is called."""
    return frozenset((*_kept()["readings"], *OLD_SPELLINGS))


@cache
def _kept() -> dict[str, dict[str, str]]:
    kept: dict[str, dict[str, str]] = json.loads(FILE.read_text("utf-8"))
    return kept
