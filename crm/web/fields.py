"""Fields that the forms share: text that can be stored, dates, numbers of records, the picker."""

import re
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from typing import Any

from flask import request
from flask_babel import LazyString
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import (
    DateField,
    Field,
    IntegerField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.form import BaseForm
from wtforms.validators import DataRequired, Length, Optional, StopValidation
from wtforms.widgets import CheckboxInput

from crm.frozen import Frozen
from crm.models.unseen import closed, looks_empty

EARLIEST = date(1900, 1, 1)
LATEST = date(2200, 12, 31)

NOT_OFFERED = _l("Choose one of the list.")
"""What is said of a choice that nobody was given."""


def or_none(text: str | None) -> str | None:
    """What was typed, without blanks around it, composed, and closed where it turns the direction
    of what follows; None when nothing is left to see."""
    if text is None or text.isascii():
        return (text or "").strip() or None
    return None if looks_empty(text) else closed(unicodedata.normalize("NFC", text).strip())


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


class ChoiceField(SelectField):
    """A select whose empty option means None, and whose error says what to do."""

    def __init__(
        self,
        label: LazyString,
        coerce: Callable[[str], Any] = str,
        *,
        needed: LazyString | None = None,
        **kw: Any,
    ) -> None:
        """`needed`: what is said to whoever chooses nothing, where something has to be chosen."""

        def read(typed: Any) -> Any:
            return None if typed in (None, "", "None") else coerce(typed)

        super().__init__(label, coerce=read, **kw)
        self.needed = needed

    def process_formdata(self, valuelist: list[str]) -> None:
        self.data = None
        if not valuelist:
            return
        try:
            self.data = self.coerce(valuelist[0])
        except ValueError as error:
            raise ValueError(NOT_OFFERED) from error

    def pre_validate(self, form: BaseForm) -> None:
        """One thing is said: what follows from a choice is not asked of one that is none."""
        if self.process_errors:
            raise StopValidation  # that was said when it was read
        if self.data is None and self.needed is not None:
            raise StopValidation(self.needed)
        chosen = "" if self.data is None else str(self.data)
        if chosen not in [str(choice.value) for choice in self.choices]:
            raise StopValidation(NOT_OFFERED)


class ManyField(SelectMultipleField):
    """Several of a few, as boxes to tick. A box that is not offered is left out, such as one that
    was taken away meanwhile; what no box can have been is refused."""

    data: list[Any] | None

    option_widget = CheckboxInput()

    def __init__(self, label: LazyString, coerce: Callable[[str], Any] = str, **kw: Any) -> None:
        super().__init__(
            label, coerce=coerce, validate_choice=False, invalid_value_message=NOT_OFFERED, **kw
        )

    def pre_validate(self, form: BaseForm) -> None:
        offered = {value for value, _label in self.choices}
        self.data = [value for value in self.data or [] if value in offered]


class Pick(Frozen):
    """A record that can be picked: its number, its name, the other name or another hint."""

    id: int
    name: str
    hint: str = ""


class PickField(Field):
    """One record or several, found by typing.

    Without JavaScript it is a search line with a *Find* button that brings the form back with
    what was found; with it, a combobox. `data` is a number, or a list of numbers when `several`.
    `row` is a template that asks for more about each record that is picked.
    """

    row: str | None = None

    def __init__(
        self,
        label: LazyString,
        *,
        find: Callable[[str], Sequence[Pick]],
        load: Callable[[list[int]], Sequence[Pick]],
        lookup: str,
        several: bool = False,
        required: bool = False,
        **kw: Any,
    ) -> None:
        super().__init__(label, **kw)
        self.find, self.load, self.lookup = find, load, lookup
        self.several, self.required = several, required
        self.typed = ""
        self.matches: Sequence[Pick] = ()
        self.refused: str | None = None

    @property
    def query_name(self) -> str:
        return f"{self.name}-q"

    @property
    def find_name(self) -> str:
        return f"{self.name}-find"

    @property
    def is_asked(self) -> bool:
        return self.find_name in request.form

    @property
    def numbers(self) -> list[int]:
        if isinstance(self.data, list):
            return self.data
        return [self.data] if self.data else []

    @property
    def picked(self) -> Sequence[Pick]:
        """The records that are chosen, in their order."""
        return self.load(self.numbers) if self.numbers else ()

    def process_formdata(self, valuelist: list[str]) -> None:
        numbers = [int(v) for v in valuelist if v.isascii() and v.isdigit() and len(v) < 18]
        numbers = list(dict.fromkeys(numbers))
        self.data = numbers if self.several else (numbers[0] if numbers else None)
        self.typed = (request.form.get(self.query_name) or "").strip()[:200]
        if not self.typed:
            return
        self.matches = [m for m in self.find(self.typed) if m.id not in numbers]
        if not self.is_asked and len(self.matches) == 1:
            self._add(self.matches[0].id)

    @property
    def typed_version(self) -> Any:
        """All that was typed, to be compared with what is saved."""
        return self.numbers

    @property
    def saved_version(self) -> Any:
        saved = self.object_data
        return saved if isinstance(saved, list) else [saved] if saved else []

    def take_saved(self) -> None:
        """Show what is saved, and nothing of what was typed."""
        self.process(None, self.object_data)
        self.typed, self.matches = "", ()

    def said(self, numbers: list[int], *, is_typed: bool) -> list[str]:
        """How the records read, as they were typed or as they are saved."""
        return [pick.name for pick in self.load(numbers)]

    def _add(self, number: int) -> None:
        self.data = [*self.numbers, number] if self.several else number
        self.typed, self.matches = "", ()

    def pre_validate(self, form: BaseForm) -> None:
        if self.typed and self.matches:
            raise StopValidation(_("Choose one of those found, or clear what you typed."))
        if self.typed:
            raise StopValidation(_("Nothing is called “%(typed)s”.", typed=self.typed))
        if len(self.picked) < len(self.numbers):
            raise StopValidation(_("This is no longer there. Choose another."))
        if self.required and not self.numbers:
            raise StopValidation(_("Type a name and choose one."))


class Together:
    """Loads what several pickers of a form show in one statement, but for what is known already."""

    def __init__(
        self, load: Callable[[list[int]], Sequence[Pick]], known: Iterable[Pick] = ()
    ) -> None:
        self.load_all = load
        self.fields: list[PickField] = []
        self.known = {pick.id: pick for pick in known}
        self.asked = set(self.known)

    def join(self, *fields: PickField) -> None:
        self.fields.extend(fields)
        for field in fields:
            field.load = self.load

    def load(self, numbers: list[int]) -> Sequence[Pick]:
        wanted = {number for field in self.fields for number in field.numbers} | set(numbers)
        if fresh := wanted - self.asked:
            self.known |= {pick.id: pick for pick in self.load_all(sorted(fresh))}
            self.asked |= fresh
        return [self.known[number] for number in numbers if number in self.known]
