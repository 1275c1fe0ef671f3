"""Fields of what is typed, as forms share them: text that can be stored, days, whole numbers."""

import re
from datetime import date
from typing import Any

from flask_babel import LazyString
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import DateField, Field, IntegerField, StringField, TextAreaField
from wtforms.form import BaseForm
from wtforms.validators import DataRequired, Length, Optional, StopValidation

from crm.models.unseen import or_none

EARLIEST = date(1900, 1, 1)
LATEST = date(2200, 12, 31)

ONE_LANGUAGE = _l("One language is enough.")
"""What is said where a name or a title is asked for in both, and one of them has to be given."""


def storable(_form: BaseForm, field: Field) -> None:
    """Refuses characters that no database or file keeps; line breaks and tabs are welcome."""
    storable_text(field.data or "")


_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")


def storable_text(text: str) -> None:
    if found := _CONTROL.search(text):
        code = f"{ord(found[0]):04X}"
        raise StopValidation(_("Take out the invisible character U+%(code)s.", code=code))


def _limit(longest: int) -> Length:
    message = LazyString(lambda: _("Shorten this to %(longest)s characters.", longest=longest))
    return Length(max=longest, message=message)


def text_field(
    label: LazyString, longest: int, *, required: bool = False, **kw: Any
) -> StringField:
    """One line of text, None when left empty."""
    return StringField(
        label, [_needs(required), storable, _limit(longest)], filters=[or_none], **kw
    )


def notes_field(
    label: LazyString, longest: int = 20_000, *, required: bool = False, **kw: Any
) -> TextAreaField:
    """Several lines of text, None when left empty."""
    return TextAreaField(
        label, [_needs(required), storable, _limit(longest)], filters=[or_none], **kw
    )


def _needs(required: bool) -> DataRequired | Optional:
    return DataRequired(message=LazyString(lambda: _("Fill this in."))) if required else Optional()


class DayField(DateField):
    """A day as ISO 8601; what was typed stays when there is no such day."""

    def process_formdata(self, valuelist: list[str]) -> None:
        typed = valuelist[0].strip() if valuelist else ""
        self.data = None
        if not typed:
            return
        try:
            self.data = date.fromisoformat(typed)
        except ValueError as error:
            message = _("There is no such day. Write it as 2026-11-24: year, month, day.")
            raise ValueError(message) from error
        if not EARLIEST <= self.data <= LATEST:
            self.data = None
            raise ValueError(_("Give a year from 1900 to 2200."))


def day_field(label: LazyString, *, required: bool = False, **kw: Any) -> DayField:
    return DayField(label, [_needs(required)], **kw)


class WholeNumberField(IntegerField):
    """A whole number within limits that the database can keep."""

    def __init__(self, label: LazyString, least: int, most: int, **kw: Any) -> None:
        super().__init__(label, **kw)
        self.least, self.most = least, most

    def process_formdata(self, valuelist: list[str]) -> None:
        typed = valuelist[0].strip() if valuelist else ""
        if not typed:
            self.data = self.default if not callable(self.default) else self.default()
            return
        digits = typed.removeprefix("-")
        number = int(typed) if digits.isascii() and digits.isdigit() and len(digits) < 10 else None
        if number is None or not self.least <= number <= self.most:
            self.data = None
            limits = {"least": self.least, "most": self.most}
            raise ValueError(_("Give a whole number from %(least)s to %(most)s.", **limits))
        self.data = number
