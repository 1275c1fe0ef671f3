"""The field of records that are found by typing, as the forms share it."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from flask import request
from flask_babel import LazyString
from flask_babel import gettext as _
from wtforms import Field
from wtforms.form import BaseForm
from wtforms.validators import StopValidation

from crm.frozen import Frozen


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
        self.flags.required = required
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
