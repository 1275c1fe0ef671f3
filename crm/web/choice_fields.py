"""Fields of what is chosen of a few, as the forms share them."""

from collections.abc import Callable
from typing import Any

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l
from wtforms import SelectField, SelectMultipleField
from wtforms.form import BaseForm
from wtforms.validators import StopValidation
from wtforms.widgets import CheckboxInput

NOT_OFFERED = _l("Choose one of the list.")
"""What is said of a choice that nobody was given."""


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
        self.flags.required = needed is not None

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
