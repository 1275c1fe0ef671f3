"""How stored words about people who work here, and about what they did, read to people."""

from collections.abc import Mapping

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from crm.database import Word
from crm.models import (
    Act,
    BatchKind,
    FactorRule,
    FirstPage,
    LinkKind,
    Rhythm,
    Role,
    Way,
)

ROLES: Mapping[Word, LazyString] = {
    Role.VIEWER: _l("Viewer"),
    Role.EDITOR: _l("Editor"),
    Role.ADMIN: _l("Administrator"),
}
FACTOR_RULES: Mapping[Word, LazyString] = {
    FactorRule.NOBODY: _l("Nobody: each decides"),
    FactorRule.ADMINISTRATORS: _l("Administrators"),
    FactorRule.EVERYBODY: _l("Everybody"),
}
FIRST_PAGES: Mapping[Word, LazyString] = {
    FirstPage.DAY: _l("My day"),
    FirstPage.OFFICE: _l("The whole office"),
}

RHYTHMS: Mapping[Word, LazyString] = {
    Rhythm.NEVER: _l("Never"),
    Rhythm.DAILY: _l("Every day"),
    Rhythm.WEEKLY: _l("Once a week"),
}
WEEKDAYS: Mapping[int, LazyString] = {
    0: _l("Monday"),
    1: _l("Tuesday"),
    2: _l("Wednesday"),
    3: _l("Thursday"),
    4: _l("Friday"),
    5: _l("Saturday"),
    6: _l("Sunday"),
}
ACTS: Mapping[Word, LazyString] = {
    Act.CREATED: _l("added"),
    Act.CHANGED: _l("changed"),
    Act.DELETED: _l("deleted"),
    Act.RESTORED: _l("brought back"),
}
WAYS: Mapping[Word, LazyString] = {
    Way.FORM: _l("on a page"),
    Way.IMPORT: _l("import"),
    Way.API: _l("interface"),
    Way.COMMAND: _l("command"),
    Way.ITSELF: _l("by itself"),
}
BATCH_KINDS: Mapping[Word, LazyString] = {
    BatchKind.IMPORT: _l("imported"),
    BatchKind.MERGE: _l("merged"),
    BatchKind.BULK: _l("changed together"),
    BatchKind.UNDO: _l("undone"),
}
LINK_KINDS: Mapping[Word, LazyString] = {
    LinkKind.INVITATION: _l("Invitation"),
    LinkKind.RESET: _l("New password"),
}
