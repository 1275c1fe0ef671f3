"""What may be typed about an agreement, and what it means."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict
from decimal import Decimal
from typing import Any, ClassVar

from flask_babel import LazyString
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, Field, SelectMultipleField
from wtforms.validators import ValidationError

from crm.accounts.people import offer_people, person_field
from crm.agreements import actions, queries
from crm.agreements.ends import wrong_end
from crm.agreements.own_fields import OwnFields
from crm.agreements.party_field import parties_field
from crm.agreements.picker import agreement_field, load_agreements
from crm.database import Word
from crm.documents.upload import file_field
from crm.errors import Refused
from crm.models import Agreement, Link, Renewal, Stage
from crm.models.life import BEING_MADE
from crm.partners.in_place import MakesPartner
from crm.web.agreement_words import LINKS, RENEWALS, STAGES
from crm.web.choice_fields import ChoiceField, ManyField
from crm.web.fields import ONE_LANGUAGE, WholeNumberField, day_field, notes_field, text_field
from crm.web.forms import Form, Group, choices, options
from crm.web.locale import name_of, reader
from crm.web.numbers import NumberField, currency_field, currency_options
from crm.web.offered import numbered, offered
from crm.web.picks import Together
from crm.web.reached import e_mail
from crm.web.tags import tags_field

FIRST_STAGES: Mapping[Word, LazyString] = {
    stage: STAGES[stage] for stage in (Stage.SIGNED, *BEING_MADE)
}
"""In which stages an agreement may be filed; from there it moves by steps."""


class AgreementForm(MakesPartner):
    """One form for the whole agreement. A date that is not known stays empty."""

    partner_ids = parties_field()
    title_en = text_field(_l("Title in English"), 200, description=ONE_LANGUAGE)
    title_zh = text_field(_l("Title in Chinese"), 200)
    type_id = ChoiceField(_l("Type"), coerce=int, needed=_l("Choose the type."))
    reference = text_field(
        _l("Reference"),
        40,
        description=_l("Left empty, a new agreement gets the next of its type."),
    )
    stage = ChoiceField(
        _l("Where it stands"), coerce=Stage, choices=choices(FIRST_STAGES), default=Stage.SIGNED
    )
    purpose = notes_field(_l("Purpose"))
    signed_on = day_field(_l("Signed on"))
    effective_on = day_field(_l("In force from"))
    expires_on = day_field(_l("Ends on"))
    term_months = WholeNumberField(
        _l("or runs for so many months"),
        1,
        1200,
        description=_l("Counted from the day it is in force, or was signed."),
    )
    is_open_ended = BooleanField(_l("Open-ended: it has no end date"))
    notice_days = WholeNumberField(
        _l("Notice in days"), 0, 3650, description=_l("Left empty, the usual notice of its type.")
    )
    renewal = ChoiceField(
        _l("Renewal"), coerce=Renewal, choices=choices(RENEWALS), default=Renewal.NONE
    )
    renewal_months = WholeNumberField(
        _l("Renews for so many months"),
        1,
        1200,
        description=_l("Left empty, as long as it ran at first, or the usual term of its type."),
    )
    owner_id = person_field(_l("Responsible"))
    lead_name = text_field(_l("Academic lead"), 200)
    lead_email = text_field(_l("E-mail of the lead"), 254)
    unit_ids = ManyField(_l("Units covered"), coerce=int)
    areas = text_field(_l("Areas of cooperation"), 300)
    own_fields = OwnFields("")
    value_amount = NumberField(_l("Value"), least=Decimal(0))
    value_currency = currency_field()
    parent_id = agreement_field(_l("Stands under"))
    link = ChoiceField(_l("Which it"), coerce=Link, choices=choices(LINKS, _l("Choose…")))
    predecessor_id = agreement_field(_l("Follows"))
    languages = text_field(_l("Languages"), 100)
    prevailing_language = text_field(_l("Prevailing language"), 10)
    originals = WholeNumberField(_l("Number of originals"), 0, 99)
    room = text_field(_l("Room"), 60)
    cabinet = text_field(_l("Cabinet"), 60)
    folder = text_field(_l("Folder"), 60)
    seal = text_field(_l("Seal"), 100)
    files = file_field(_l("Scan"))
    is_public = BooleanField(
        _l("On the public page: its title, while it is signed and has not ended")
    )
    is_confidential = BooleanField(
        _l("Confidential: only the people named here find it"), default=False
    )
    reader_ids = ManyField(
        _l("Who may see it"),
        coerce=int,
        description=_l("You and whoever is responsible may see it in any case."),
    )
    notes = notes_field(_l("Notes"))
    tags = tags_field()

    GROUPS: ClassVar[tuple[Group, ...]] = (
        (_l("With whom"), ("partner_ids", "new_partner")),
        (
            _l("What"),
            (
                "title_en",
                "title_zh",
                "type_id",
                "reference",
                "stage",
                "areas",
                "own_fields",
                "files",
            ),
        ),
        (
            _l("Dates (leave empty what is not known)"),
            (
                "signed_on",
                "effective_on",
                "expires_on",
                "term_months",
                "is_open_ended",
                "notice_days",
                "renewal",
                "renewal_months",
            ),
        ),
        (
            _l("With us"),
            ("owner_id", "lead_name", "lead_email", "unit_ids", "tags", "is_public", "notes"),
        ),
        (_l("For whom"), ("is_confidential", "reader_ids")),
        (_l("What for"), ("purpose", "value_amount", "value_currency")),
        (_l("Chain"), ("parent_id", "link", "predecessor_id")),
        (
            _l("The paper"),
            (
                "languages",
                "prevailing_language",
                "originals",
                "seal",
                "room",
                "cabinet",
                "folder",
            ),
        ),
    )
    FOLDED: ClassVar[Mapping[str, LazyString]] = {
        "is_confidential": _l("Confidential"),
        "purpose": _l("Purpose and value"),
        "parent_id": _l("Umbrella, amendment, predecessor"),
        "languages": _l("Languages, originals, where they lie"),
    }
    PICKER = "partner_ids"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        owner = getattr(kwargs.get("obj"), "owner", None)
        there = offered(reader())
        keep = (owner.id, owner.name) if owner else None
        offer_people(self.owner_id, keep=keep)
        self.reader_ids.choices = numbered(there.people)
        self.value_currency.choices = currency_options()
        self.unit_ids.choices = numbered(there.units)
        if not there.units:
            del self.unit_ids
        self._take(kwargs.get("obj"))
        types = {kind.id: kind for kind in queries.types()}
        named = [(number, name_of(kind)) for number, kind in types.items()]
        self.type_id.choices = options(named, blank=_l("Choose…"))
        links = (self[name] for name in ("parent_id", "predecessor_id") if name in self)
        Together(load_agreements).join(*links)
        self.own_fields.ask(self, types.get(self.type_id.data or 0), kwargs.get("obj"))

    def _take(self, agreement: Agreement | None) -> None:
        """What the form asks of an agreement that is there; its stage moves by steps only."""
        if agreement is None:
            return
        del self.stage, self.files
        self._pass_over_hidden(agreement)
        self.partner_ids.show(agreement.parties)
        if agreement.is_confidential and not self.is_submitted():
            self.reader_ids.data = queries.confidence_of(agreement)["reader_ids"]
        if "unit_ids" in self and not self.is_submitted():
            self.unit_ids.data = [unit.id for unit in agreement.units]

    def _pass_over_hidden(self, agreement: Agreement) -> None:
        """A link to an agreement that the reader may not know of stays as it is."""
        if agreement.parent_id is not None and agreement.parent is None:
            del self.parent_id, self.link
        if agreement.predecessor_id is not None and agreement.predecessor is None:
            del self.predecessor_id

    def values(self) -> dict[str, Any]:
        parts = {
            number: asdict(self.partner_ids.part_of(number)) for number in self.partner_ids.numbers
        }
        own = self.own_fields.names
        values = {name: v for name, v in super().values().items() if name not in own}
        return values | {"parts": parts}

    def refusals(self) -> Iterable[Refused]:
        return actions.problems(self.values())

    def validate_lead_email(self, field: Field) -> None:
        e_mail(self, field)

    def validate_value_amount(self, field: Field) -> None:
        if field.data is not None and not self.value_currency.data:
            raise ValidationError(_("Choose the currency, too."))

    def validate_value_currency(self, field: Field) -> None:
        if field.data and self.value_amount.data is None and not self.value_amount.errors:
            raise ValidationError(_("Give the amount, or choose no currency."))

    def validate_link(self, field: Field) -> None:
        if field.data and not self.parent_id.data:
            raise ValidationError(_("Choose the agreement under which it stands, too."))

    def validate_is_public(self, field: Field) -> None:
        if field.data and self.is_confidential.data:
            raise ValidationError(_("What is confidential cannot be on the public page."))

    def validate_expires_on(self, field: Field) -> None:
        why = wrong_end(
            field.data,
            effective_on=self.effective_on.data,
            signed_on=self.signed_on.data,
            is_open_ended=self.is_open_ended.data,
        )
        if why is not None:
            raise ValidationError(why)


class FollowUpForm(Form):
    """Which of the proposed follow-ups become tasks."""

    keys = SelectMultipleField(_l("Follow-ups"), validate_choice=False)
