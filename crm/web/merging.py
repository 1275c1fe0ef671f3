"""Two people edit one record: what they changed each for themselves is put together, and where
both changed the same field, the second to save sees both and chooses.

A form's page says of each field what the person has seen in it, as a fingerprint. With that, what
was typed and what is saved now, it is known who has changed what.
"""

import zlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import fields, is_dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import select
from wtforms import Field, FileField, SelectField, SelectMultipleField

from crm.database import Base
from crm.extensions import db
from crm.frozen import Frozen
from crm.models import Change, User
from crm.models.listed import listed
from crm.web.picks import PickField

MINE, THEIRS = "mine", "theirs"
PREFIX = "take."
"""Before the name of a field, where it is said which of two versions is taken."""


class Clash(Frozen):
    """A field that both have changed: how it reads as the person typed it, and as it was saved."""

    name: str
    label: str
    mine: str
    theirs: str


class Meanwhile(Frozen):
    """Who saved the record last, and when; nobody when it was no person."""

    by: str | None
    at: datetime


def saved_last(record: Base) -> Meanwhile | None:
    """None when the history does not reach back so far."""
    told = select(Change.at, User.name.label("by")).outerjoin(User, User.id == Change.by_id)
    its = told.where(
        Change.owner_type == record.__tablename__, Change.owner_id == record.id
    ).order_by(Change.id.desc())
    line = db.session.execute(its.limit(1)).first()
    return None if line is None else Meanwhile(line.by, line.at)


def fingerprints(form: Iterable[Field], *, saved: bool) -> str:
    """What each field says, as was typed or as it is saved, in a form that a page can hold."""
    return " ".join(
        f"{field.short_name}:{_fingerprint(_saved(field) if saved else _typed(field))}"
        for field in _compared(form)
    )


def put_together(form: Iterable[Field], seen: str) -> list[Clash]:
    """Give each field that only others have changed what they have saved; those that both have
    changed are returned."""
    known = dict(part.split(":", 1) for part in seen.split() if ":" in part)
    return list(_clashes(form, known))


def _clashes(form: Iterable[Field], seen: Mapping[str, str]) -> Iterator[Clash]:
    for field in _compared(form):
        before = seen.get(field.short_name)
        typed, saved = _fingerprint(_typed(field)), _fingerprint(_saved(field))
        if saved in (before, typed):
            continue
        if typed == before:
            take_theirs(field)
        else:
            yield clash_of(field)


def _compared(form: Iterable[Field]) -> list[Field]:
    return [f for f in form if hasattr(f, "object_data") and not isinstance(f, FileField)]


def take_theirs(field: Field) -> None:
    """Let the field say what is saved, and show nothing of what was typed."""
    if isinstance(field, PickField):
        field.take_saved()
    else:
        field.process(None, field.object_data)


def _typed(field: Field) -> Any:
    return field.typed_version if isinstance(field, PickField) else field.data


def _saved(field: Field) -> Any:
    return field.saved_version if isinstance(field, PickField) else field.object_data


def _fingerprint(value: Any) -> str:
    return f"{zlib.crc32(_plain(value).encode()):x}"


def _plain(value: Any) -> str:
    """The same text for what means the same."""
    if value in (None, "", [], {}):
        return ""
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    if is_dataclass(value) and not isinstance(value, type):
        return repr([_plain(getattr(value, part.name)) for part in fields(value)])
    if isinstance(value, Mapping):
        return repr([(_plain(key), _plain(value[key])) for key in sorted(value)])
    if isinstance(value, list | tuple):
        return repr([_plain(part) for part in value])
    return str(value).replace("\r\n", "\n")


def clash_of(field: Field) -> Clash:
    """Both versions of a field, that which was typed and that which is saved."""
    versions = (_said(field, field.data), _said(field, field.object_data))
    return Clash(field.short_name, str(field.label.text), *versions)


def _said(field: Field, value: Any) -> str:
    """How the value of a field reads."""
    if value in (None, "", [], {}):
        return _("nothing")
    values = value if isinstance(value, list) else [value]
    if isinstance(field, PickField):
        return listed(field.said(values, is_typed=value is field.data))
    if isinstance(field, SelectField | SelectMultipleField):
        labels = {str(choice.value): str(choice.label) for choice in field.choices or ()}
        return listed(labels.get(str(one), str(one)) for one in values)
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    return str(value)
