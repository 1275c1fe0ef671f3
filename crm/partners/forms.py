"""What may be typed about a partner, and what it means."""

from functools import cache
from typing import Any, ClassVar

from flask_babel import lazy_gettext as _l

from crm.accounts.people import offer_people, person_field
from crm.models import Category, PartnerStatus
from crm.partners.picker import partner_field
from crm.web.fields import ChoiceField, notes_field, text_field, web_address
from crm.web.forms import Form, Group, choices, options
from crm.web.locale import country_names, language
from crm.web.words import CATEGORIES, PARTNER_STATUSES


def country_options() -> list[Any]:
    """Countries and regions by name; the first is *unknown*."""
    return _country_options(language())


@cache
def _country_options(language_code: str) -> list[Any]:
    named = sorted(country_names(language_code).items(), key=lambda pair: pair[1])
    return options(named, blank=_l("Unknown"))


class PartnerForm(Form):
    """A name in one language is enough; what is not known stays empty."""

    name_en = text_field(_l("Name in English"), 200)
    name_zh = text_field(_l("Name in Chinese"), 200)
    short_name = text_field(_l("Short name"), 50, description=_l("As people say it: PUMCH, CDE."))
    category = ChoiceField(_l("Category"), coerce=Category, choices=choices(CATEGORIES))
    country = ChoiceField(_l("Country or region"))
    city = text_field(_l("City"), 100)
    website = text_field(_l("Website"), 300, render_kw={"inputmode": "url"})
    status = ChoiceField(
        _l("Status"),
        coerce=PartnerStatus,
        choices=choices(PARTNER_STATUSES),
        default=PartnerStatus.ACTIVE,
    )
    parent_id = partner_field(_l("Belongs to"))
    owner_id = person_field(_l("Responsible"))
    notes = notes_field(_l("Notes"))

    GROUPS: ClassVar[tuple[Group, ...]] = (
        (_l("Who they are"), ("name_en", "name_zh", "short_name", "category")),
        (_l("Where"), ("country", "city", "website")),
        (_l("With us"), ("status", "owner_id", "parent_id", "notes")),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        owner = getattr(kwargs.get("obj"), "owner", None)
        offer_people(self.owner_id, keep=(owner.id, owner.name) if owner else None)
        self.country.choices = country_options()

    def validate_website(self, field: Any) -> None:
        web_address(self, field)
