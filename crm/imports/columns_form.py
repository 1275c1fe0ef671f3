"""What is asked about a file: how it is read, what its columns are, how its cells are meant."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from flask import request
from flask_babel import LazyString
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import Field, RadioField
from wtforms.form import BaseForm
from wtforms.validators import Optional, StopValidation

from crm.imports.days import is_ambiguous
from crm.imports.fields import NUMBER, Subject
from crm.imports.matching import OWN
from crm.imports.meanings import answers
from crm.imports.planned import Asked
from crm.tables.table import LAST_HEADER_ROW, Options, Table
from crm.web.choice_fields import ChoiceField
from crm.web.forms import Form, options

FALLBACK = "fallback."
"""What the name of a question begins with that new records ask; the field's name follows."""

ENCODINGS: Mapping[str, LazyString] = {
    "utf-8": _l("UTF-8"),
    "gb18030": _l("GB18030 (simplified Chinese)"),
    "big5": _l("Big5 (traditional Chinese)"),
    "cp950": _l("Big5 as Windows writes it"),
    "big5hkscs": _l("Big5 with the characters of Hong Kong"),
    "utf-16-le": _l("UTF-16 (little endian)"),
    "utf-16-be": _l("UTF-16 (big endian)"),
    "cp1252": _l("Windows-1252 (Western Europe)"),
}
DELIMITERS: Mapping[str, LazyString] = {
    ",": _l("comma"),
    ";": _l("semicolon"),
    "\t": _l("tab"),
    "|": _l("bar"),
}


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

    encoding = ChoiceField(_l("Encoding"), choices=options(ENCODINGS.items()))
    delimiter = ChoiceField(_l("Cells are parted by"))
    worksheet = ChoiceField(_l("Sheet"))
    header_row = ChoiceField(_l("The columns are named in"), coerce=int)
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
    READING = ("encoding", "delimiter", "worksheet", "header_row")

    def offer(self, subject: Subject, table: Table, first_rows: Sequence[Sequence[str]]) -> None:
        """What can be chosen of this file."""
        self.columns.subject, self.columns.header = subject, table.header
        self.columns.first_rows = first_rows
        names = {str(number): sign for number, sign in enumerate(DELIMITERS)}
        self.delimiter.choices = options([(n, DELIMITERS[sign]) for n, sign in names.items()])
        self.worksheet.choices = options([(str(n), name) for n, name in enumerate(table.sheets)])
        rows = [(n, _("row %(number)s", number=n)) for n in range(1, LAST_HEADER_ROW + 1)]
        self.header_row.choices = options([*rows, (0, _("no row"))])
        self.fallbacks_offered = {
            item.name: (item.label, item.offered(), item.required)
            for item in subject.fields
            if item.offered is not None
        }
        if table.encoding is None:
            del self.encoding, self.delimiter
        if len(table.sheets) < 2:
            del self.worksheet
        if table.encoding is None and not table.sheets:
            del self.header_row  # cards, which can be read in one way

    @property
    def reading(self) -> list[Field]:
        """The questions how the file is read."""
        return [self[name] for name in self.READING if name in self]

    def options(self, now: Options, table: Table) -> Options:
        """How the file is to be read: as it is now, but for what was changed."""
        encoding, delimiter, sheet, header_row = map(self._chosen, self.READING)
        said = {
            "encoding": encoding,
            "delimiter": None if delimiter is None else list(DELIMITERS)[int(delimiter)],
            "sheet": None if sheet is None else table.sheets[int(sheet)],
            "header_row": header_row,
        }
        changed = {
            name: value
            for name, value in said.items()
            if value is not None and value != getattr(table, name)
        }
        return replace(now, **changed)

    def _chosen(self, name: str) -> Any:
        """What was chosen there; None when nothing that is offered was."""
        if name not in self or not self[name].validate(self):
            return None
        return self[name].data

    @property
    def asked(self) -> Asked:
        """What was chosen."""
        return Asked(
            tuple(self.columns.data),
            self.empties.data == "clear",
            self.fallbacks,
            self.day_order.data == "day" if self.day_order.data else None,
            answers(self.columns.subject, request.form),
        )

    @property
    def fallbacks(self) -> Mapping[str, str]:
        """What new records get where the file says nothing, as far as it was said."""
        sent = {name: request.form.get(FALLBACK + name, "") for name in self.fallbacks_offered}
        return {
            name: said
            for name, said in sent.items()
            if said in dict(self.fallbacks_offered[name][1])
        }

    @property
    def asks_day_order(self) -> bool:
        """Whether there are days that can be read in two ways."""
        cells = (cell for row in self.columns.first_rows for cell in row)
        return bool(self.day_order.errors or self.day_order.data) or any(map(is_ambiguous, cells))


def opening(asked: Asked, table: Table) -> dict[str, Any]:
    """What the page opens with: what was chosen before, or what the headings say."""
    chosen: dict[str, Any] = {
        "columns": [*asked.columns],
        "empties": "clear" if asked.clears else "keep",
        "encoding": table.encoding,
        "header_row": table.header_row,
    }
    if table.delimiter is not None:
        chosen["delimiter"] = str(list(DELIMITERS).index(table.delimiter))
    if table.sheet is not None:
        chosen["worksheet"] = str(list(table.sheets).index(table.sheet))
    if asked.day_first is not None:
        chosen["day_order"] = "day" if asked.day_first else "month"
    return chosen
