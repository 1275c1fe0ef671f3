"""`make signs`: writes `crm/models/signs.json`, what search knows of Chinese signs.

The readings are those of pypinyin (MIT) that stand in one of its phrases, the simplified forms
those of OpenCC (Apache 2.0). The libraries would load some 60 MB; the table is a hundredth.
"""

import json
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path

import opencc
from pypinyin.constants import PHRASES_DICT, PINYIN_DICT

from crm.models.signs import FILE

DICTIONARIES = Path(opencc.__file__).parent / "dictionary"
COMMON = range(0x3400, 0xA000)
RARE = 100
"""What one of so many phrases has is left out, when no other has it."""

TONES = "\u0304\u0301\u030c\u0300"
"""The marks of the first tone to the fourth; signs of one reading follow their tones."""

SURNAMES = {"仇": "qiu", "单": "shan", "解": "xie", "区": "ou", "盖": "ge", "乐": "yue", "尉": "yu"}


def table() -> dict[str, dict[str, str]]:
    simplified = _simplified()
    first: defaultdict[str, str] = defaultdict(str)
    others: defaultdict[str, str] = defaultdict(str)
    found = _readings()
    for sign in sorted(found, key=lambda sign: (_tone(sign, found[sign][0]), sign)):
        main, *rest = found[sign]
        if sign not in simplified:
            first[main] += sign
            for reading in rest:
                others[reading] += sign
    return {
        "readings": dict(sorted(first.items())),
        "other readings": dict(sorted(others.items())),
        "simplified": simplified,
    }


def _readings() -> dict[str, list[str]]:
    """The readings of each sign without tones, the most usual one first."""
    used: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for phrase, readings in PHRASES_DICT.items():
        if len(phrase) == len(readings):
            for sign, reading in zip(phrase, readings, strict=True):
                used[sign][_plain(reading[0])] += 1
    found = {}
    for number, listed in PINYIN_DICT.items():
        sign = chr(number)
        if number not in COMMON:
            continue
        every = list(dict.fromkeys(_plain(reading) for reading in listed.split(",")))
        seen = used[sign]
        kept = {r: seen[r] for r in every if seen[r] > 1 or seen[r] * RARE > seen.total()}
        kept.setdefault(SURNAMES.get(sign, every[0]), 0)
        found[sign] = sorted(kept, key=lambda r, kept=kept: -kept[r])
    return found


def _plain(reading: str) -> str:
    """`lǜ` as it is typed: `lv`."""
    decomposed = unicodedata.normalize("NFD", unicodedata.normalize("NFC", reading))
    typed = decomposed.replace("u\u0308", "v").replace("u\u030c\u0308", "v")
    return "".join(sign for sign in typed if sign.isascii() and sign.isalpha())


def _tone(sign: str, reading: str) -> int:
    """In which tone the sign is read so; the light one is the last."""
    spoken = next(way for way in PINYIN_DICT[ord(sign)].split(",") if _plain(way) == reading)
    marks = [TONES.find(mark) + 1 for mark in unicodedata.normalize("NFD", spoken)]
    return max(marks) or 5


def _simplified() -> dict[str, str]:
    """The simplified form of each traditional sign, and of those that only Japanese has."""
    forms = dict(_lines("TSCharacters.txt"))
    for traditional, japanese in _lines("JPVariants.txt"):
        if not _is_chinese(japanese):
            forms.setdefault(japanese, forms.get(traditional, traditional))
    return {
        sign: simple
        for sign, simple in sorted(forms.items())
        if sign != simple and ord(sign) in COMMON and ord(simple) in COMMON
    }


def _lines(name: str) -> Iterator[tuple[str, str]]:
    for line in (DICTIONARIES / name).read_text("utf-8").splitlines():
        sign, _, others = line.partition("\t")
        if sign:
            yield sign, others.split()[0]


def _is_chinese(sign: str) -> bool:
    try:
        return bool(sign.encode("gb2312"))
    except UnicodeEncodeError:
        return False


if __name__ == "__main__":
    FILE.write_text(json.dumps(table(), ensure_ascii=False, indent=0) + "\n", "utf-8")
