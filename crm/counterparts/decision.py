"""Accepting or declining a suggestion: what each kind changes, in one transaction."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime

from flask_babel import get_locale
from flask_babel import gettext as _

from crm.contacts import actions as contact_actions
from crm.contacts import queries as contact_queries
from crm.counterparts import queries
from crm.counterparts.people import FIELDS, Person
from crm.documents import storage
from crm.documents.actions import add_documents
from crm.documents.intake import examine
from crm.errors import Refused, Values
from crm.models import (
    Contact,
    DocumentKind,
    HappeningKind,
    Source,
    Suggestion,
    SuggestionKind,
    SuggestionStatus,
    display_name,
)
from crm.timeline.actions import create_happening


def accept(
    _values: Values, suggestion: Suggestion, by_id: int, at: datetime, came_on: date
) -> Suggestion:
    """Raises Refused when it has been decided, or no longer fits what is there. A signed copy
    becomes a document of `at`, a comment an entry of the day on which it came."""
    is_correction = suggestion.kind is SuggestionKind.CONTACT
    people = queries.about_whom([suggestion.id]) if is_correction else {}
    if (obstacle := _obstacle(suggestion, people)) is not None:
        raise Refused(obstacle)
    if suggestion.kind is SuggestionKind.SIGNED_COPY:
        _file(suggestion, by_id, at)
    elif suggestion.kind is SuggestionKind.COMMENT:
        _note(suggestion, came_on)
    else:
        _ABOUT_PEOPLE[suggestion.kind](suggestion)
    suggestion.decide(SuggestionStatus.ACCEPTED, by_id, at)
    return suggestion


def decline(values: Values, suggestion: Suggestion, by_id: int, at: datetime) -> Suggestion:
    """Nothing changes, and a file that came with it is not kept."""
    if (decided := _is_decided(suggestion)) is not None:
        raise Refused(decided)
    suggestion.reason = values["reason"]
    suggestion.decide(SuggestionStatus.DECLINED, by_id, at)
    _let_go(suggestion)
    return suggestion


def why_not_accepted(numbers: Sequence[int]) -> Mapping[int, str]:
    """Which of those suggestions cannot be accepted together, and why."""
    reasons: dict[int, str] = {}
    people: set[int] = set()
    about_whom = queries.about_whom(numbers)
    for suggestion in queries.numbered(numbers):
        why = _by_itself(suggestion) or _obstacle(suggestion, about_whom)
        if why is None and suggestion.contact_id in people:
            why = _("Another of these is about the same person: accept one after the other.")
        if why is not None:
            reasons[suggestion.id] = why
        elif suggestion.contact_id is not None:
            people.add(suggestion.contact_id)
    return reasons


def why_not_declined(numbers: Sequence[int]) -> Mapping[int, str]:
    """Which of those suggestions cannot be declined together, and why."""
    asked = {s.id: _by_itself(s) or _is_decided(s) for s in queries.numbered(numbers)}
    return {number: why for number, why in asked.items() if why is not None}


def _by_itself(suggestion: Suggestion) -> str | None:
    """Why it is looked at before anything is done: no undoing brings back a file."""
    is_copy = suggestion.is_pending and suggestion.kind is SuggestionKind.SIGNED_COPY
    return _("A signed copy is opened and decided on by itself.") if is_copy else None


def _is_decided(suggestion: Suggestion) -> str | None:
    return None if suggestion.is_pending else _("Somebody has decided on this already.")


def _obstacle(suggestion: Suggestion, about_whom: Mapping[int, Person]) -> str | None:
    """Why it cannot be accepted as things are now; `about_whom` tells whom a correction is about,
    by the number of the suggestion."""
    if (decided := _is_decided(suggestion)) is not None:
        return decided
    if suggestion.kind not in {SuggestionKind.CONTACT, SuggestionKind.CONTACT_LEFT}:
        return None
    if suggestion.contact_id is None:
        return _("The contact has been deleted. Decline this.")
    return None if suggestion.is_leave else _overtaken(suggestion, about_whom.get(suggestion.id))


def _overtaken(correction: Suggestion, person: Person | None) -> str | None:
    """Why what it corrects is not there to be corrected."""
    if person is None:
        return _("The person has no position there any more. Decline this.")
    for name, (before, _after) in correction.content.items():
        if (value := getattr(person, name)) != before:
            return _(
                "Meanwhile it was changed to “%(value)s”. Correct the contact by hand, then "
                "decline this.",
                value=value or "",
            )
    return None


def _let_go(suggestion: Suggestion) -> None:
    if suggestion.digest is not None:
        storage.release([suggestion.digest])
        suggestion.digest = None


def _correct(suggestion: Suggestion) -> None:
    after = {name: pair[1] for name, pair in suggestion.content.items()}
    contact_actions.correct_contact(after, _contact(suggestion), suggestion.link.partner_id)


def _add(suggestion: Suggestion) -> None:
    given = {name: suggestion.content.get(name, [None, None])[1] for name in FIELDS}
    at_partner = {"partner_id": suggestion.link.partner_id, "department": None}
    values = {**given, **at_partner, "source": Source.PARTNER}
    contact = contact_actions.create_contact(values)
    suggestion.contact = contact


def _leave(suggestion: Suggestion) -> None:
    contact = _contact(suggestion)
    for position in list(contact.positions):
        if position.partner_id == suggestion.link.partner_id and not position.is_past:
            contact_actions.leave_position({"until_on": None}, position, contact)


def _note(suggestion: Suggestion, came_on: date) -> None:
    link = suggestion.link
    name = display_name(link.partner, get_locale().language)
    create_happening(
        {
            "kind": HappeningKind.EMAIL,
            "happened_on": came_on,
            "title": _("Comment by %(name)s", name=name)[:300],
            "body": suggestion.content["text"],
            "partner_id": link.partner_id,
            "agreement_id": link.agreement_id,
        }
    )


def _file(suggestion: Suggestion, by_id: int, at: datetime) -> None:
    if suggestion.digest is None or suggestion.file_name is None:
        raise Refused(_("The file is not there any more. Decline this."))
    with storage.path_of(suggestion.digest).open("rb") as file:
        upload = examine(file, suggestion.file_name)
        values = {"files": [upload], "kind": DocumentKind.SIGNED}
        add_documents(values, suggestion.link.agreement, by_id, at)
    suggestion.digest = None


def _contact(suggestion: Suggestion) -> Contact:
    contact = contact_queries.get(suggestion.contact_id) if suggestion.contact_id else None
    if contact is None:
        raise Refused(_("The contact has been deleted. Decline this."))
    return contact


_ABOUT_PEOPLE: Mapping[SuggestionKind, Callable[[Suggestion], None]] = {
    SuggestionKind.CONTACT: _correct,
    SuggestionKind.NEW_CONTACT: _add,
    SuggestionKind.CONTACT_LEFT: _leave,
}
