"""The list of contacts: its page, its exports and `crm export contacts` read this."""

from collections.abc import Callable, Mapping
from typing import Any

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from crm.contacts import queries
from crm.contacts.unused import is_unused
from crm.database import Word
from crm.models import Contact, Partner, Position
from crm.search.near import corrected
from crm.web.columns import Column, Shown, Sort
from crm.web.filters import NONE, Case, Related
from crm.web.listing import Listing
from crm.web.locale import Reader
from crm.web.tags import OneTag, tags_column
from crm.web.words import HONORIFICS, PURPOSES, SOURCES


def _noted(
    column: Any, labels: Mapping[Word, LazyString]
) -> Mapping[str, tuple[LazyString, Callable[[Reader], Any]]]:
    """One of a few words, or none of them: a contact from before need not have any."""

    def is_(word: Word) -> Callable[[Reader], Any]:
        return lambda _reader: column == word

    cases = {word.value: (label, is_(word)) for word, label in labels.items()}
    return {**cases, NONE: (_l("Not noted"), lambda _reader: column.is_(None))}


contact_list = Listing(
    room="contacts",
    title=_l("Contacts"),
    model=Contact,
    in_bulk=True,
    rows=lambda _reader: queries.rows(),
    search=lambda typed, _reader: queries.search(typed),
    near=corrected,
    filters=(
        Case(
            "reach",
            _l("Can be reached"),
            {
                # A range of the index, where "not empty" would be each row of the table.
                "email": (_l("With e-mail"), lambda _: Contact.email > ""),
                "none": (
                    _l("Without e-mail or phone"),
                    lambda _: Contact.email.is_(None) & Contact.phone.is_(None),
                ),
            },
        ),
        Case(
            "use",
            _l("Use"),
            {"unused": (_l("Up for review"), lambda reader: is_unused(reader.day))},
        ),
        Case("honorific", _l("Form of address"), _noted(Contact.honorific, HONORIFICS)),
        Case("source", _l("Where it is from"), _noted(Contact.source, SOURCES)),
        Case("purpose", _l("What it is kept for"), _noted(Contact.purpose, PURPOSES)),
        OneTag(Contact),
        Related("partner", _l("Partner"), queries.at_partner, Partner),
    ),
    shown=(
        Shown("name", _l("Full name")),
        Shown("partner", _l("Partner")),
        Shown("position", _l("Position")),
        Shown("email", _l("E-mail")),
        Shown("phone", _l("Phone")),
    ),
    sorts={
        "name": Sort(Contact.name_sort, chinese=(Contact.name_sort_zh,)),
        "email": Sort(Contact.email, nullable=True),
        "partner": Sort(
            Contact.partner_sort,
            nullable=True,
            then=(Contact.name_sort,),
            chinese=(Contact.partner_sort_zh, Contact.name_sort_zh),
        ),
        "position": Sort(
            Contact.position_sort,
            nullable=True,
            then=(Contact.name_sort,),
            chinese=(Contact.position_sort, Contact.name_sort_zh),
        ),
        "updated": Sort(Contact.updated_at),
    },
    default_sort="name",
    other_exports={"vcard4": _l("Export vCard 4.0"), "vcard3": _l("Export vCard 3.0")},
    columns=(
        Column(_l("Number"), lambda _: Contact.id, width=8, is_kept=True),
        Column(_l("Name in English"), lambda _: Contact.name_en, width=28),
        Column(_l("Name in Chinese"), lambda _: Contact.name_zh),
        Column(
            _l("Form of address"),
            lambda _: Contact.honorific,
            words=lambda _: HONORIFICS,
            blank=_l("Not noted"),
        ),
        Column(_l("Partner"), lambda _: queries.main_partner(Partner.name_en), width=44),
        Column(_l("Partner in Chinese"), lambda _: queries.main_partner(Partner.name_zh), width=32),
        Column(_l("Position"), lambda _: queries.main_position(Position.title), width=28),
        Column(_l("Department"), lambda _: queries.main_position(Position.department), width=28),
        Column(_l("E-mail"), lambda _: Contact.email, width=30),
        Column(_l("Phone"), lambda _: Contact.phone),
        tags_column(Contact),
        Column(_l("Notes"), lambda _: Contact.notes, width=40),
        Column(
            _l("What it is kept for"),
            lambda _: Contact.purpose,
            words=lambda _: PURPOSES,
            blank=_l("Not noted"),
        ),
        Column(
            _l("Where it is from"),
            lambda _: Contact.source,
            words=lambda _: SOURCES,
            blank=_l("Not noted"),
        ),
        Column(_l("More about purpose and source"), lambda _: Contact.source_note, width=28),
        Column(_l("Version"), lambda _: Contact.version, width=8, is_kept=True),
    ),
)
