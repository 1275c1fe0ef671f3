"""What can be done to a partner. An action changes the session and never commits."""

from collections.abc import Iterator, Sequence
from typing import Any

from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy import inspect

from crm.duplicates.likely import Why
from crm.errors import Doubtful, Refused, Twin, Values
from crm.extensions import db
from crm.models import Partner, TrashItem
from crm.models.laid_in import lay_in, new_record
from crm.models.listed import listed
from crm.partners import queries
from crm.partners.alike import alike
from crm.trash.actions import move_to_trash

MOST_TWINS = 5


def create_partner(values: Values, *, save_anyway: bool = False) -> Partner:
    """Raises Doubtful for a second partner of that name there, unless it is to be saved anyway."""
    partner: Partner = new_record(Partner, values)
    _refuse_nameless(partner)
    _refuse_taken_number(partner)
    if not save_anyway:
        _refuse_alike(partner, is_renamed=True, is_moved=True)
    lay_in(db.session(), Partner, [partner])
    return partner


def lay_in_partners(rows: Sequence[Values]) -> Sequence[Any]:
    """Many new partners of an import, of which a preview has said that they are new; twins are
    not looked for again. Raises Refused for an identifier that another one bears."""
    for row in rows:
        for refusal in problems(row):
            raise refusal
    if (taken := queries.first_taken(rows)) is not None:
        raise Refused(_("“%(name)s” bears this number already.", name=taken))
    return lay_in(db.session(), Partner, [new_record(Partner, row) for row in rows])


def update_partner(values: Values, partner: Partner, *, save_anyway: bool = False) -> Partner:
    with db.session.no_autoflush:
        partner.assign(values)
        _refuse_nameless(partner)
        _refuse_circle(partner)
        _refuse_taken_number(partner)
        if not save_anyway:
            said = inspect(partner).attrs
            is_renamed = any(said[name].history.has_changes() for name in ("name_en", "name_zh"))
            is_moved = said.website_domain.history.has_changes()
            _refuse_alike(partner, is_renamed=is_renamed, is_moved=is_moved)
    return partner


def delete_partner(_values: Values, partner: Partner) -> TrashItem:
    """Its tasks, timeline and documents go with it. Raises Refused while others depend on it."""
    agreements, positions, below = queries.usage(partner.id)
    if agreements or positions or below:
        parts = (
            agreements and ngettext("%(num)d agreement", "%(num)d agreements", agreements),
            positions and ngettext("%(num)d position", "%(num)d positions", positions),
            below and ngettext("%(num)d partner below it", "%(num)d partners below it", below),
        )
        those = listed(part for part in parts if part)
        raise Refused(_("It still has %(those)s. Move or delete that first.", those=those))
    return move_to_trash({}, partner)


def problems(values: Values) -> Iterator[Refused]:
    """What is refused of what is said about a partner, as far as that alone tells."""
    if not (values.get("name_en") or values.get("name_zh")):
        yield Refused(_("Give a name in English or in Chinese."), "name_en")


def _refuse_nameless(partner: Partner) -> None:
    for refusal in problems({"name_en": partner.name_en, "name_zh": partner.name_zh}):
        raise refusal


def _refuse_circle(partner: Partner) -> None:
    if partner.parent_id and queries.is_below(partner.id, partner.parent_id):
        raise Refused(_("It cannot belong to itself or to one that belongs to it."), "parent_id")


def _refuse_alike(partner: Partner, *, is_renamed: bool, is_moved: bool) -> None:
    """Raises Doubtful for one that may be the same. `is_moved`: the website may be at another
    domain than before."""
    found = alike(partner, is_renamed=is_renamed, is_moved=is_moved)
    # The names alone: the website is looked at by itself.
    by_name = [one.second.number for one in found.likely if one.whys != (Why.WEBSITE,)]
    if found.twins:
        message, others = _("A partner of this name in this country is there already."), found.twins
    elif by_name:
        message = _("A partner that may be the same is there already.")
        others = queries.named(by_name[:MOST_TWINS])
    elif found.neighbours:
        message = _("A partner with a website at this domain is there already.")
        others = found.neighbours
    else:
        return
    raise Doubtful(message, [Twin(other.name_en, other.name_zh, other.id) for other in others])


def _refuse_taken_number(partner: Partner) -> None:
    for other in queries.holders(partner):
        for name in queries.IDENTIFIERS:
            if getattr(other, name) and getattr(other, name) == getattr(partner, name):
                called = other.name_en or other.name_zh
                raise Refused(_("“%(name)s” bears this number already.", name=called), name)
