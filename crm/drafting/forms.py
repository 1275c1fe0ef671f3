"""What may be typed about a template, and which one a draft is made from."""

from collections.abc import Sequence
from typing import Any, ClassVar

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.datastructures import FileStorage
from wtforms import FileField
from wtforms.validators import InputRequired

from crm.agreements import queries as agreement_queries
from crm.documents.names import safe_name
from crm.drafting.actions import LARGEST
from crm.models import DraftLanguage, DraftTemplate, FileType
from crm.web.agreement_words import DRAFT_LANGUAGES
from crm.web.choice_fields import ChoiceField
from crm.web.fields import ONE_LANGUAGE, text_field
from crm.web.forms import Form, Group, choices, options
from crm.web.locale import name_of


class TemplateFileField(FileField):
    """One small file in memory: its safe name and its bytes; None when none was sent."""

    data: tuple[str, bytes] | None

    def process_data(self, value: object) -> None:
        self.data = None

    def process_formdata(self, valuelist: Sequence[Any]) -> None:
        self.data = None
        for sent in valuelist:
            if isinstance(sent, FileStorage) and sent.filename:
                name = safe_name(sent.filename, FileType.DOCX)
                self.data = (name, sent.stream.read(LARGEST + 1))


class TemplateForm(Form):
    """A template and its file. The file may be left out when it is there already."""

    file = TemplateFileField(
        _l("Word file (.docx)"),
        render_kw={"accept": ".docx"},
        description=_l("With fields such as {{ title }} or {{ partner.name }}; at most 1 MB."),
    )
    name_en = text_field(_l("Name in English"), 200, description=ONE_LANGUAGE)
    name_zh = text_field(_l("Name in Chinese"), 200)
    language = ChoiceField(
        _l("Language of the draft"), coerce=DraftLanguage, choices=choices(DRAFT_LANGUAGES)
    )
    type_id = ChoiceField(_l("Meant for"), coerce=int)

    GROUPS: ClassVar[tuple[Group, ...]] = (
        (_l("Template"), ("file", "name_en", "name_zh", "language", "type_id")),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        types = [(kind.id, name_of(kind)) for kind in agreement_queries.types()]
        self.type_id.choices = options(types, blank=_l("Every type of agreement"))


class DraftForm(Form):
    """From which template."""

    template_id = ChoiceField(
        _l("Template"), coerce=int, validators=[InputRequired(_l("Choose a template."))]
    )

    GROUPS: ClassVar[tuple[Group, ...]] = ((_l("Draft"), ("template_id",)),)

    def __init__(self, templates: Sequence[DraftTemplate], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        named = [(one.id, f"{name_of(one)} · {_language(one)}") for one in templates]
        self.template_id.choices = options(named)


def _language(template: DraftTemplate) -> str:
    return _("in Chinese") if template.language is DraftLanguage.ZH else _("in English")
