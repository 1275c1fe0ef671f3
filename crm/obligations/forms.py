"""What may be typed about an obligation."""

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any, ClassVar

from flask_babel import LazyString, ngettext
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms.validators import InputRequired

from crm.accounts.people import offer_people, person_field
from crm.errors import Refused
from crm.models import ObligationKind, Partner
from crm.obligations import actions
from crm.web.agreement_words import OBLIGATION_KINDS
from crm.web.choice_fields import ChoiceField
from crm.web.fields import DayField, WholeNumberField, day_field, text_field
from crm.web.forms import Form, Group, choices, options
from crm.web.locale import name_of
from crm.web.numbers import NumberField, currency_field, currency_options

DUE_ON = _l("Give the day on which it is due, the first one if it repeats.")
USUAL_MONTHS = (1, 2, 3, 4, 6, 12, 18, 24, 36, 48, 60)


def every(months: int | None) -> str:
    """How often, in words."""
    if months is None:
        return _("once")
    if months % 12 == 0:
        return ngettext("every year", "every %(num)d years", months // 12)
    return ngettext("every month", "every %(num)d months", months)


class ObligationForm(Form):
    """What was promised, by whom, by when; and when it becomes a task."""

    kind = ChoiceField(_l("Kind"), coerce=ObligationKind, choices=choices(OBLIGATION_KINDS))
    text = text_field(_l("What was promised"), 200, required=True)
    partner_id = ChoiceField(_l("Owed by"), coerce=int)
    amount = NumberField(_l("Amount"), least=Decimal(0))
    currency = currency_field()
    due_on = DayField(_l("Due on"), [InputRequired(DUE_ON)])
    every_months = ChoiceField(_l("Repeats"), coerce=int)
    ends_on = day_field(_l("Last time by"), description=_l("Empty: as long as the agreement runs."))
    owner_id = person_field(_l("Responsible"))
    days_ahead = WholeNumberField(_l("Becomes a task so many days before"), 0, 366, default=30)

    GROUPS: ClassVar[tuple[Group, ...]] = (
        (_l("Promise"), ("text", "kind", "partner_id", "amount", "currency")),
        (_l("When"), ("due_on", "every_months", "ends_on")),
        (_l("Looked after"), ("owner_id", "days_ahead")),
    )

    def __init__(self, partners: Sequence[Partner], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        held = kwargs.get("obj")
        owner = getattr(held, "owner", None)
        offer_people(self.owner_id, keep=(owner.id, owner.name) if owner else None)
        owing = getattr(held, "partner", None)
        more = [owing] if owing is not None and owing not in partners else []
        named = [(partner.id, name_of(partner)) for partner in (*partners, *more)]
        self.partner_id.choices = options(named, blank=_l("Our school"))
        months = sorted({*USUAL_MONTHS, getattr(held, "every_months", None) or 1})
        repeats = [(number, _capital(every(number))) for number in months]
        self.every_months.choices = options(repeats, blank=_l("Once"))
        self.currency.choices = currency_options()

    def refusals(self) -> Iterable[Refused]:
        return actions.problems(self.values())


def _capital(words: str | LazyString) -> str:
    return f"{str(words)[:1].upper()}{str(words)[1:]}"
