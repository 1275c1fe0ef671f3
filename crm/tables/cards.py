"""Reads vCards as a table: a row a person, with the columns that contacts have.

Phones write version 2.1 or 3.0, Outlook 2.1, Apple 3.0, newer programs 4.0 (RFC 6350). Pictures,
addresses and birthdays are left out: the register keeps nothing of the kind.
"""

import importlib
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, TextIO

from flask_babel import gettext as _

from crm.errors import Refused
from crm.models.people import WRITTEN
from crm.pattern import late
from crm.tables.encodings import encoding_of
from crm.tables.table import MEGABYTE, Cell, Wrong

MOST_CARDS = 10_000
MOST_CARD_CHARACTERS = MEGABYTE
"""Of one card without its pictures."""

BEGIN, END = "BEGIN:VCARD", "END:VCARD"
_PICTURES = late(r"(?:[\w-]+\.)?(?:PHOTO|LOGO|SOUND|KEY)[;:]", re.IGNORECASE)
_HAN = late(r"[\u3400-\u9fff\uf900-\ufaff]")
_MAIN = {"pref": 0, "work": 1, "cell": 2}
"""Which of several addresses or numbers is the one to be reached by; others come after."""

_KNOWN = frozenset(way.rstrip(".").casefold() for written in WRITTEN.values() for way in written)

Lines = list[str]
Contents = Mapping[str, Sequence[Any]]


def is_cards(start: bytes) -> bool:
    """Whether a file that begins so has vCards in it, in whatever encoding."""
    plain = start.replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n")
    return plain[: len(BEGIN)].upper() == BEGIN.encode()


class Cards:
    """A file of one card or of many."""

    def __init__(self, path: Path, encoding: str | None) -> None:
        self.path = path
        self.encoding = encoding_of(path, encoding)
        with self._opened() as file:
            self.row_count = sum(1 for line in file if _is(line, BEGIN))

    def rows(self) -> Iterator[tuple[int, list[Cell]]]:
        """The headings, then each card, numbered as rows are. Raises Refused for too many."""
        yield 1, [*_headings()]
        with self._opened() as file:
            for number, lines in enumerate(_split(file), 2):
                if number > MOST_CARDS + 1:
                    message = _("The file has more than %(most)s cards. Split it.", most=MOST_CARDS)
                    raise Refused(message)
                yield number, _cells(lines)

    def _opened(self) -> TextIO:
        # `errors`: what a phone wrote in another encoding spoils one card, and not the file.
        return self.path.open(encoding=self.encoding, errors="replace")


def _headings() -> list[Cell]:
    """As the import of contacts knows them."""
    return [
        _("Name in English"),
        _("Name in Chinese"),
        _("Form of address"),
        _("Partner"),
        _("Position"),
        _("Department"),
        _("E-mail"),
        _("Phone"),
        _("Notes"),
    ]


def _is(line: str, what: str) -> bool:
    return line.strip().lstrip("\ufeff").upper() == what


def _split(file: TextIO) -> Iterator[Lines]:
    """The lines of each card, without pictures; a card may hold another one."""
    lines: Lines = []
    depth, is_picture = 0, False
    for line in file:
        depth += _is(line, BEGIN)
        is_picture = depth > 0 and (
            bool(_PICTURES.match(line)) or (is_picture and line[:1] in {" ", "\t"})
        )
        if depth and not is_picture:
            lines.append(line.lstrip("\ufeff"))
        if depth and _is(line, END):
            depth -= 1
            if depth == 0:
                yield lines
                lines = []
    if lines:
        yield lines


def _cells(lines: Lines) -> list[Cell]:
    text = "".join(lines)
    if len(text) > MOST_CARD_CHARACTERS:
        return _damaged(text)
    library = importlib.import_module("vobject")  # for the first who needs it
    try:
        card = library.readOne(text, allowQP=True)
        return [*_row(card.contents)]
    except (library.base.VObjectError, ValueError, LookupError, AttributeError, TypeError):
        return _damaged(text)


