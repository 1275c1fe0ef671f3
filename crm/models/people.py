"""How people are called: by family and given name, and by their title, in either language."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from crm.models.names import without_accents
from crm.models.signs import readings

TWO_SIGNS = frozenset(
    ("欧阳", "歐陽", "上官", "司马", "司馬", "诸葛", "諸葛", "东方", "東方", "皇甫", "尉迟", "公孙")
)
"""Chinese family names of two characters; all others here have one."""

DOT = "·"
"""Between the names of a foreigner in Chinese; the family name stands last as it does elsewhere."""

PARTICLES = frozenset(
    ("van", "von", "der", "den", "de", "da", "di", "del", "la", "le", "ten", "zu")
)
"""Words in small letters that belong to the family name after them."""


class Written(NamedTuple):
    """A title before an English name, in an English letter, and after a Chinese name."""

    before: str
    in_letter: str
    after: str


WRITTEN: Mapping[str, Written] = {
    "professor": Written("Prof.", "Professor", "教授"),
    "associate_professor": Written("Assoc. Prof.", "Professor", "副教授"),
    "academician": Written("Academician", "Academician", "院士"),
    "doctor": Written("Dr.", "Dr.", "博士"),
    "dean": Written("Dean", "Dean", "院长"),
    "director": Written("Director", "Director", "主任"),
    "mr": Written("Mr.", "Mr.", "先生"),
    "ms": Written("Ms.", "Ms.", "女士"),
}


def written_forms(honorific: str) -> Sequence[str]:
    """All ways to write it, by which search finds whom it belongs to."""
    return WRITTEN[honorific]


def addressed(name: str, honorific: str | None) -> str:
    """The name with the title, as the language of the name has it: Prof. Wang Wei, 王伟教授."""
    if honorific is None:
        return name
    written = WRITTEN[honorific]
    return f"{name}{written.after}" if is_chinese(name) else f"{written.before} {name}"


def salutation(name: str, honorific: str | None, other: str | None = None) -> str:
    """How a letter begins, in the language of the name: Dear Professor Wang, 尊敬的王教授.

    `other` is the name in the other language. Without a title the whole name is used.
    """
    if is_chinese(name):
        called = name if honorific is None else split_name(name)[0] + WRITTEN[honorific].after
        return f"尊敬的{called}："
    family, _given = split_name(name, other)
    called = name if honorific is None else f"{WRITTEN[honorific].in_letter} {family}"
    return f"Dear {called},"


def split_name(name: str, other: str | None = None) -> tuple[str, str]:
    """The family name and the given names, as far as a name shows which is which, or the Chinese
    one beside it does: of 王伟, Wang is the family name in Wang Wei and in Wei Wang."""
    name = " ".join(name.split())
    if "," in name:
        family, _comma, given = name.partition(",")
        return family.strip(), given.strip()
    if is_chinese(name):
        if DOT in name:
            given, _dot, family = name.rpartition(DOT)
            return family, given
        length = 2 if name[:2] in TWO_SIGNS and len(name) > 2 else 1
        return name[:length], name[length:]
    words = name.split(" ")
    if _begins_with_family(words, other):
        return words[0], " ".join(words[1:])
    start = len(words) - 1
    while start > 1 and words[start - 1] in PARTICLES:
        start -= 1
    return " ".join(words[start:]), " ".join(words[:start])


def is_chinese(name: str) -> bool:
    """Whether it is written in Chinese signs, with dots between those of a foreign name."""
    return bool(name) and all("\u3400" <= sign <= "\u9fff" or sign == DOT for sign in name)


def _begins_with_family(words: Sequence[str], other: str | None) -> bool:
    if len(words) < 2:
        return False
    if words[0].isupper() and not words[-1].isupper() and len(words[0]) > 2:
        return True
    if other is None or not is_chinese(other):
        return False
    family, given = split_name(other)
    return words[0].casefold() in _spelled(family) and not (
        words[-1].casefold() in _spelled(family)
        and without_accents(words[0]).casefold() in _spelled(given)
    )


def _spelled(signs: str) -> set[str]:
    """The ways to write the signs in Latin letters, in one word."""
    ways = {""}
    for sign in signs:
        ways = {way + reading for way in ways for reading in readings().get(sign, ())}
    return ways
