"""What an agreement answered in a field of its type, in words of who reads it today.

A line keeps the answer as it read then, in English where it names something. The columns beside it
tell of what kind it is.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from flask_babel import gettext as _

from crm.database import AnyRow
from crm.history import queries
from crm.models import Choice, Contact, FieldValue, display_name
from crm.models.change import HIDDEN
from crm.models.days import said_day
from crm.web.locale import language
from crm.web.pages import grouped, money

ANSWER = FieldValue.__tablename__


Choices = Mapping[int, list[Choice]]
"""What is offered where something was chosen, by the number of the answer."""


def choices_for(rows: Iterable[AnyRow]) -> Choices:
    """What the choices among those lines offer, in one statement; in none when there is none. Of
    an answer that is gone another line has to tell to which field it was."""
    texts = [row for row in rows if row.record_type == ANSWER and "text" in row.fields]
    fields = {
        row.record_id: number
        for row in texts
        for number in row.fields.get("field_id", ())
        if number is not None
    }
    found = queries.choices(fields.values(), {row.record_id for row in texts}) if texts else ()
    offered = {row.id: [Choice(**option) for option in row.options] for row in found}
    gone = {answer: offered[field] for answer, field in fields.items() if field in offered}
    return gone | {row.answer: offered[row.id] for row in found if row.answer is not None}


def answer_in_words(row: AnyRow, side: int, names: queries.Names, choices: Choices) -> str | None:
    """The answer before (0) or after (1); None where there is none."""
    content = row.fields["content"][side]
    if content is None or content == HIDDEN:
        return content
    if isinstance(content, bool):
        return _("Yes") if content else _("No")
    for column, read in _READ.items():
        if column in row.fields:
            return read(str(content), row.fields[column][side], names)
    offered = choices.get(row.record_id, ())
    named = [choice for choice in offered if display_name(choice, "en") == content]
    return display_name(named[0], language()) if named else str(content)


def _day(content: str, _kept: Any, _names: queries.Names) -> str:
    return said_day(date.fromisoformat(content))


def _number(content: str, _kept: Any, _names: queries.Names) -> str:
    amount, _blank, currency = content.partition(" ")
    return money(Decimal(amount), currency) if currency else grouped(Decimal(amount))


def _person(content: str, kept: Any, names: queries.Names) -> str:
    """By the name that the reader knows, as long as it is who was called so then."""
    row = names.get((Contact.__tablename__, kept))
    is_same = row is not None and display_name(row, "en") == content
    return display_name(row, language()) if row is not None and is_same else content


_READ = {"day": _day, "number": _number, "currency": _number, "contact_id": _person}
