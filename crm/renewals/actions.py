"""What is done at the renewals desk. An action changes the session and never commits."""

from collections.abc import Mapping, Sequence
from datetime import date

from flask_babel import gettext as _

from crm.errors import Refused, Values
from crm.models import Agreement
from crm.models.days import said_day
from crm.models.deciding import Respite, respite_of
from crm.renewals import queries


def postpone(values: Values, agreement: Agreement, day: date) -> Agreement:
    """Put its decision off to another day, and say why. Raises Refused when it cannot wait so
    long, or may anyway."""
    reasons = _why_not({agreement.id: respite_of(agreement, day)}, values["postponed_to"])
    if reasons:
        raise Refused(reasons[agreement.id], "postponed_to")
    return agreement.assign({name: values[name] for name in ("postponed_to", "postponed_why")})


def why_not_postponed(numbers: Sequence[int], values: Values, day: date) -> Mapping[int, str]:
    """Which of those agreements cannot be put off to that day, each with the reason. The reason
    names a day that holds for all that it is given for."""
    return _why_not(queries.respites(numbers, day), values["postponed_to"])


def _why_not(respites: Mapping[int, Respite], to: date) -> Mapping[int, str]:
    reasons = dict.fromkeys(
        (number for number, respite in respites.items() if respite.last is None),
        _("Notice was due, or no end is known: it cannot wait."),
    )
    if too_late := {n: r.last for n, r in respites.items() if r.last and r.is_too_late(to)}:
        soonest = said_day(min(too_late.values()))
        reasons |= dict.fromkeys(too_late, _("It can wait until %(day)s.", day=soonest))
    if too_soon := {n: r.own for n, r in respites.items() if r.own and r.is_too_soon(to)}:
        latest = said_day(max(too_soon.values()))
        message = _("It can wait until %(day)s anyway: give a later day.", day=latest)
        reasons |= dict.fromkeys(too_soon, message)
    return reasons


def resume(_values: Values, agreement: Agreement) -> Agreement:
    """Take a postponement back: its own day holds again."""
    agreement.postponed_to = agreement.postponed_why = None
    return agreement


def fill_in_end(values: Values, agreement: Agreement) -> Agreement:
    """Note what nobody knew: the end, or that there is none. Raises Refused for neither."""
    if values["expires_on"] is None and not values["is_open_ended"]:
        raise Refused(_("Give the end date, or tick “open-ended”."), "expires_on")
    return agreement.assign(values)
