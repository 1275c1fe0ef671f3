"""What filters and forms offer of what there is: countries, types, people, units.

All of it comes in one statement, and once as long as nothing was changed.
"""

from collections.abc import Sequence
from functools import cache
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import Integer, Select, Text, cast, func, literal_column, null, select, union_all

from crm.database import AnySelect
from crm.extensions import fetch
from crm.frozen import Frozen
from crm.models import AgreementType, Partner, Unit, User
from crm.models.names import display_name
from crm.web.filters import Choices, OneCode
from crm.web.locale import Reader, country_names
from crm.web.unchanged import while_unchanged


class Offered(Frozen):
    countries: Sequence[str]
    """The codes of those that partners have."""

    types: Choices
    """All types of agreement in the office's order."""

    people: Choices
    """Those who may be given work, by name."""

    left: Choices
    """Those who may no longer log in, by name."""

    units: Choices
    """All units by name, as the reader sees them."""


def countries_offered(reader: Reader) -> Sequence[str]:
    return offered(reader).countries


def types_offered(reader: Reader) -> Choices:
    return offered(reader).types


def people_offered(reader: Reader) -> Choices:
    """Those whose records are looked for. What somebody did, or was responsible for, is still
    there when that person has left: it has to be found to be given to somebody else."""
    there = offered(reader)
    left = [(number, _("%(name)s (has left)", name=name)) for number, name in there.left]
    return [*there.people, *left]


def colleagues_offered(reader: Reader) -> Choices:
    """Those who may be given work."""
    return offered(reader).people


country_filter = OneCode(
    "country",
    _l("Country or region"),
    Partner.country,
    country_names,
    countries_offered,
    _l("Unknown"),
)
"""Of partners, wherever they are listed."""


def numbered(choices: Choices) -> list[tuple[int, str]]:
    """The same for a field whose values are the numbers of records."""
    return [(int(number), name) for number, name in choices]


def offered(reader: Reader) -> Offered:
    return _offered(reader.language)


@while_unchanged(16)
def _offered(language: str) -> Offered:
    rows = fetch(_statement(language))

    def named(kind: str) -> Choices:
        return tuple((r.value, display_name(r, language)) for r in rows if r.kind == kind)

    countries = tuple(row.value for row in rows if row.kind == "country")
    return Offered(countries, named("type"), named("person"), named("left"), named("unit"))


@cache
def _statement(language: str) -> AnySelect:
    nothing, first = cast(null(), Text), literal_column("0", Integer)
    countries = _countries().subquery()
    kinds, by_name = AgreementType, Unit.name_sort_zh if language == "zh" else Unit.name_sort
    parts = (
        select(*_labelled("country", countries.c.code, nothing, nothing, first, nothing)).where(
            countries.c.code.is_not(None)
        ),
        select(
            *_labelled(
                "type", cast(kinds.id, Text), kinds.name_en, kinds.name_zh, kinds.place, nothing
            )
        ),
        _people("person").where(User.is_active),
        _people("left").where(~User.is_active),
        select(*_labelled("unit", cast(Unit.id, Text), Unit.name_en, Unit.name_zh, first, by_name)),
    )
    found = union_all(*parts).subquery()
    return select(found).order_by(found.c.place, found.c.key, found.c.value)


def _people(kind: str) -> Select[Any]:
    nothing, first = cast(null(), Text), literal_column("0", Integer)
    return select(*_labelled(kind, cast(User.id, Text), User.name, nothing, first, User.name_sort))


def _labelled(of: str, *columns: Any) -> list[Any]:
    names = ("value", "name_en", "name_zh", "place", "key")
    kind = literal_column(f"'{of}'", Text).label("kind")
    return [kind, *(column.label(name) for column, name in zip(columns, names, strict=True))]


def _countries() -> AnySelect:
    """By one step through the index for each."""
    first = select(func.min(Partner.country).label("code")).cte("used", recursive=True)
    step = (
        select(func.min(Partner.country))
        .where(Partner.country > first.c.code)
        .correlate(first)
        .scalar_subquery()
    )
    used = first.union_all(select(step).where(first.c.code.is_not(None)))
    return select(used.c.code)
