"""Accepting or declining a suggestion: what each kind changes, in one transaction."""

from collections.abc import Callable, Mapping
from datetime import date, datetime

from flask_babel import get_locale
from flask_babel import gettext as _

from crm.contacts import actions as contact_actions
from crm.contacts import queries as contact_queries
from crm.counterparts import queries
from crm.counterparts.people import FIELDS
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
    _refuse_decided(suggestion)
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
    _refuse_decided(suggestion)
    suggestion.reason = values["reason"]
    suggestion.decide(SuggestionStatus.DECLINED, by_id, at)
    _let_go(suggestion)
    return suggestion


def _refuse_decided(suggestion: Suggestion) -> None:
    if not suggestion.is_pending:
        raise Refused(_("Somebody has decided on this already."))


def _let_go(suggestion: Suggestion) -> None:
    if suggestion.digest is not None:
        storage.release([suggestion.digest])
        suggestion.digest = None


def _correct(suggestion: Suggestion) -> None:
    contact = _contact(suggestion)
    people = queries.people_at(suggestion.link.partner_id)
    person = next((p for p in people if p.contact_id == contact.id), None)
    if person is None:
        raise Refused(_("The person has no position there any more. Decline this."))
    for name, (before, _after) in suggestion.content.items():
        if (value := getattr(person, name)) != before:
            message = _(
                "Meanwhile it was changed to “%(value)s”. Correct the contact by hand, then "
                "decline this.",
                value=value or "",
            )
            raise Refused(message)
    after = {name: pair[1] for name, pair in suggestion.content.items()}
    contact_actions.correct_contact(after, contact, suggestion.link.partner_id)


def _add(suggestion: Suggestion) -> None:
    given = {name: suggestion.content.get(name, [None, None])[1] for name in FIELDS}
    at_partner = {"partner_id": suggestion.link.partner_id, "department": None}
    values = {**given, **at_partner, "source": Source.PARTNER}
    contact = contact_actions.create_contact(values)
    suggestion.contact = contact


def _end(suggestion: Suggestion) -> None:
    contact = _contact(suggestion)
    for position in list(contact.positions):
        if position.partner_id == suggestion.link.partner_id:
            contact_actions.end_position({}, position, contact)


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
    SuggestionKind.CONTACT_LEFT: _end,
}
