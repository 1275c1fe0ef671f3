"""What is done at the renewals desk. An action changes the session and never commits."""

from collections.abc import Mapping, Sequence
from datetime import date

from flask_babel import gettext as _

from crm.errors import Refused, Values
from crm.models import Agreement
from crm.models.days import said_day
from crm.renewals import queries


def postpone(values: Values, agreement: Agreement, day: date) -> Agreement:
    """Put its decision off to another day, and say why. Raises Refused when it cannot wait so
    long."""
    latest = agreement.latest_postponement(day)
    if latest is None or values["postponed_to"] > latest:
        raise Refused(why_not_postponed([agreement.id], values, day)[agreement.id], "postponed_to")
    return agreement.assign({name: values[name] for name in ("postponed_to", "postponed_why")})


def why_not_postponed(numbers: Sequence[int], values: Values, day: date) -> Mapping[int, str]:
    """Which of those agreements cannot wait so long, each with the reason. The reason names a day
    until which all can wait that it is given for."""
    latest = queries.latest_postponements(numbers, day)
    too_far = {n: last for n, last in latest.items() if last and last < values["postponed_to"]}
    reasons = dict.fromkeys(
        (number for number, last in latest.items() if last is None),
        _("Notice was due, or no end is known: it cannot wait."),
    )
    if too_far:
        soonest = min(too_far.values())
        reasons |= dict.fromkeys(too_far, _("It can wait until %(day)s.", day=said_day(soonest)))
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
