"""Why two records may be one and the same, in words."""

from collections.abc import Mapping

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from crm.duplicates.likely import Why

WHYS: Mapping[Why, LazyString] = {
    Why.IDENTIFIER: _l("same identifier"),
    Why.NAME: _l("same name, written otherwise"),
    Why.LANGUAGE: _l("same name in the other language"),
    Why.WEBSITE: _l("same website"),
    Why.INITIALS: _l("initials of the name"),
    Why.SPELLING: _l("nearly the same name"),
}
