"""How a cell is read: words, countries, addresses and numbers, in either language.

What cannot be read raises `Wrong` with a sentence for the one who has the file.
"""

import unicodedata
from collections.abc import Callable, Mapping
from decimal import Decimal
from functools import cache
from types import MappingProxyType
from typing import Any

from flask_babel import LazyString
from flask_babel import gettext as _
from wtforms.validators import StopValidation, ValidationError

from crm.database import Word
from crm.frozen import Frozen
from crm.imports.usual_words import USUAL_COUNTRIES, USUAL_CURRENCIES, YES_NO
from crm.models.countries import territories
from crm.models.listed import listed
from crm.models.signs import simplified
from crm.models.unseen import or_none
from crm.tables import table as tables
from crm.tables.table import Cell
from crm.web.export import DANGEROUS
from crm.web.fields import storable_text
from crm.web.locale import LANGUAGES, NOT_COUNTRIES, speaking
from crm.web.numbers import currencies, parse_number
from crm.web.reached import full_address, full_e_mail


class Wrong(Exception):
    """A cell that cannot be taken; the message says why."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


class Reading(Frozen):
    """How what can be read in two ways is meant; None as long as nobody has said."""

    day_first: bool | None = None


Read = Callable[[str, Reading], Any]


def plain_key(text: str) -> str:
    """The text without case, blanks and punctuation, full-width and traditional signs as usual
    ones."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    if not folded.isascii():
        folded = folded.translate(simplified())
    return folded if folded.isalnum() else "".join(c for c in folded if c.isalnum())


def plain_text(cell: str) -> str | None:
    """What a cell says, without the apostrophe that an export puts before what a spreadsheet
    would run."""
    if cell[:1] == "'" and cell.lstrip("'")[:1] in DANGEROUS:
        cell = cell[1:]
    return or_none(cell.replace("\r\n", "\n").replace("\r", "\n"))


def cell_text(cell: Cell) -> str:
    """What a cell says; a day as ISO 8601. Raises Wrong for one that has an error in it."""
    if isinstance(cell, tables.Wrong):
        raise Wrong(cell.why)
    return cell if isinstance(cell, str) else cell.isoformat()


def text(longest: int) -> Read:
    def read(cell: str, _reading: Reading) -> str:
        try:
            storable_text(cell)
        except StopValidation as error:
            raise Wrong(str(error)) from error
        if len(cell) > longest:
            raise Wrong(_("Shorten this to %(longest)s characters.", longest=longest))
        return cell

    return read


def web_address(longest: int) -> Read:
    def read(cell: str, reading: Reading) -> str:
        try:
            return full_address(text(longest)(cell, reading), longest)
        except ValidationError as error:
            raise Wrong(str(error)) from error

    return read


def word(
    labels: Mapping[Word, LazyString],
    usual: Mapping[str, Word] = MappingProxyType({}),
    none: LazyString | None = None,
) -> Read:
    """One of those words, in either language, as it is stored or as people usually write it;
    `none` is how an export writes that there is none."""
    known: dict[str, Word | None] = {}

    def read(cell: str, _reading: Reading) -> Word | None:
        if not known:
            blanks = in_all_languages(none) if none is not None else []
            known.update({plain_key(said): None for said in blanks})
            known.update({**usual, **_readings(labels)})
        try:
            return known[plain_key(cell)]
        except KeyError as error:
            offered = listed(labels.values())
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


def e_mail(cell: str, reading: Reading) -> str:
    try:
        return full_e_mail(text(254)(cell, reading))
    except ValidationError as error:
        raise Wrong(str(error)) from error


def checked(read: Callable[[str], str]) -> Read:
    """A number that a register gives, with its check digits."""

    def reading(cell: str, _reading: Reading) -> str:
        try:
            return read(cell)
        except ValueError as error:
            message = _("This cannot be right: its check digits do not fit. Copy it once more.")
            raise Wrong(message) from error

    return reading


def names(longest: int, all_of_them: int) -> Read:
    """Several names, one a line; each is kept once."""

    def read(cell: str, reading: Reading) -> str:
        said = map(or_none, text(all_of_them)(cell, reading).splitlines())
        return "\n".join(text(longest)(name, reading) for name in dict.fromkeys(said) if name)

    return read


def number_within(least: int, most: int) -> Read:
    def read(cell: str, _reading: Reading) -> int:
        number = whole_number(unicodedata.normalize("NFKC", cell))
        if not least <= number <= most:
            limits = {"least": least, "most": most}
            raise Wrong(_("Give a whole number from %(least)s to %(most)s.", **limits))
        return number

    return read


def amount(cell: str, _reading: Reading) -> Decimal:
    try:
        number = parse_number(cell)
    except ValueError as error:
        message = _("Write a number such as 1234.50 or 1,234.50, with at most four decimals.")
        raise Wrong(message) from error
    if number < 0:
        raise Wrong(_("Give at least %(least)s.", least=0))
    return number


def currency(cell: str, _reading: Reading) -> str:
    code = USUAL_CURRENCIES.get(plain_key(cell), cell.strip().upper())
    if code not in currencies():
        message = _("“%(cell)s” is no currency. Write its code, as CNY or EUR.", cell=cell[:60])
        raise Wrong(message)
    return code


def yes_no(usual: Mapping[str, bool], no: LazyString, yes: LazyString) -> Read:
    """Yes or no in either language, as a spreadsheet writes it, as the labels or `usual` say it."""
    known: dict[str, bool] = {}

    def read(cell: str, _reading: Reading) -> bool:
        if not known:
            said = {plain_key(word): False for word in in_all_languages(no)}
            said |= {plain_key(word): True for word in in_all_languages(yes)}
            known.update({**YES_NO, **usual, **said})
        try:
            return known[plain_key(cell)]
        except KeyError as error:
            raise Wrong(_("“%(cell)s” is neither yes nor no.", cell=cell[:60])) from error

    return read


def country(cell: str, _reading: Reading) -> str:
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


def whole_number(cell: str) -> int:
    """A record's number or version, as a spreadsheet may write it."""
    digits = cell.strip().removesuffix(".0")
    if not digits.isascii() or not digits.isdigit() or not 0 < len(digits) < 18:
        raise Wrong(_("“%(cell)s” is no number.", cell=cell[:60]))
    return int(digits)
