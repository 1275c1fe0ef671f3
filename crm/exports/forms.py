"""What may be chosen about an export."""

from collections.abc import Mapping

from flask_babel import lazy_gettext as _l
from wtforms.validators import DataRequired

from crm.web.columns import Column
from crm.web.fields import ManyField
from crm.web.forms import Form

NONE = _l("Tick at least one column, or take all columns.")


class ColumnsForm(Form):
    """The columns of a list's exports, but for those that always come along."""

    keys = ManyField(_l("Columns"), validators=[DataRequired(NONE)])

    def offer(self, columns: Mapping[str, Column]) -> None:
        self["keys"].choices = [
            (key, str(column.label)) for key, column in columns.items() if not column.is_kept
        ]
