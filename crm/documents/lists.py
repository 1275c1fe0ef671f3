"""The list of all documents: its page and its exports read this."""

from collections.abc import Callable
from datetime import date, datetime, time

from flask_babel import lazy_gettext as _l
from sqlalchemy import ColumnElement, func, select

from crm.documents import queries
from crm.models import Agreement, Document, DocumentVersion, FileType, Partner, User
from crm.search.near import among
from crm.web.columns import Column, Shown, Sort, own_first
from crm.web.filters import Case, Day, OneWord, Related
from crm.web.listing import Listing
from crm.web.locale import Reader, midnight, office_zone
from crm.web.words import ACCESSES, DOCUMENT_KINDS, FILE_TYPES


def _is(file_type: FileType) -> Callable[[Reader], ColumnElement[bool]]:
    return lambda _reader: queries.of_type(file_type)


def _before_the_next(day: date) -> datetime:
    return datetime.combine(day, time.max, office_zone())


document_list = Listing(
    room="documents",
    title=_l("Documents"),
    model=Document,
    in_bulk=True,
    rows=lambda _reader: queries.rows(),
    always=lambda reader: queries.readable(sees_all=reader.sees_all),
    search=lambda typed, _reader: queries.search(typed),
    near=among(Document),
    filters=(
        OneWord("kind", _l("Kind"), Document.kind, DOCUMENT_KINDS, as_links=True),
        Case(
            "file",
            _l("Type"),
            {kind.value: (FILE_TYPES[kind], _is(kind)) for kind in FileType},
        ),
        OneWord("access", _l("Who may read it"), Document.access, ACCESSES),
        Day("from", _l("Filed from"), lambda day: Document.filed_at >= midnight(day)),
        Day("to", _l("Filed until"), lambda day: Document.filed_at <= _before_the_next(day)),
        Related(
            "agreement", _l("Agreement"), lambda number: Document.agreement_id == number, Agreement
        ),
        Related("partner", _l("Partner"), queries.about_partner, Partner),
    ),
    shown=(
        Shown("title", _l("Title")),
        Shown("kind", _l("Kind")),
        Shown("owner", _l("Belongs to")),
        Shown("file", _l("File")),
        Shown("size", _l("Size"), is_date=True),
        Shown("filed", _l("Filed"), is_date=True),
    ),
    sorts={"title": Sort(Document.title_sort), "filed": Sort(Document.filed_at)},
    default_sort="-filed",
    columns=(
        Column(_l("Number"), lambda _: Document.id, width=8),
        Column(_l("Title"), lambda _: Document.title, width=44),
        Column(_l("Kind"), lambda _: Document.kind, words=lambda _: DOCUMENT_KINDS),
        Column(
            _l("Agreement"),
            lambda reader: (
                select(func.coalesce(*own_first(reader, Agreement.title_en, Agreement.title_zh)))
                .where(Agreement.id == Document.agreement_id)
                .scalar_subquery()
            ),
            width=40,
        ),
        Column(
            _l("Partner"),
            lambda reader: (
                select(func.coalesce(*own_first(reader, Partner.name_en, Partner.name_zh)))
                .where(Partner.id == Document.partner_id)
                .scalar_subquery()
            ),
            width=40,
        ),
        Column(_l("File"), lambda _: queries.of_newest(DocumentVersion.file_name), width=40),
        Column(
            _l("Type"),
            lambda _: queries.of_newest(DocumentVersion.file_type),
            words=lambda _: FILE_TYPES,
        ),
        Column(_l("Bytes"), lambda _: queries.of_newest(DocumentVersion.size), width=12),
        Column(_l("Versions"), lambda _: Document.latest, width=10),
        Column(_l("Who may read it"), lambda _: Document.access, words=lambda _: ACCESSES),
        Column(_l("Filed on"), lambda _: Document.filed_at, is_moment=True),
        Column(
            _l("Filed by"),
            lambda _: queries.of_newest(
                select(User.name).where(User.id == DocumentVersion.by_id).scalar_subquery()
            ),
        ),
    ),
)
