"""How what is held on a person reads: kinds of records, fields, and where each is shown."""

from collections.abc import Mapping

from flask_babel import gettext as _

from crm.history.words import RECORDS, field_label
from crm.models.change import NAME
from crm.models.kept_records import KEPT
from crm.web.pages import RECORD_ROOMS, record_url

_OWNERS = {
    model.__tablename__: part.model.__tablename__ if part else model.__tablename__
    for model, part in KEPT.items()
}


def labels() -> Mapping[str, str]:
    """What each kind of record is called that may name a person."""
    beside = {"letter": _("Letter"), "batch": _("Act"), "calendar_feed": _("Calendar")}
    beside |= {"trash_item": _("Trash")}
    return {kind: str(label) for kind, label in RECORDS.items()} | beside


def where(kind: str, owner: int) -> str | None:
    """The page that shows the record; None when there is none."""
    home = _OWNERS.get(kind)
    return record_url(home, owner) if home in RECORD_ROOMS else None


def attribute_label(kind: str, attribute: str) -> str:
    return _("Name of the record") if attribute == NAME else field_label(kind, attribute)
