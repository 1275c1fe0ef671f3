"""Fields of forms are made once and copied: most of what a form costs is to make them anew.

Whatever a field keeps for one request is set on it then, and nothing in what its copies share is
ever changed: labels, flags, validators, filters, choices and what it gives to its element.
"""

from collections.abc import Mapping
from typing import Any

from wtforms import Field
from wtforms.fields.core import UnboundField
from wtforms.form import BaseForm

Model = tuple[type[Field], Mapping[str, Any]]
"""The class of a field, and all that one has which was just made."""

_PLACE = "made"
_OF_A_FORM = 3
"""With so many options a form binds its own fields: name, prefix and translations."""

_SHARED = {"flags", "label", "validators", "filters", "choices", "_choices", "render_kw"}


def bound(form: BaseForm, unbound: "UnboundField[Any]", options: Mapping[str, Any]) -> Field:
    """The field in that form. One that holds something of its own that can change, such as fields
    of its own, is made each time; so is one that belongs to a list of fields or to a part of the
    form, of which somebody may send as many as they like."""
    name = options["name"]
    if options.get("prefix") != "" or len(options) > _OF_A_FORM:
        return unbound.bind(form=form, **options)
    # With the unbound one, so that it goes when a class of forms goes that was made for one page.
    made: dict[str, Model | None] = unbound.__dict__.setdefault(_PLACE, {})
    model = made.get(name)
    if model is not None:
        copied: Field = object.__new__(model[0])
        copied.__dict__ = {**model[1], "_form": form, "meta": form.meta}
        return copied
    field: Field = unbound.bind(form=form, **options)
    if name not in made:
        made[name] = _model_of(field)
    return field


def _model_of(field: Field) -> Model | None:
    """None for one that cannot be copied. It knows no form, lest that form stays in memory."""
    own = {name: value for name, value in vars(field).items() if name not in ("_form", "meta")}
    changing = (value for name, value in own.items() if name not in _SHARED)
    if any(isinstance(value, dict | list | set | Field) for value in changing):
        return None
    return type(field), own
