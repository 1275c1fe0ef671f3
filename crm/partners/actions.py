"""What can be done to a partner. An action changes the session and never commits."""

from flask_babel import gettext as _

from crm.errors import Doubtful, Refused, Twin, Values
from crm.extensions import db
from crm.models import Partner, TrashItem
from crm.partners import queries
from crm.trash.actions import move_to_trash


def create_partner(values: Values, *, save_anyway: bool = False) -> Partner:
    """Raises Doubtful for a second partner of that name there, unless it is to be saved anyway."""
    partner = Partner().assign(values)
    _refuse_nameless(partner)
    if not save_anyway:
        _refuse_twin(partner)
    db.session.add(partner)
    return partner


def update_partner(values: Values, partner: Partner, *, save_anyway: bool = False) -> Partner:
    with db.session.no_autoflush:
        partner.assign(values)
        _refuse_nameless(partner)
        _refuse_circle(partner)
        if not save_anyway:
            _refuse_twin(partner)
    return partner


def delete_partner(_values: Values, partner: Partner) -> TrashItem:
    """Its tasks, timeline and documents go with it. Raises Refused while others depend on it."""
    agreements, positions, below = queries.usage(partner.id)
    if agreements or positions or below:
        message = _(
            "It still has %(agreements)s agreements, %(contacts)s contact positions and "
            "%(below)s partners below it. Move or delete those first.",
            agreements=agreements,
            contacts=positions,
            below=below,
        )
        raise Refused(message)
    return move_to_trash({}, partner)


def _refuse_nameless(partner: Partner) -> None:
    if not (partner.name_en or partner.name_zh):
        raise Refused(_("Give a name in English or in Chinese."), "name_en")


def _refuse_circle(partner: Partner) -> None:
    if partner.parent_id and queries.is_below(partner.id, partner.parent_id):
        raise Refused(_("It cannot belong to itself or to one that belongs to it."), "parent_id")


def _refuse_twin(partner: Partner) -> None:
    if found := queries.twins(partner):
        twins = [Twin(twin.name_en, twin.name_zh, twin.id) for twin in found]
        raise Doubtful(_("A partner of this name in this country is there already."), twins)