def _damaged(text: str) -> list[Cell]:
    return [Wrong(text[:60], _("This card is damaged.")), *[""] * (len(_headings()) - 1)]


def _row(said: Contents) -> list[str]:
    english, chinese = _names(said)
    organisation = _first_list(said, "org")
    emails, phones = _ways(said, "email"), _ways(said, "tel")
    further = [f"{_('E-mail')}: {way}" for way in emails[1:]]
    further += [f"{_('Phone')}: {way}" for way in phones[1:]]
    return [
        english,
        chinese,
        _title_of(said),
        organisation[0] if organisation else "",
        next(iter(_texts(said, "title") or _texts(said, "role")), ""),
        ", ".join(organisation[1:]),
        emails[0] if emails else "",
        phones[0] if phones else "",
        "\n".join([*_texts(said, "note"), *further]),
    ]


def _names(said: Contents) -> tuple[str, str]:
    """The name in English and the one in Chinese, told by their signs. A nickname is taken for the
    name in the other language, as the product's own cards have it."""
    full = _texts(said, "fn") or _texts_of_names(said)
    english = [name for name in full if not _HAN.search(name)]
    chinese = [name for name in full if _HAN.search(name)]
    for name in _texts(said, "nickname"):
        if _HAN.search(name) and not chinese:
            chinese.append(name)
        elif not _HAN.search(name) and not english:
            english.append(name)
    return next(iter(english), ""), next(iter(chinese), "")


def _texts_of_names(said: Contents) -> list[str]:
    """Put together from family and given name; in Chinese the family name comes first."""
    found = []
    for line in said.get("n", ()):
        family, given, middle = (
            _joined(getattr(line.value, part, "")) for part in ("family", "given", "additional")
        )
        is_chinese = bool(_HAN.search(family + given))
        name = family + given if is_chinese else " ".join(filter(None, (given, middle, family)))
        found.append(name.strip())
    return [name for name in found if name]


def _title_of(said: Contents) -> str:
    """What stands before the name or after it, when it is one that the register knows."""
    for line in said.get("n", ()):
        for part in ("prefix", "suffix"):
            said_so = _joined(getattr(line.value, part, "")).strip()
            if said_so.rstrip(".").casefold() in _KNOWN:
                return said_so
    return ""


def _ways(said: Contents, name: str) -> list[str]:
    """E-mail addresses or numbers, the one to be reached by first; no fax."""
    ranked = []
    for place, line in enumerate(said.get(name, ())):
        kinds = _kinds(line)
        if "fax" not in kinds and isinstance(line.value, str):
            rank = min((_MAIN[kind] for kind in kinds if kind in _MAIN), default=len(_MAIN))
            way = re.sub("^(tel|mailto):", "", line.value.strip(), flags=re.IGNORECASE)
            ranked.append((rank, place, way))
    return list(dict.fromkeys(way for _rank, _place, way in sorted(ranked) if way))


def _kinds(line: Any) -> set[str]:
    """`TYPE=WORK,PREF`, `WORK;PREF` and `PREF=1` are three ways to write the same."""
    listed = [kind for kinds in line.params.get("TYPE", ()) for kind in kinds.split(",")]
    first = ["pref"] if line.params.get("PREF") == ["1"] else []
    return {kind.lower() for kind in (*listed, *line.singletonparams, *first)}


def _texts(said: Contents, name: str) -> list[str]:
    values = (line.value for line in said.get(name, ()))
    found = (_joined(value).replace("\r\n", "\n").strip() for value in values)
    return [text for text in found if text]


def _first_list(said: Contents, name: str) -> list[str]:
    lines = said.get(name, ())
    value = lines[0].value if lines else []
    return [part.strip() for part in (value if isinstance(value, list) else [value]) if part]


def _joined(value: Any) -> str:
    return " ".join(value) if isinstance(value, list | tuple) else str(value or "")
