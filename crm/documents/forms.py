"""What may be typed about a document."""

from typing import ClassVar

from flask_babel import lazy_gettext as _l

from crm.documents.upload import file_field
from crm.models import Access, DocumentKind
from crm.web.choice_fields import ChoiceField
from crm.web.fields import text_field
from crm.web.forms import Form, Group, choices
from crm.web.words import ACCESSES, DOCUMENT_KINDS


class DocumentsForm(Form):
    """New documents, one a file."""

    kind = ChoiceField(_l("Kind"), coerce=DocumentKind, choices=choices(DOCUMENT_KINDS))
    access = ChoiceField(
        _l("Who may read it"), coerce=Access, choices=choices(ACCESSES), default=Access.STAFF
    )
    title = text_field(
        _l("Title"), 200, description=_l("Leave it empty to call each as its file is called.")
    )
    files = file_field(_l("Drop files here, or choose them"), required=True)

    GROUPS: ClassVar[tuple[Group, ...]] = ((_l("Documents"), ("kind", "access", "title", "files")),)


class VersionForm(Form):
    """One more version of a document."""

    files = file_field(_l("Drop the file here, or choose it"), several=False, required=True)
    note = text_field(_l("What is new"), 300)

    GROUPS: ClassVar[tuple[Group, ...]] = ((_l("New version"), ("files", "note")),)


class DocumentForm(Form):
    """What a document is called, what it is, and who may read it."""

    title = text_field(_l("Title"), 200, required=True)
    kind = ChoiceField(_l("Kind"), coerce=DocumentKind, choices=choices(DOCUMENT_KINDS))
    access = ChoiceField(_l("Who may read it"), coerce=Access, choices=choices(ACCESSES))

    GROUPS: ClassVar[tuple[Group, ...]] = ((_l("Document"), ("title", "kind", "access")),)
