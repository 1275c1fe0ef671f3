"""The field in which tags are typed, with commas between them."""

from typing import Any

from flask_babel import LazyString
from flask_babel import gettext as _
from wtforms import StringField
from wtforms.validators import Optional, StopValidation

from crm.models.tags import ALL_OF_THEM, LONGEST, as_kept, tags_in
from crm.web.fields import or_none, storable_text


class TagsField(StringField):
    """None when left empty, else the tags as they are kept."""

    data: str | None

    def __init__(self, label: LazyString, **kw: Any) -> None:
        super().__init__(label, [Optional()], filters=[or_none], **kw)

    def pre_validate(self, form: Any) -> None:
        storable_text(self.data or "")
        try:
            tags = as_kept(tags_in(self.data))
        except ValueError as error:
            message = _("Shorten each tag to %(longest)s characters.", longest=LONGEST)
            raise StopValidation(message) from error
        if len(tags or "") > ALL_OF_THEM:
            message = _("Shorten this to %(longest)s characters.", longest=ALL_OF_THEM)
            raise StopValidation(message)
        self.data = tags
