"""What is asked of the one who brings a file: the file, and what is doubtful in it."""

from collections.abc import Mapping

from flask import current_app, request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.datastructures import FileStorage
from wtforms import FileField
from wtforms.form import BaseForm
from wtforms.validators import StopValidation

from crm.imports.meanings import MEANING
from crm.web.forms import Form

CHOICE = "choice."
"""What the name of a doubtful row's choice begins with; the row's number follows."""


class TableField(FileField):
    """One file with a table in it."""

    suffixes = ".csv,.txt,.tsv,.xlsx,.vcf"
    part = "imports/file.html"

    @property
    def limit(self) -> int:
        """The most bytes that a file may have."""
        return int(current_app.config["MAX_UPLOAD"])

    def pre_validate(self, form: BaseForm) -> None:
        if not isinstance(self.data, FileStorage) or not self.data.filename:
            raise StopValidation(_("Choose a file."))


class UploadForm(Form):
    file = TableField(_l("File"))


class ImportForm(Form):
    """What is chosen for doubtful rows comes with it."""

    @property
    def is_import(self) -> bool:
        """Whether *Import* was pressed, and not only choices kept."""
        return "write" in request.form

    @property
    def says_meanings(self) -> bool:
        """Whether it was said what cells mean that could not be read: what becomes of their rows is
        shown before anything is written, whichever button was pressed."""
        said = (value for name, value in request.form.items() if name.startswith(MEANING))
        return "mean" in request.form or any(said)

    @property
    def choices(self) -> Mapping[int, str]:
        sent = (
            (name.removeprefix(CHOICE), value)
            for name, value in request.form.items()
            if name.startswith(CHOICE)
        )
        return {int(row): choice[:20] for row, choice in sent if row.isdecimal() and len(row) < 9}
