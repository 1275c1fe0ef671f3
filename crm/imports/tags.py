"""Tags as they stand in a cell of a file."""

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from crm.imports import values
from crm.imports.fields import Field
from crm.imports.values import Reading
from crm.models.tags import ALL_OF_THEM, LONGEST, as_kept, tags_in


def tags_field() -> Field:
    return Field("tags", _l("Tags"), _tags, ("tag", "labels", "keywords", "标记", "关键词"))


def _tags(cell: str, reading: Reading) -> str | None:
    try:
        return as_kept(tags_in(values.text(ALL_OF_THEM)(cell, reading)))
    except ValueError as error:
        message = _("Shorten each tag to %(longest)s characters.", longest=LONGEST)
        raise values.Wrong(message) from error
