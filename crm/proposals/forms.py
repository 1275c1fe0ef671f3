"""What may be typed about a proposal: by the proposer, and by staff who deal with it."""

from decimal import Decimal
from typing import Any, ClassVar

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import Field
from wtforms.validators import ValidationError

from crm.accounts.people import offer_people, person_field
from crm.agreements import queries as agreement_queries
from crm.models import Payer, Proposal
from crm.partners.forms import country_options
from crm.partners.in_place import MakesPartner
from crm.partners.picker import likely_partners, partner_field
from crm.proposals.naming import in_two_languages
from crm.web.choice_fields import ChoiceField
from crm.web.fields import ONE_LANGUAGE, day_field, notes_field, text_field
from crm.web.forms import Form, Group, choices, options
from crm.web.locale import name_of
from crm.web.numbers import NumberField, currency_options
from crm.web.reached import e_mail
from crm.web.words import PAYERS

LONGEST = 5000
"""Signs of an answer: two pages."""


class ProposalForm(Form):
    """What the office has to know before it can say yes. Nothing of the office's is offered."""

    proposer_name = text_field(
        _l("Your name"), 200, required=True, render_kw={"autocomplete": "name"}
    )
    proposer_email = text_field(
        _l("E-mail"),
        254,
        required=True,
        render_kw={"autocomplete": "email", "inputmode": "email"},
    )
    department = text_field(_l("Department"), 200, required=True)
    partner_name = text_field(
        _l("Name of the partner"),
        200,
        required=True,
        description=_l("University, hospital or company; with the faculty or department."),
    )
    country = ChoiceField(_l("Country or region"))
    title = text_field(_l("What it is about, in one line"), 200, required=True)
    type_id = ChoiceField(_l("Kind of agreement"), coerce=int)
    starts_on = day_field(_l("When it should begin"))
    purpose = notes_field(
        _l("Purpose"),
        LONGEST,
        required=True,
        description=_l("What will be done, and what the school gains by it."),
    )
    why_now = notes_field(_l("Why now"), LONGEST, required=True)
    payer = ChoiceField(
        _l("Who pays"), coerce=Payer, choices=choices(PAYERS, _l("Choose…")), default=None
    )
    cost = NumberField(
        _l("What it costs"), least=Decimal(0), description=_l("In all; leave empty if unknown.")
    )
    currency = ChoiceField(_l("Currency"), default="CNY")
    cost_notes = notes_field(_l("What the money is for"), LONGEST)

    GROUPS: ClassVar[tuple[Group, ...]] = (
        (_l("You"), ("proposer_name", "proposer_email", "department")),
        (_l("The partner"), ("partner_name", "country")),
        (_l("The agreement"), ("title", "type_id", "starts_on", "purpose", "why_now")),
        (_l("The costs"), ("payer", "cost", "currency", "cost_notes")),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.country.choices = country_options()
        types = [(kind.id, name_of(kind)) for kind in agreement_queries.types()]
        self.type_id.choices = options(types, blank=_l("I do not know"))
        self.currency.choices = currency_options(required=True)

    def validate_proposer_email(self, field: Any) -> None:
        e_mail(self, field)

    def validate_payer(self, field: Field) -> None:
        if field.data is None:
            raise ValidationError(_("Say who pays, or that it costs nothing."))
        if field.data is Payer.NOBODY and self.cost.data:
            raise ValidationError(_("It costs something: say who pays."))


class MessageForm(Form):
    """One turn of the conversation."""

    text = notes_field(_l("Message"), LONGEST, required=True)

    GROUPS: ClassVar[tuple[Group, ...]] = ((_l("Message"), ("text",)),)


class DeclineForm(Form):
    """A no that the proposer can understand."""

    decline_reason = notes_field(
        _l("Reason"), LONGEST, required=True, description=_l("The proposer reads this.")
    )

    GROUPS: ClassVar[tuple[Group, ...]] = ((_l("Reason"), ("decline_reason",)),)


class DraftForm(MakesPartner):
    """What a draft needs beyond the proposal: which partner is meant, and the type."""

    partner_id = partner_field(_l("Partner"))
    title_en = text_field(_l("Title in English"), 200, description=ONE_LANGUAGE)
    title_zh = text_field(_l("Title in Chinese"), 200)
    type_id = ChoiceField(_l("Type"), coerce=int, needed=_l("Choose the type."))
    owner_id = person_field(_l("Responsible"))

    GROUPS: ClassVar[tuple[Group, ...]] = (
        (_l("With whom"), ("partner_id", "new_partner")),
        (_l("What"), ("title_en", "title_zh", "type_id", "owner_id")),
    )
    PICKER = "partner_id"

    def __init__(self, proposal: Proposal, owner_id: int) -> None:
        super().__init__(
            data={
                **in_two_languages("new_name", proposal.partner_name),
                "new_country": proposal.country,
                **in_two_languages("title", proposal.title),
                "type_id": proposal.type_id,
                "owner_id": owner_id,
            }
        )
        self.version = proposal.version
        offer_people(self.owner_id)
        types = [(kind.id, name_of(kind)) for kind in agreement_queries.types()]
        self.type_id.choices = options(types, blank=_l("Choose…"))
        if not self.partner_id.typed:
            self._offer(proposal)

    @property
    def makes_partner(self) -> bool:
        """Whether no partner is chosen or on offer: then a new one, whose name stands there
        already, is the next thing to do."""
        return not (self.partner_id.numbers or self.partner_id.matches)

    def _offer(self, proposal: Proposal) -> None:
        """Partners of a like name to choose from; the one of just that name is chosen already."""
        likely = likely_partners(proposal.partner_name)
        if not self.is_submitted():
            typed = proposal.partner_name.casefold()
            same = [pick.id for pick in likely if pick.name.casefold() == typed]
            self.partner_id.data = same[0] if len(same) == 1 else None
        self.partner_id.matches = [p for p in likely if p.id not in self.partner_id.numbers]
