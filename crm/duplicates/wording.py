"""Why two records may be one and the same, in words."""

import re
from collections.abc import Iterable, Mapping

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from crm.database import Word
from crm.duplicates.likely import Why
from crm.duplicates.people import PersonWhy
from crm.models import PairKind
from crm.models.listed import listed

WHYS: Mapping[Why, LazyString] = {
    Why.IDENTIFIER: _l("same identifier"),
    Why.NAME: _l("same name, written otherwise"),
    Why.LANGUAGE: _l("same name in the other language"),
    Why.WEBSITE: _l("same website"),
    Why.INITIALS: _l("initials of the name"),
    Why.SPELLING: _l("nearly the same name"),
}

PERSON_WHYS: Mapping[PersonWhy, LazyString] = {
    PersonWhy.EMAIL: _l("same e-mail"),
    PersonWhy.PHONE: _l("same phone"),
    PersonWhy.SAME_PLACE: _l("same name at the same partner"),
}

KINDS: Mapping[Word, LazyString] = {
    PairKind.PARTNER: _l("Partners"),
    PairKind.CONTACT: _l("Contacts"),
}

_BOX = re.compile(rf"({'|'.join(PairKind)})\.([0-9]{{1,18}})\.([0-9]{{1,18}})")

_SAID: Mapping[str, LazyString] = {
    word.value: said for table in (WHYS, PERSON_WHYS) for word, said in table.items()
}


def said_whys(whys: Iterable[str]) -> str:
    """The reasons as people read them."""
    return listed(_SAID[why] for why in whys)


def read_pairs(ticked: Iterable[str]) -> list[tuple[PairKind, int, int]]:
    """What the boxes of the list say: `partner.12.34` is partner 12 and partner 34."""
    found = (_BOX.fullmatch(value) for value in ticked)
    return [(PairKind(box[1]), int(box[2]), int(box[3])) for box in found if box]
