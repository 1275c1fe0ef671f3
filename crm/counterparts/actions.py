"""What can be done to links for counterparts. An action changes the session and never commits."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from flask_babel import gettext as _

from crm.counterparts import queries
from crm.counterparts.people import Person, changes
from crm.documents import storage
from crm.documents.intake import Upload
from crm.errors import Refused, Values
from crm.extensions import db
from crm.models import Agreement, CounterpartLink, Suggestion, SuggestionKind, display_name
from crm.models.history import hold_chain
from crm.models.token import new_token

MOST_PENDING = 40
"""Suggestions of one link that may wait for the office at a time."""

MOST_FILES = 3
"""Signed copies of one link that may wait."""


def give_out(values: Values, agreement: Agreement, by_id: int, at: datetime) -> CounterpartLink:
    link = CounterpartLink(agreement_id=agreement.id, key=new_token(), made_by_id=by_id)
    db.session.add(link)
    return change_link(values, link, at)


def change_link(values: Values, link: CounterpartLink, at: datetime) -> CounterpartLink:
    """The days count from now. A link that was withdrawn stays so."""
    link.partner_id = values["partner_id"]
    link.expires_at = at + timedelta(days=values["days"])
    document_id, _separator, number = (values["document"] or "").partition("-")
    link.document_id = int(document_id) if document_id else None
    link.document_number = int(number) if number else None
    return link


def withdraw(_values: Values, link: CounterpartLink, at: datetime) -> CounterpartLink:
    """It stops working; what has been suggested on it stays."""
    link.withdrawn_at = link.withdrawn_at or at
    return link


def suggest(values: Values, link: CounterpartLink, at: datetime) -> list[Suggestion]:
    """Keep what the counterpart says, until staff decide. Raises Refused when it says nothing.

    A correction takes the place of one that still waits for the same person.
    """
    hold_chain(db.session())  # of many that come at once, each counts the others
    pending = list(queries.pending(link.id))
    people = {person.contact_id: person for person in queries.people_at(link.partner_id)}
    said, is_other = _about_people(values["people"], people, pending)
    said += [*_new_people(values["new_people"]), *_comment(values["comment"])]
    said += _signed_copies(values["files"])
    if not (said or is_other):
        raise Refused(_("Nothing is changed, said or attached yet."))
    _refuse_flood(pending, said)
    for suggestion in said:
        suggestion.link_id, suggestion.created_at = link.id, at
    db.session.add_all(said)
    if values["files"]:
        db.session.flush()  # takes the write lock before a file is put in place
        storage.keep(values["files"])
    return said


def _about_people(
    rows: Sequence[Mapping[str, Any]],
    people: Mapping[int, Person],
    pending: Sequence[Suggestion],
) -> tuple[list[Suggestion], bool]:
    """The new corrections, and whether any that waits was changed or taken back."""
    waiting = {s.contact_id: s for s in pending if s.contact_id is not None}
    made, is_other = [], False
    for row in rows:
        person = people.get(row["contact_id"])
        if person is None:
            raise Refused(_("The list of persons has changed meanwhile. Load the page again."))
        kind = SuggestionKind.CONTACT_LEFT if row["has_left"] else SuggestionKind.CONTACT
        content = {} if row["has_left"] else changes(person, row)
        old = waiting.get(person.contact_id)
        if old is not None and (old.kind, old.content) == (kind, content):
            continue
        is_said = bool(content) or row["has_left"]
        if old is not None:
            is_other = True
            _replace(old, kind, content, is_said=is_said)
        elif is_said:
            name = display_name(person, "en")
            made.append(
                Suggestion(kind=kind, about=name, contact_id=person.contact_id, content=content)
            )
    return made, is_other


def _replace(
    old: Suggestion, kind: SuggestionKind, content: dict[str, Any], *, is_said: bool
) -> None:
    if is_said:
        old.kind, old.content = kind, content
    else:
        db.session.delete(old)


def _new_people(rows: Sequence[Mapping[str, Any]]) -> Iterator[Suggestion]:
    for row in rows:
        if content := changes(None, row):
            name = row["name_en"] or row["name_zh"]
            yield Suggestion(kind=SuggestionKind.NEW_CONTACT, about=name, content=content)


def _comment(text: str | None) -> Iterator[Suggestion]:
    if text:
        first_line = text.splitlines()[0][:200]
        content = {"text": text}
        yield Suggestion(kind=SuggestionKind.COMMENT, about=first_line, content=content)


def _signed_copies(files: Sequence[Upload]) -> list[Suggestion]:
    return [
        Suggestion(
            kind=SuggestionKind.SIGNED_COPY,
            about=file.name,
            file_name=file.name,
            file_type=file.file_type,
            digest=file.digest,
            size=file.size,
        )
        for file in files
    ]


def _refuse_flood(pending: Sequence[Suggestion], said: Sequence[Suggestion]) -> None:
    both = [*pending, *said]
    files = sum(suggestion.digest is not None for suggestion in both)
    if len(both) > MOST_PENDING or files > MOST_FILES:
        message = _("Much is waiting for the office already. Wait until it has looked at that.")
        raise Refused(message)
