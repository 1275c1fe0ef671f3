"""What may be typed about a partner, and what it means."""

from collections.abc import Callable, Iterable, Mapping
from functools import cache
from typing import Any, ClassVar

from flask import url_for
from flask_babel import LazyString
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, Field
from wtforms.validators import ValidationError

from crm.accounts.people import offer_people, person_field
from crm.errors import Refused
from crm.models import Category, PartnerStatus
from crm.models.identifiers import as_credit_code, as_isni, as_ror
from crm.models.unseen import or_none
from crm.partners import actions
from crm.partners.picker import partner_field
from crm.web.choice_fields import ChoiceField
from crm.web.fields import ONE_LANGUAGE, notes_field, text_field
from crm.web.forms import Form, Group, choices, options
from crm.web.locale import countries_by_name, language
from crm.web.reached import web_address
from crm.web.tags import tags_field
from crm.web.words import CATEGORIES, PARTNER_STATUSES


def country_options() -> list[Any]:
    """Countries and regions by name; the first is *unknown*."""
    return _country_options(language())


@cache
def _country_options(language_code: str) -> list[Any]:
    return options(countries_by_name(language_code), blank=_l("Unknown"))


def _hint(endpoint: str, said: LazyString) -> Mapping[str, LazyString]:
    """What is known already is said below the field, once something is typed."""
    return {"data-hint": LazyString(lambda: url_for(endpoint)), "data-hint-said": said}


LIKELY = _hint("partners.lookup_likely", _l("Is it:"))
_AT_DOMAIN = _hint("partners.lookup_domain", _l("Already known:"))


class PartnerForm(Form):
    """A name in one language is enough; what is not known stays empty."""

    name_en = text_field(_l("Name in English"), 200, render_kw=LIKELY, description=ONE_LANGUAGE)
    name_zh = text_field(_l("Name in Chinese"), 200, render_kw=LIKELY)
    short_name = text_field(_l("Short name"), 50, description=_l("As people say it: PUMCH, CDE."))
    category = ChoiceField(
        _l("Category"),
        coerce=Category,
        choices=choices(CATEGORIES, _l("Choose…")),
        needed=_l("Choose the category."),
    )
    country = ChoiceField(_l("Country or region"))
    city = text_field(_l("City"), 100)
    website = text_field(_l("Website"), 300, render_kw={"inputmode": "url", **_AT_DOMAIN})
    status = ChoiceField(
        _l("Status"),
        coerce=PartnerStatus,
        choices=choices(PARTNER_STATUSES),
        default=PartnerStatus.ACTIVE,
    )
    parent_id = partner_field(_l("Belongs to"))
    owner_id = person_field(_l("Responsible"))
    is_public = BooleanField(_l("On the public page: its name, and nothing else of it"))
    notes = notes_field(_l("Notes"))
    aliases = notes_field(
        _l("Other names"),
        4000,
        description=_l("Former names, translations, abbreviations: one a line."),
    )
    tags = tags_field()
    ror = text_field(_l("ROR"), 60, description=_l("Such as 02v51f717, or its address at ror.org."))
    credit_code = text_field(
        _l("Unified Social Credit Code"),
        40,
        description=_l("The 18 signs of a Chinese registration."),
    )
    isni = text_field(_l("ISNI"), 60, description=_l("Sixteen digits; the last may be an X."))

    GROUPS: ClassVar[tuple[Group, ...]] = (
        (_l("Who they are"), ("name_en", "name_zh", "short_name", "category")),
        (_l("Where"), ("country", "city", "website")),
        (_l("Known as"), ("aliases", "ror", "credit_code", "isni")),
        (_l("With us"), ("status", "owner_id", "parent_id", "tags", "is_public", "notes")),
    )
    FOLDED: ClassVar[Mapping[str, LazyString]] = {
        name: _l("Other names, ROR, credit code, ISNI")
        for name in ("aliases", "ror", "credit_code", "isni")
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        owner = getattr(kwargs.get("obj"), "owner", None)
        offer_people(self.owner_id, keep=(owner.id, owner.name) if owner else None)
        self.country.choices = country_options()
        if self.record is not None:
            own = {"data-hint-own": str(self.record.id)}
            for hinted in (self.name_en, self.name_zh, self.website):
                hinted.render_kw = {**hinted.render_kw, **own}

    def refusals(self) -> Iterable[Refused]:
        return actions.problems(self.values())

    def validate_website(self, field: Any) -> None:
        web_address(self, field)

    def validate_aliases(self, field: Any) -> None:
        """Keeps each name once, without blanks around it and empty lines."""
        lines = map(or_none, (field.data or "").splitlines())
        names = list(dict.fromkeys(line for line in lines if line))
        if any(len(name) > 200 for name in names):
            raise ValidationError(_("Shorten each name to %(longest)s characters.", longest=200))
        field.data = "\n".join(names) or None

    def validate_ror(self, field: Any) -> None:
        _check_number(field, as_ror)

    def validate_credit_code(self, field: Any) -> None:
        _check_number(field, as_credit_code)

    def validate_isni(self, field: Any) -> None:
        _check_number(field, as_isni)


def _check_number(field: Field, read: Callable[[str], str]) -> None:
    """Keeps the number as its register writes it; refuses one whose check digits do not fit."""
    if not field.data:
        return
    try:
        field.data = read(field.data)
    except ValueError as error:
        message = _("This cannot be right: its check digits do not fit. Copy it once more.")
        raise ValidationError(message) from error
