"""The list of what counterparts suggest: its page and its exports read this."""

from flask_babel import lazy_gettext as _l
from sqlalchemy import ColumnElement

from crm.counterparts import queries
from crm.models import Agreement, Partner, Suggestion, SuggestionStatus
from crm.models.ranks import rank
from crm.web.columns import Column, Shown, Sort, own_first
from crm.web.filters import OneWord
from crm.web.listing import Listing
from crm.web.locale import Reader
from crm.web.words import SUGGESTION_KINDS, SUGGESTION_STATUSES


def _pending_first(_reader: Reader) -> tuple[ColumnElement[bool], ...]:
    is_pending = Suggestion.status == SuggestionStatus.PENDING
    return is_pending, ~is_pending


suggestion_list = Listing(
    room="counterparts",
    title=_l("Suggestions of partners"),
    model=Suggestion,
    rows=lambda _reader: queries.rows(),
    search=lambda typed, _reader: queries.search(typed),
    filters=(
        OneWord("status", _l("Status"), Suggestion.status, SUGGESTION_STATUSES, as_links=True),
        OneWord("kind", _l("Kind"), Suggestion.kind, SUGGESTION_KINDS),
    ),
    shown=(
        Shown("about", _l("About")),
        Shown("kind", _l("Kind")),
        Shown("partner", _l("Partner")),
        Shown("agreement", _l("Agreement")),
        Shown("status", _l("Status")),
        Shown("sent", _l("Sent"), is_date=True),
    ),
    sorts={
        "status": Sort(rank(SuggestionStatus, Suggestion.status)),
        "sent": Sort(Suggestion.created_at),
        "about": Sort(Suggestion.about_sort),
    },
    default_sort="sent",
    opening=_pending_first,
    in_bulk=True,
    columns=(
        Column(_l("Number"), lambda _: Suggestion.id, width=8),
        Column(_l("Status"), lambda _: Suggestion.status, words=lambda _: SUGGESTION_STATUSES),
        Column(_l("Kind"), lambda _: Suggestion.kind, words=lambda _: SUGGESTION_KINDS),
        Column(_l("About"), lambda _: Suggestion.about, width=44),
        Column(
            _l("Partner"),
            lambda reader: queries.name_of(
                Partner, own_first(reader, Partner.name_en, Partner.name_zh)
            ),
            width=40,
        ),
        Column(
            _l("Agreement"),
            lambda reader: queries.name_of(
                Agreement, own_first(reader, Agreement.title_en, Agreement.title_zh)
            ),
            width=40,
        ),
        Column(_l("Reason"), lambda _: Suggestion.reason, width=40),
    ),
)
