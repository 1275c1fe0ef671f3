"""What may be chosen about an export."""

from collections.abc import Mapping
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import Field
from wtforms.validators import ValidationError

from crm.exports.columns import choice_of, tells_something
from crm.web.choice_fields import ManyField
from crm.web.columns import Column
from crm.web.forms import Form

NONE = _l("Tick at least one column, or take all columns.")


class ColumnsForm(Form):
    """The columns of a list's exports."""

    keys = ManyField(_l("Columns"))

    def offer(self, columns: Mapping[str, Column]) -> None:
        self["keys"].choices = [(key, str(column.label)) for key, column in columns.items()]
        self.columns = columns

    def values(self) -> dict[str, Any]:
        return {"keys": choice_of(self.columns, self["keys"].data or ())}

    def validate_keys(self, field: Field) -> None:
        if not tells_something(self.columns, field.data or ()):
            raise ValidationError(NONE)
