"""The choices of a field, edited as rows: their names, and whether they are still offered."""

from typing import Any

from flask import request
from flask_babel import LazyString
from flask_babel import gettext as _
from wtforms import Field
from wtforms.form import BaseForm
from wtforms.validators import StopValidation

from crm.models import Choice, FieldKind
from crm.models.unseen import or_none
from crm.web.fields import storable_text

SPARE_ROWS = 5
"""Empty rows for choices to be added; saving gives as many again."""

MOST_ROWS = 200
LONGEST = 100


class ChoicesField(Field):
    """`data` is the list of choices; a new one has no key yet."""

    part = "agreement_types/choices.html"

    def __init__(self, label: LazyString, **kw: Any) -> None:
        super().__init__(label, **kw)
        self.data: list[Choice] = []

    @property
    def rows(self) -> list[Choice]:
        spare = Choice("", None, None)
        return [*(self.data or []), *[spare] * SPARE_ROWS]

    def process_data(self, value: list[Choice] | None) -> None:
        self.data = list(value or [])

    def process_formdata(self, valuelist: list[str]) -> None:
        typed = valuelist[0] if valuelist else ""
        number = int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 4 else 0
        rows = [self._typed(row) for row in range(min(number, MOST_ROWS))]
        self.data = [choice for choice in rows if choice.key or choice.name_en or choice.name_zh]

    def _typed(self, row: int) -> Choice:
        def text(part: str) -> str | None:
            return or_none(request.form.get(f"{self.name}-{row}-{part}"))

        is_offered = f"{self.name}-{row}-offered" in request.form
        return Choice((text("key") or "")[:20], text("en"), text("zh"), is_offered)

    def pre_validate(self, form: BaseForm) -> None:
        if form["kind"].data is not FieldKind.CHOICE:
            return
        for choice in self.data:
            names = [name for name in (choice.name_en, choice.name_zh) if name]
            if not names:
                raise StopValidation(_("Name each choice, or untick it to take it away."))
            for name in names:
                storable_text(name)
                if len(name) > LONGEST:
                    message = _("Shorten this to %(longest)s characters.", longest=LONGEST)
                    raise StopValidation(f"“{name[:20]}…”: {message}")
