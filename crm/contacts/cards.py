"""Contacts as vCards, for phones and mail programs: RFC 6350 (4.0) and RFC 2426 (3.0).

Notes stay here: they are the office's own words about a person.
"""

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from typing import Any

from flask import Response, stream_with_context
from sqlalchemy import ColumnElement

from crm.calendar.format import escaped, folded
from crm.contacts import queries
from crm.extensions import db
from crm.models.people import WRITTEN, is_chinese, split_name
from crm.web.export import batches
from crm.web.locale import name_of, other_name_of, reader

VERSIONS = {"vcard4": "4.0", "vcard3": "3.0"}


def cards(clauses: Sequence[ColumnElement[bool]], kind: str, name: str) -> Response:
    """The vCards of those contacts, as they come from the database."""
    rows = (row for batch in batches(queries.cards(clauses), db.engine) for row in batch)
    of_each = (list(held) for _id, held in groupby(rows, key=lambda row: row[0]))
    parts = (card(positions, VERSIONS[kind]) for positions in of_each)
    response = Response(stream_with_context(parts), mimetype="text/vcard")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}.vcf"'
    return response


def card(positions: Sequence[Any], version: str) -> bytes:
    """The card of one contact. Phones know one employer: the others stand in the note."""
    contact = positions[0]
    return b"".join(folded(line) for line in _lines(contact, positions[1:], version))


def _lines(contact: Any, others: Sequence[Any], version: str) -> Iterator[str]:
    name, other = name_of(contact), other_name_of(contact)
    family, given = split_name(name, other)
    before, after = _titles(name, contact.honorific)
    kind = "TYPE=INTERNET,WORK" if version == "3.0" else "TYPE=work"
    yield "BEGIN:VCARD"
    yield f"VERSION:{version}"
    yield "PRODID:-//Partnerships//Register//EN"
    yield f"UID:contact-{contact.id}"
    yield f"FN:{escaped(name)}"
    yield f"N:{escaped(family)};{escaped(given)};;{escaped(before)};{escaped(after)}"
    if other:
        yield f"NICKNAME:{escaped(other)}"
    if contact.partner_en or contact.partner_zh:
        yield "ORG:" + ";".join(map(escaped, _said(_partner(contact), contact.department)))
    if contact.title:
        yield f"TITLE:{escaped(contact.title)}"
    if contact.email:
        yield f"EMAIL;{kind}:{escaped(contact.email)}"
    if contact.phone:
        yield f"TEL;TYPE={'WORK,VOICE' if version == '3.0' else 'work'}:{escaped(contact.phone)}"
    if others:
        yield f"NOTE:{escaped(_also(others))}"
    yield "END:VCARD"


def _titles(name: str, honorific: str | None) -> tuple[str, str]:
    """What stands before the name and what after it."""
    if honorific is None:
        return "", ""
    written = WRITTEN[honorific]
    return ("", written.after) if is_chinese(name) else (written.before, "")


def _also(others: Iterable[Any]) -> str:
    said = (_said(row.title, row.department, _partner(row)) for row in others)
    return "\n".join(", ".join(words) for words in said)


def _partner(row: Any) -> str:
    first, second = row.partner_en, row.partner_zh
    return (second or first) if reader().language == "zh" else (first or second)


def _said(*words: str | None) -> list[str]:
    return [word for word in words if word]
