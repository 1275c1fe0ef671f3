"""Moving prospects along. An action changes the session and never commits."""

from collections.abc import Iterable

from flask_babel import gettext as _

from crm.errors import Refused, Values
from crm.models import Partner, Pipeline
from crm.pipeline import queries


def move(values: Values, partner: Partner) -> Partner:
    """To the stage, with `reason` when nothing came of it. Raises Refused for that without one, and
    when it is not at the stage any more at which the person saw it (`was_at`, if that is said)."""
    stage, was_at = values["stage"], values.get("was_at")
    if was_at and was_at != partner.pipeline:
        raise Refused(_("Somebody has moved it meanwhile: nothing was changed."))
    if stage is Pipeline.LOST and not values.get("reason"):
        raise Refused(_("Say why nothing came of it."), "reason")
    partner.move_to(stage, values.get("reason"))
    return partner


def win(numbers: Iterable[int]) -> None:
    """Prospects among the partners who have signed are partners from now on."""
    for partner in queries.prospects(list(numbers)):
        partner.move_to(Pipeline.SIGNED)
