"""The field that takes files, for the forms of every room."""

from collections.abc import Sequence
from typing import Any

from flask import current_app
from flask_babel import LazyString
from flask_babel import gettext as _
from werkzeug.datastructures import FileStorage
from wtforms import MultipleFileField
from wtforms.form import BaseForm
from wtforms.validators import StopValidation

from crm.documents.file_types import ALL_SUFFIXES
from crm.documents.intake import Upload, examine
from crm.errors import Refused


class FilesField(MultipleFileField):
    """One file or several, each examined. `data` is a list of uploads; what is refused is said
    beside the field, and then none is taken."""

    data: list[Upload]
    suffixes = ALL_SUFFIXES
    part = "documents/files.html"

    def __init__(self, label: LazyString, *, several: bool, required: bool, **kw: Any) -> None:
        super().__init__(label, **kw)
        self.several, self.required = several, required

    @property
    def limit(self) -> int:
        """The most bytes that a file may have."""
        return int(current_app.config["MAX_UPLOAD"])

    @property
    def hint(self) -> str:
        megabytes = self.limit // (1024 * 1024)
        return _("PDF, Word, Excel, images or e-mail, up to %(limit)s MB.", limit=megabytes)

    def process_data(self, value: object) -> None:
        self.data = []

    def process_formdata(self, valuelist: Sequence[Any]) -> None:
        self.data, refused = [], []
        for sent in valuelist:
            if isinstance(sent, FileStorage) and sent.filename:
                try:
                    self.data.append(examine(sent.stream, sent.filename))
                except Refused as refusal:
                    refused.append(refusal.message)
        if refused:
            raise ValueError(" ".join(refused))

    def pre_validate(self, form: BaseForm) -> None:
        if self.required and not self.data and not self.process_errors:
            raise StopValidation(_("Choose a file."))
        if not self.several and len(self.data) > 1:
            raise StopValidation(_("Choose one file only."))


def file_field(
    label: LazyString, *, several: bool = True, required: bool = False, **kw: Any
) -> FilesField:
    """A field for files; the view of its form bears `takes_files`."""
    return FilesField(label, several=several, required=required, **kw)
