"""What lies in the trash, as a list."""

from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from crm.accounts.people import person_filter
from crm.history.words import RECORDS
from crm.models import TrashItem, User
from crm.trash import queries
from crm.trash.references import KINDS
from crm.web.columns import Column, Sort
from crm.web.filters import Case
from crm.web.listing import Listing

trash_list = Listing(
    room="trash",
    title=_l("Trash"),
    model=TrashItem,
    in_bulk=True,
    rows=lambda _reader: queries.rows(),
    search=lambda typed, _reader: queries.called(typed),
    filters=(
        Case(
            "kind",
            _l("Kind of record"),
            {name: (RECORDS[name], queries.of_kind(name)) for name in KINDS},
        ),
        person_filter("by", _l("By whom"), TrashItem.deleted_by_id),
    ),
    sorts={"at": Sort(TrashItem.deleted_at)},
    default_sort="-at",
    always=lambda reader: queries.is_shown(sees_all=reader.sees_all),
    columns=(
        Column(_l("Number"), lambda _: TrashItem.id, width=8),
        Column(_l("Kind of record"), lambda _: TrashItem.record_type, words=lambda _: RECORDS),
        Column(_l("Record"), lambda _: TrashItem.name, width=48),
        Column(_l("Name in Chinese"), lambda _: TrashItem.name_zh, width=36),
        Column(_l("Deleted"), lambda _: TrashItem.deleted_at, is_moment=True),
        Column(
            _l("By whom"),
            lambda _: select(User.name).where(User.id == TrashItem.deleted_by_id).scalar_subquery(),
        ),
    ),
)
