"""Tags: the field in which they are typed, the filter by one of them, and their column."""

from dataclasses import dataclass, field
from typing import Any

from flask_babel import LazyString
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import ColumnElement, select, union_all
from wtforms import StringField
from wtforms.validators import Optional, StopValidation

from crm.database import AnySelect
from crm.extensions import fetch
from crm.models.finding import found
from crm.models.names import sort_key
from crm.models.tags import ALL_OF_THEM, LONGEST, as_kept, has_tag, tags_in
from crm.models.unseen import or_none
from crm.web.columns import Column
from crm.web.fields import storable_text
from crm.web.filters import Choices
from crm.web.locale import Reader

LOOKED_AT = 200
"""Records whose tags are offered: those that came last of the ones that have any."""


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


def tags_field() -> TagsField:
    """The field of a form."""
    hint = _l("Words of your own, with commas between them.")
    return TagsField(_l("Tags"), description=hint)


def tags_column(model: Any) -> Column:
    return Column(_l("Tags"), lambda _: model.tags, width=24)


@dataclass(frozen=True, eq=False)
class OneTag:
    """Has just that tag. Any can be typed; those of the records that came last are offered."""

    model: Any
    name: str = "tag"
    label: LazyString = field(default_factory=lambda: _l("Tag"))
    input: str = "text"
    is_more: bool = True

    def clause(self, value: str, reader: Reader) -> ColumnElement[bool] | None:
        """Search has an index of the words; a tag that has none, such as a star, is read for."""
        if (tag := one_tag(value)) is None:
            return None
        has_it, words = has_tag(self.model.tags, tag), found(self.model, tag)
        return has_it if words is None else words & has_it

    def choices(self, reader: Reader) -> Choices:
        return tags_offered(self.model)


def one_tag(typed: str) -> str | None:
    """The tag that was typed; None when that are several or none."""
    try:
        tags = tags_in(typed)
    except ValueError:
        return None
    return tags[0] if len(tags) == 1 and "\0" not in typed else None


def tags_offered(*models: Any) -> Choices:
    """The tags of those records of each kind that came last, in one statement."""
    last = union_all(*(select(_last(model).subquery()) for model in models)).subquery()
    tags = {tag for row in fetch(select(last)) for tag in tags_in(row.tags)}
    return [(tag, tag) for tag in sorted(tags, key=sort_key)]


def _last(model: Any) -> AnySelect:
    tagged = select(model.tags).where(model.tags.is_not(None))
    return tagged.order_by(model.id.desc()).limit(LOOKED_AT)
