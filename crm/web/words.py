"""How the stored words read to people, in one table a kind."""

from collections.abc import Mapping
from functools import cache

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from crm.database import Word
from crm.models import (
    Act,
    Category,
    Decision,
    HappeningKind,
    PartnerStatus,
    Priority,
    Renewal,
    Role,
    Standing,
)
from crm.web.locale import language

CATEGORIES: Mapping[Word, LazyString] = {
    Category.GOVERNMENT: _l("Government"),
    Category.INTERNATIONAL: _l("International"),
    Category.HOSPITAL: _l("Hospital"),
    Category.ENTERPRISE: _l("Enterprise"),
    Category.OTHER: _l("Other"),
}
PARTNER_STATUSES: Mapping[Word, LazyString] = {
    PartnerStatus.PROSPECT: _l("Prospect"),
    PartnerStatus.ACTIVE: _l("Active"),
    PartnerStatus.DORMANT: _l("Dormant"),
    PartnerStatus.CLOSED: _l("Closed"),
}
STANDINGS: Mapping[Word, LazyString] = {
    Standing.UPCOMING: _l("Not yet in force"),
    Standing.IN_FORCE: _l("In force"),
    Standing.ENDING: _l("Ending soon"),
    Standing.OPEN_ENDED: _l("Open-ended"),
    Standing.UNKNOWN: _l("End unknown"),
    Standing.ENDED: _l("Ended"),
}
RENEWALS: Mapping[Word, LazyString] = {
    Renewal.NONE: _l("Ends by itself"),
    Renewal.MUTUAL: _l("By mutual consent"),
    Renewal.AUTOMATIC: _l("Automatic unless ended"),
}
DECISIONS: Mapping[Word, LazyString] = {
    Decision.RENEW: _l("To be renewed"),
    Decision.END: _l("To be let end"),
}
PRIORITIES: Mapping[Word, LazyString] = {
    Priority.LOW: _l("Low"),
    Priority.NORMAL: _l("Normal"),
    Priority.HIGH: _l("High"),
}
HAPPENING_KINDS: Mapping[Word, LazyString] = {
    HappeningKind.MEETING: _l("Meeting"),
    HappeningKind.VISIT: _l("Visit"),
    HappeningKind.CALL: _l("Call"),
    HappeningKind.EMAIL: _l("E-mail"),
    HappeningKind.NEWS: _l("News"),
}
ROLES: Mapping[Word, LazyString] = {
    Role.VIEWER: _l("Viewer"),
    Role.EDITOR: _l("Editor"),
    Role.ADMIN: _l("Administrator"),
}
ACTS: Mapping[Word, LazyString] = {
    Act.CREATED: _l("added"),
    Act.CHANGED: _l("changed"),
    Act.DELETED: _l("deleted"),
}

ALL_WORDS: tuple[tuple[Word, LazyString], ...] = tuple(
    (word, label)
    for table in (
        CATEGORIES,
        PARTNER_STATUSES,
        STANDINGS,
        RENEWALS,
        DECISIONS,
        PRIORITIES,
        HAPPENING_KINDS,
        ROLES,
        ACTS,
    )
    for word, label in table.items()
)


@cache
def _in_language(_locale: str) -> dict[tuple[type[Word], str], str]:
    return {(type(word), word.value): str(label) for word, label in ALL_WORDS}


def word(value: Word) -> str:
    """What a stored word is called on the screen, in the reader's language."""
    return _in_language(language())[type(value), value.value]
