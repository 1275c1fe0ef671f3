"""What is asked of the one who brings a file: the file, its columns, and what is doubtful."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from flask import current_app, request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import Field, FileField, RadioField
from wtforms.form import BaseForm
from wtforms.validators import Optional, StopValidation

from crm.imports.days import is_ambiguous
from crm.imports.fields import NUMBER, VERSION, Subject
from crm.imports.matching import OWN
from crm.imports.preview import Asked
from crm.web.forms import Form, options

CHOICE = "choice."
"""What the name of a doubtful row's choice begins with; the row's number follows."""


class TableField(FileField):
    """One file with a table in it."""

    suffixes = ".csv,.txt,.tsv,.xlsx"
    part = "imports/file.html"

    @property
    def limit(self) -> int:
        """The most bytes that a file may have."""
        return int(current_app.config["MAX_UPLOAD"])

    def pre_validate(self, form: BaseForm) -> None:
        if not self.data or not self.data.filename:
            raise StopValidation(_("Choose a file."))


class UploadForm(Form):
    file = TableField(_l("File"))


class ColumnsField(Field):
    """For each column of the file, the field that it fills; `data` is a list of their names."""

    part = "imports/columns_field.html"
    subject: Subject
    header: Sequence[str] = ()
    first_rows: Sequence[Sequence[str]] = ()

    @property
    def offered(self) -> list[tuple[str, str]]:
        own = [(name, str(label)) for name, label, _aliases in OWN]
        return own + [(item.name, str(item.label)) for item in self.subject.fields]

    def process_formdata(self, valuelist: list[str]) -> None:
        if valuelist:
            self.data = valuelist

    def pre_validate(self, form: BaseForm) -> None:
        labels = dict(self.offered)
        if len(self.data) != len(self.header) or not {*self.data} <= {"", *labels}:
            raise StopValidation(_("Say for each column what it is."))
        twice = [name for name, number in Counter(filter(None, self.data)).items() if number > 1]
        if twice:
            raise StopValidation(_("Two columns are “%(label)s”.", label=labels[twice[0]]))
        if not {NUMBER, *self.subject.named_by} & {*self.data}:
            raise StopValidation(_("Say which column has the name."))


class ColumnsForm(Form):
    """A file's columns. An export that comes back says by an empty cell that it was emptied."""

    columns = ColumnsField(_l("Columns"))
    empties = RadioField(
        _l("Empty cells"),
        choices=options(
            [
                ("keep", _l("leave what a record has")),
                ("clear", _l("empty the field of the record")),
            ]
        ),
    )

    day_order = RadioField(
        _l("In dates such as 03/04/2025"),
        choices=options(
            [
                ("day", _l("the day comes first: the third of April")),
                ("month", _l("the month comes first: the fourth of March")),
            ]
        ),
        validators=[Optional()],
    )

    @property
    def asked(self) -> Asked:
        """What was chosen."""
        return Asked(
            tuple(self.columns.data),
            self.empties.data == "clear",
            day_first=self.day_order.data == "day" if self.day_order.data else None,
        )

    def offer(
        self, subject: Subject, header: Sequence[str], first_rows: Sequence[Sequence[str]]
    ) -> None:
        self.columns.subject, self.columns.header = subject, header
        self.columns.first_rows = first_rows

    @property
    def asks_day_order(self) -> bool:
        """Whether there are days that can be read in two ways."""
        cells = (cell for row in self.columns.first_rows for cell in row)
        return bool(self.day_order.errors or self.day_order.data) or any(map(is_ambiguous, cells))

    @staticmethod
    def opening(columns: Sequence[str], asked: Asked | None) -> dict[str, Any]:
        """What the page opens with: what was chosen before, or what the headings say."""
        clears = asked.clears if asked else {NUMBER, VERSION} <= {*columns}
        chosen = {"columns": [*columns], "empties": "clear" if clears else "keep"}
        if asked is not None and asked.day_first is not None:
            chosen["day_order"] = "day" if asked.day_first else "month"
        return chosen


class ImportForm(Form):
    """What is chosen for doubtful rows comes with it."""

    @property
    def is_import(self) -> bool:
        """Whether *Import* was pressed, and not only choices kept."""
        return "write" in request.form

    @property
    def choices(self) -> Mapping[int, str]:
        sent = (
            (name.removeprefix(CHOICE), value)
            for name, value in request.form.items()
            if name.startswith(CHOICE)
        )
        return {int(row): choice[:20] for row, choice in sent if row.isdecimal() and len(row) < 9}
