"""Numbers and money as people type them: exact decimals, never floats, in any ISO currency."""

import re
import unicodedata
from collections.abc import Sequence
from decimal import Decimal
from functools import cache

from babel import Locale
from babel.core import get_global
from flask import request
from flask_babel import LazyString
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import Field, StringField
from wtforms.fields.choices import SelectChoice

from crm.database import ExactNumber
from crm.models import Money
from crm.web.choice_fields import NOT_OFFERED, ChoiceField
from crm.web.locale import language

FIRST_CURRENCIES = ("CNY", "USD", "EUR", "GBP", "JPY", "HKD")
"""Those that the office meets every week stand on top."""

_NUMBER = re.compile(r"-?(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(?:\.[0-9]+)?")


def parse_number(typed: str) -> Decimal:
    """The number as typed: `1234.5`, `1,234.50`, `１２`. Commas only part thousands.

    Raises ValueError for anything else, since `1.234,50` and `1,5` mean different numbers to
    different people, and for more digits than are kept.
    """
    plain = unicodedata.normalize("NFKC", typed).replace(" ", "").replace("\u2019", "")
    if not _NUMBER.fullmatch(plain):
        raise ValueError(typed)
    number = Decimal(plain.replace(",", ""))
    if abs(number) > ExactNumber.MOST or number != round(number, ExactNumber.PLACES):
        raise ValueError(typed)
    return number


def plain_number(number: Decimal | None) -> str:
    """The number as it can be typed again: without an exponent or useless noughts."""
    if number is None:
        return ""
    return f"{number.normalize():f}"


def _typed_number(typed: str) -> Decimal:
    """The same; the ValueError says to a person what to do."""
    try:
        return parse_number(typed)
    except ValueError as error:
        message = _("Write a number such as 1234.50 or 1,234.50, with at most four decimals.")
        raise ValueError(message) from error


class NumberField(StringField):
    """An exact decimal; what was typed stays when it is none."""

    data: Decimal | None

    def __init__(self, label: object, *, least: Decimal | None = None, **kw: object) -> None:
        super().__init__(label, render_kw={"inputmode": "decimal"}, **kw)
        self.least = least

    def _value(self) -> str:
        return str(self.raw_data[0]) if self.raw_data else plain_number(self.data)

    def process_formdata(self, valuelist: list[str]) -> None:
        typed = valuelist[0].strip() if valuelist else ""
        self.data = None
        if not typed:
            return
        number = _typed_number(typed)
        if self.least is not None and number < self.least:
            raise ValueError(_("Give at least %(least)s.", least=plain_number(self.least)))
        self.data = number


@cache
def currencies() -> Sequence[str]:
    """The codes of all currencies that some country uses today (CLDR), the frequent ones first."""
    used = {
        code
        for rows in get_global("territory_currencies").values()
        for code, _start, end, is_tender in rows
        if end is None and is_tender
    }
    return (*FIRST_CURRENCIES, *sorted(used - set(FIRST_CURRENCIES)))


@cache
def _currency_options(tag: str) -> list[SelectChoice]:
    names = Locale.parse(tag).currencies
    labels = {code: f"{code} {names[code]}" if code in names else code for code in currencies()}
    return [SelectChoice("", "–")] + [SelectChoice(code, label) for code, label in labels.items()]


def currency_field(label: LazyString | None = None) -> ChoiceField:
    """A select of currencies; its options come from `currency_options`."""
    return ChoiceField(label or _l("Currency"))


def currency_options(*, required: bool = False) -> list[SelectChoice]:
    """The options of such a select, with an empty one first unless a currency is required."""
    options = _currency_options("zh_Hans" if language() == "zh" else language())
    return options[1:] if required else options


class MoneyField(Field):
    """An amount and its currency, which belong together; `data` is None when neither is given."""

    part = "components/money.html"
    data: Money | None

    def __init__(self, *args: object, **kw: object) -> None:
        super().__init__(*args, **kw)
        self.amount, self.currency = "", ""

    @property
    def options(self) -> Sequence[SelectChoice]:
        return currency_options()

    def process_data(self, value: Money | None) -> None:
        self.data = value
        if value is not None:
            self.amount, self.currency = plain_number(value.amount), value.currency

    def process_formdata(self, valuelist: list[str]) -> None:
        self.amount = valuelist[0].strip() if valuelist else ""
        self.currency = request.form.get(f"{self.name}-currency", "")
        self.data = None
        if self.currency and self.currency not in currencies():
            raise ValueError(NOT_OFFERED)
        if self.amount and not self.currency:
            raise ValueError(_("Choose the currency, too."))
        if self.currency and not self.amount:
            raise ValueError(_("Give the amount, or choose no currency."))
        if self.amount:
            self.data = Money(_typed_number(self.amount), self.currency)
