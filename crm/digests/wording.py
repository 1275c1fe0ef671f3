"""A digest in words, of the language that is spoken: on its page and in the letter alike."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

from flask_babel import LazyString, ngettext
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from crm.digests.content import NOBODY, Content, Kind, Line, Outcome, Part
from crm.frozen import Frozen
from crm.models.days import said_day
from crm.saved_views.told import Match, News
from crm.web.filters import ME
from crm.web.locale import name_of
from crm.web.pages import in_words

AddressOf = Callable[..., str]
"""Makes the address of an endpoint and its values."""

HEADINGS: Mapping[Kind, LazyString] = {
    Kind.LATE_DECISIONS: _l("Decisions overdue"),
    Kind.LATE_TASKS: _l("Tasks overdue"),
    Kind.DECISIONS: _l("Decisions of the next 30 days"),
    Kind.TASKS: _l("Tasks of the next 7 days"),
    Kind.OBLIGATIONS: _l("Obligations of the next 30 days"),
}
OUTCOMES: Mapping[Outcome, LazyString] = {
    Outcome.RENEW: _l("to be renewed"),
    Outcome.END: _l("to be let end"),
    Outcome.GOES_ON: _l("goes on"),
}
RECORDS = {
    "partner": ("partners.show", "partner_id"),
    "contact": ("contacts.show", "contact_id"),
    "happening": ("happenings.show", "happening_id"),
    "agreement": ("agreements.show", "agreement_id"),
    "task": ("tasks.show", "task_id"),
    "obligation": ("obligations.show", "obligation_id"),
    "document": ("documents.show", "document_id"),
    "proposal": ("proposals.show", "proposal_id"),
    "enquiry": ("enquiries.show", "enquiry_id"),
    "review": ("reviews.show", "review_id"),
}


class PartList(Frozen):
    """The list that shows a part; `person` is its filter by who is responsible."""

    endpoint: str
    args: Mapping[str, Any]
    person: str


LISTS: Mapping[Kind, PartList] = {
    Kind.LATE_DECISIONS: PartList("renewals.index", {"urgency": "overdue"}, "owner"),
    Kind.LATE_TASKS: PartList("tasks.index", {"status": "overdue"}, "assignee"),
    Kind.DECISIONS: PartList("renewals.index", {"urgency": "30"}, "owner"),
    Kind.TASKS: PartList("tasks.index", {"status": "open"}, "assignee"),
}


class ToldLine(Frozen):
    """One thing to know, in words."""

    day: date
    away: str
    name: str
    about: str
    note: str
    address: str


class ToldPart(Frozen):
    anchor: str
    """Where it stands on the page."""
    heading: str
    lines: Sequence[ToldLine]
    more: str
    """How many lines were left out; empty when none was."""
    address: str | None
    """Of the list that shows all of them."""
    view_id: int | None = None
    """Of the saved view whose news it tells."""


class About(Frozen):
    """What a line is about, as a thing with two names."""

    name_en: str | None
    name_zh: str | None


def told(content: Content, address_of: AddressOf) -> list[ToldPart]:
    parts = [_told_part(part, content, address_of) for part in content.parts]
    return parts + [_told_news(news, content.day, address_of) for news in content.news]


def counted(late: int, ahead: int, decided: int, new: int = 0) -> str:
    """How much a digest says, for the first page and the letter's subject."""
    numbers = (
        late and ngettext("%(num)d overdue", "%(num)d overdue", late),
        ahead and ngettext("%(num)d coming up", "%(num)d coming up", ahead),
        decided and ngettext("%(num)d decided", "%(num)d decided", decided),
        new and ngettext("%(num)d new in saved views", "%(num)d new in saved views", new),
    )
    return _(", ").join(number for number in numbers if number)


def _told_part(part: Part, content: Content, address_of: AddressOf) -> ToldPart:
    lines = [_told_line(line, content.day, address_of) for line in part.lines]
    heading, address = _heading(part.kind, content), _list_of(part, address_of)
    return ToldPart(part.kind.value, heading, lines, _more(part.more), address)


def _list_of(part: Part, address_of: AddressOf) -> str | None:
    """Where all of it stands: among what others see to when some of it is nobody's."""
    if part.kind is Kind.OBLIGATIONS:  # whose they are, the agreements may say
        return address_of("obligations.index")
    if (its := LISTS.get(part.kind)) is None:
        return None
    return address_of(its.endpoint, **its.args, **({its.person: ME} if part.is_mine else {}))


def _more(number: int) -> str:
    return ngettext("and %(num)d more", "and %(num)d more", number) if number else ""


def _told_news(news: News, day: date, address_of: AddressOf) -> ToldPart:
    lines = [_told_match(match, day, address_of) for match in news.matches]
    # As it was kept: its parameters are anybody's words, and none of the router's.
    address = address_of(f"{news.room}.index") + (f"?{news.query}" if news.query else "")
    heading = _("New in “%(name)s”", name=news.name)
    return ToldPart(f"view-{news.view_id}", heading, lines, _more(news.more), address, news.view_id)


def _told_match(match: Match, day: date, address_of: AddressOf) -> ToldLine:
    endpoint, number = RECORDS[match.record_type]
    return ToldLine(
        day=match.day,
        away=in_words(match.day, day),
        name=name_of(match),
        about="",
        note="",
        address=address_of(endpoint, **{number: match.record_id}),
    )


def _heading(kind: Kind, content: Content) -> str:
    if kind is Kind.DECIDED:
        return _("Decided since %(day)s", day=said_day(content.since))
    return str(HEADINGS[kind])


def _told_line(line: Line, day: date, address_of: AddressOf) -> ToldLine:
    endpoint, number = RECORDS[line.record_type]
    notes = (_outcome(line), _("nobody is responsible") if line.who == NOBODY else "")
    return ToldLine(
        day=line.day,
        away=in_words(line.day, day),
        name=name_of(line),
        about=name_of(About(line.about_en, line.about_zh)),
        note=_(", ").join(note for note in notes if note),
        address=address_of(endpoint, **{number: line.record_id}),
    )


def _outcome(line: Line) -> str:
    if line.outcome is Outcome.BY_ITSELF and line.until is not None:
        return _("renewed by itself until %(day)s", day=said_day(line.until))
    return "" if line.outcome is None else str(OUTCOMES[line.outcome])
