"""How a cell is read: words, countries, addresses and people, in either language.

What cannot be read raises `Wrong` with a sentence for the one who has the file.
"""

import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from types import MappingProxyType
from typing import Any

from flask_babel import LazyString
from flask_babel import gettext as _
from wtforms.validators import StopValidation, ValidationError

from crm.accounts import queries as account_queries
from crm.database import Word
from crm.tables import table as tables
from crm.tables.table import Cell
from crm.web.countries import territories
from crm.web.export import DANGEROUS
from crm.web.fields import full_address, or_none, storable_text
from crm.web.locale import LANGUAGES, NOT_COUNTRIES, speaking

USUAL_COUNTRIES = {
    "usa": "US",
    "america": "US",
    "uk": "GB",
    "greatbritain": "GB",
    "england": "GB",
    "scotland": "GB",
    "prc": "CN",
    "prchina": "CN",
    "peoplesrepublicofchina": "CN",
    "mainlandchina": "CN",
    "中国大陆": "CN",
    "中华人民共和国": "CN",
    "korea": "KR",
    "republicofkorea": "KR",
    "hongkong": "HK",
    "香港": "HK",
    "中国香港": "HK",
    "macau": "MO",
    "macao": "MO",
    "澳门": "MO",
    "中国澳门": "MO",
    "taiwan": "TW",
    "台湾": "TW",
    "中国台湾": "TW",
    "russianfederation": "RU",
    "czechrepublic": "CZ",
    "holland": "NL",
    "uae": "AE",
    "vietnam": "VN",
}
"""What people write that CLDR does not."""


class Wrong(Exception):
    """A cell that cannot be taken; the message says why."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


@dataclass(frozen=True)
class People:
    """The people who can be given work, as a file may name them."""

    names: Mapping[int, str]
    numbers: Mapping[str, Sequence[int]] = field(default_factory=dict)

    @classmethod
    def load(cls) -> "People":
        names: dict[int, str] = {}
        numbers: dict[str, list[int]] = {}
        for person in account_queries.people_and_addresses():
            names[person.id] = person.name
            for said in (person.email, plain_key(person.name)):
                numbers.setdefault(said, []).append(person.id)
        return cls(names, numbers)


Read = Callable[[str, People], Any]


def plain_key(text: str) -> str:
    """The text without case, blanks and punctuation, full-width signs as usual ones."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    return folded if folded.isalnum() else "".join(c for c in folded if c.isalnum())


def plain_text(cell: str) -> str | None:
    """What a cell says, without the apostrophe that an export puts before what a spreadsheet
    would run."""
    if cell[:1] == "'" and cell[1:2] in DANGEROUS:
        cell = cell[1:]
    return or_none(cell.replace("\r\n", "\n").replace("\r", "\n"))


def cell_text(cell: Cell) -> str:
    """What a cell says; a day as ISO 8601. Raises Wrong for one that has an error in it."""
    if isinstance(cell, tables.Wrong):
        raise Wrong(cell.why)
    return cell if isinstance(cell, str) else cell.isoformat()


def text(longest: int) -> Read:
    def read(cell: str, _people: People) -> str:
        try:
            storable_text(cell)
        except StopValidation as error:
            raise Wrong(str(error)) from error
        if len(cell) > longest:
            raise Wrong(_("Shorten this to %(longest)s characters.", longest=longest))
        return cell

    return read


def web_address(longest: int) -> Read:
    def read(cell: str, people: People) -> str:
        try:
            return full_address(text(longest)(cell, people), longest)
        except ValidationError as error:
            raise Wrong(str(error)) from error

    return read


def word(
    labels: Mapping[Word, LazyString], usual: Mapping[str, Word] = MappingProxyType({})
) -> Read:
    """One of those words, in either language, as it is stored or as people usually write it."""
    known: dict[str, Word] = {}

    def read(cell: str, _people: People) -> Word:
        if not known:
            known.update({**usual, **_readings(labels)})
        try:
            return known[plain_key(cell)]
        except KeyError as error:
            offered = ", ".join(str(label) for label in labels.values())
            raise Wrong(_("“%(cell)s” is none of: %(offered)s.", **_said(cell, offered))) from error

    return read


def _said(cell: str, offered: str) -> dict[str, str]:
    return {"cell": cell[:60], "offered": offered}


def _readings(labels: Mapping[Word, LazyString]) -> dict[str, Word]:
    known = {plain_key(kept.value): kept for kept in labels}
    for kept, label in labels.items():
        known |= {plain_key(said): kept for said in in_all_languages(label)}
    return known


def in_all_languages(label: LazyString) -> list[str]:
    said = []
    for code in LANGUAGES:
        with speaking(code):
            said.append(str(label))
    return said


def country(cell: str, _people: People) -> str:
    code = _countries().get(plain_key(cell))
    if code is None:
        message = _(
            "“%(cell)s” is no country that is known. Write its name or its code, as Norway or NO.",
            cell=cell[:60],
        )
        raise Wrong(message)
    return code


@cache
def _countries() -> Mapping[str, str]:
    known = dict(USUAL_COUNTRIES)
    for language in ("en", "zh"):
        for code, name in territories(language).items():
            if code not in NOT_COUNTRIES:
                known[plain_key(name)] = code
                known[code.casefold()] = code
    return known


def person(cell: str, people: People) -> int:
    """Somebody by e-mail address, or by a name that only one has."""
    found = people.numbers.get(cell.strip().lower()) or people.numbers.get(plain_key(cell), ())
    if not found:
        raise Wrong(_("Nobody here has the name or the address “%(cell)s”.", cell=cell[:60]))
    if len(found) > 1:
        raise Wrong(_("Several people are called “%(cell)s”: give the e-mail.", cell=cell[:60]))
    return found[0]


def whole_number(cell: str) -> int:
    """A record's number or version, as a spreadsheet may write it."""
    digits = cell.strip().removesuffix(".0")
    if not digits.isascii() or not digits.isdigit() or not 0 < len(digits) < 18:
        raise Wrong(_("“%(cell)s” is no number.", cell=cell[:60]))
    return int(digits)
