"""The timeline of the whole office, as a list."""

from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import ColumnElement, Table, func, select

from crm.expressions import put_together
from crm.models import Agreement, Contact, Happening, Partner, User
from crm.models.happening import happening_contact, happening_user
from crm.search.near import among
from crm.timeline import queries
from crm.web.columns import Column, Shown, Sort, own_first
from crm.web.filters import Case, Day, OneRecord, OneWord, Related
from crm.web.listing import Listing
from crm.web.offered import people_offered
from crm.web.words import HAPPENING_KINDS


def _names(links: Table, name: Any) -> ColumnElement[Any]:
    """The names of those who took part, joined by semicolons."""
    (person,) = (key.column for key in links.c[1].foreign_keys)
    named = select(put_together(name, "; ")).select_from(links)
    named = named.join(person.table, person == links.c[1])
    return named.where(links.c.happening_id == Happening.id).correlate(Happening).scalar_subquery()


happening_list = Listing(
    room="happenings",
    title=_l("Happenings"),
    model=Happening,
    in_bulk=True,
    rows=lambda _reader: queries.rows(),
    search=lambda typed, _reader: queries.search(typed),
    near=among(Happening),
    filters=(
        OneWord("kind", _l("Kind"), Happening.kind, HAPPENING_KINDS, as_links=True),
        Case(
            "public",
            _l("Public page"),
            {
                "yes": (_l("on it"), lambda _: Happening.channel.is_not(None)),
                "no": (_l("not on it"), lambda _: Happening.channel.is_(None)),
            },
        ),
        Day("from", _l("From"), lambda day: Happening.happened_on >= day),
        Day("to", _l("Until"), lambda day: Happening.happened_on <= day),
        OneRecord(
            "person",
            _l("Took part for us"),
            happening_user.c.user_id,
            people_offered,
            myself=_l("Me"),
            within=queries.with_user,
        ),
        Related("partner", _l("Partner"), queries.about_partner, Partner),
        Related("agreement", _l("Agreement"), queries.about_agreement, Agreement),
        Related("contact", _l("Contact"), queries.with_contact, Contact),
    ),
    shown=(
        Shown("day", _l("Day"), is_date=True),
        Shown("kind", _l("Kind")),
        Shown("title", _l("What happened")),
        Shown("about", _l("About")),
    ),
    sorts={
        "day": Sort(Happening.happened_on, nullable=True),
        "title": Sort(Happening.title_sort),
    },
    default_sort="-day",
    columns=(
        Column(_l("Number"), lambda _: Happening.id, width=8),
        Column(_l("Day"), lambda _: Happening.happened_on, is_date=True, blank=_l("unknown")),
        Column(_l("Until"), lambda _: Happening.ends_on, is_date=True),
        Column(_l("Kind"), lambda _: Happening.kind, words=lambda _: HAPPENING_KINDS),
        Column(_l("What happened"), lambda _: Happening.title, width=60),
        Column(
            _l("Partner"),
            lambda reader: (
                select(func.coalesce(*own_first(reader, Partner.name_en, Partner.name_zh)))
                .where(Partner.id == Happening.partner_id)
                .scalar_subquery()
            ),
            width=40,
        ),
        Column(_l("Place"), lambda _: Happening.place, width=24),
        Column(_l("Took part for us"), lambda _: _names(happening_user, User.name), width=30),
        Column(
            _l("Took part for the partner"),
            lambda reader: _names(
                happening_contact,
                func.coalesce(*own_first(reader, Contact.name_en, Contact.name_zh)),
            ),
            width=30,
        ),
        Column(_l("Visitors"), lambda _: Happening.visitors, width=30),
        Column(_l("What was said"), lambda _: Happening.body, width=40),
        Column(_l("Link"), lambda _: Happening.link, width=30),
    ),
)
