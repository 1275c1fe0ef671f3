"""What can be done to templates, and drafting. An action changes the session and never commits."""

import importlib
from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from flask_babel import gettext as _

from crm.documents import actions as document_actions
from crm.documents.intake import holding
from crm.drafting import queries
from crm.drafting.context import Source, context_of, key_of
from crm.errors import Refused, Values
from crm.extensions import db
from crm.frozen import Frozen
from crm.models import Agreement, Document, DocumentKind, Draft, DraftTemplate, display_name
from crm.office import queries as office_queries

LARGEST = 1024 * 1024
"""Bytes of a template: some pages with a letterhead."""


class Drafter(Frozen):
    """Who drafts, and when. `sees_all` says whether that is an administrator."""

    by_id: int | None
    at: datetime
    day: date
    sees_all: bool


def save_template(values: Values, template: DraftTemplate) -> DraftTemplate:
    """Raises Refused for a file that cannot be a template; the field is `file`."""
    given = dict(values)
    sent: tuple[str, bytes] | None = given.pop("file", None)
    template.assign(given)
    if not (template.name_en or template.name_zh):
        raise Refused(_("Give a name in English or in Chinese."), "name_en")
    if sent is not None:
        template.file_name, template.content = sent
        check(template.content)
    elif template.id is None:
        raise Refused(_("Choose a file."), "file")
    db.session.add(template)
    return template


def check(content: bytes) -> None:
    """Raises Refused unless the file can be filled."""
    if len(content) > LARGEST:
        raise Refused(_("A template has at most 1 MB. Make its pictures smaller."), "file")
    with db.session.no_autoflush:
        own = [key_of(field) for field in queries.own_fields()]
    try:
        _engine().check(content, own)
    except Refused as refusal:
        raise Refused(refusal.message, "file") from refusal


def set_retired(_values: Values, template: DraftTemplate, is_retired: bool) -> DraftTemplate:
    """A retired one is not offered any more; what was drafted from it stays."""
    template.is_retired = is_retired
    return template


def load_shipped(type_numbers: dict[str, int]) -> int:
    """Add the templates that the product ships and that were never there; how many."""
    known = queries.shipped_keys()
    shipped = importlib.import_module("crm.drafting.shipped")
    missing = [one for one in shipped.ALL if one.key not in known]
    db.session.add_all(
        DraftTemplate(
            key=one.key,
            language=one.language,
            type_id=type_numbers.get(one.type_key),
            name_en=one.name_en,
            name_zh=one.name_zh,
            file_name=one.file_name,
            content=shipped.word_file(one),
        )
        for one in missing
    )
    return len(missing)


def draft(values: Values, agreement: Agreement, drafter: Drafter) -> Document:
    """Fill the chosen template and file it: as a new document the first time, then as a version.

    A document that is kept from who drafts stays as it is, and the draft is one of its own.
    """
    template = queries.get_with_content(values["template_id"])
    if template is None or template.is_retired:
        raise Refused(_("This template is no longer there. Choose another."), "template_id")
    filled = _engine().fill(template.content, _context(agreement, template, drafter.day))
    made = queries.draft_of(agreement.id, template.id)
    document = queries.document_of(made, sees_all=drafter.sees_all) if made is not None else None
    with holding(filled, _file_name(agreement, template)) as upload:
        if document is not None:
            given: dict[str, Any] = {"files": [upload], "note": None}
            document_actions.add_version(given, document, drafter.by_id, drafter.at)
            return document
        title = display_name(template, template.language.value)
        given = {"files": [upload], "kind": DocumentKind.DRAFT, "title": title}
        (document,) = document_actions.add_documents(given, agreement, drafter.by_id, drafter.at)
    db.session.flush()  # the draft needs its number
    made = made or Draft(agreement_id=agreement.id, template_id=template.id)
    made.document_id = document.id
    db.session.add(made)
    return document


def _context(agreement: Agreement, template: DraftTemplate, day: date) -> dict[str, Any]:
    answers, own = queries.answers(agreement.id), queries.own_fields()
    source = Source(agreement, office_queries.office(), answers, own)
    return context_of(source, template.language.value, day)


def _file_name(agreement: Agreement, template: DraftTemplate) -> str:
    words: Iterable[str | None] = (
        agreement.reference,
        display_name(agreement, template.language.value),
    )
    return f"{' '.join(filter(None, words))[:120]}.docx"


def _engine() -> Any:
    """Its libraries take 20 MB and are loaded by the first one who wants them."""
    return importlib.import_module("crm.drafting.engine")
