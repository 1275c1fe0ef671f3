"""What may be typed about an agreement type and its fields."""

from typing import ClassVar

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField

from crm.agreement_types.choices_field import ChoicesField
from crm.models import FieldKind
from crm.web.agreement_words import FIELD_KINDS
from crm.web.choice_fields import ChoiceField
from crm.web.fields import ONE_LANGUAGE, WholeNumberField, text_field
from crm.web.forms import Form, Group
from crm.web.forms import choices as offered


class AgreementTypeForm(Form):
    """A kind of agreement, with what is usual for it."""

    name_en = text_field(_l("Name in English"), 200, description=ONE_LANGUAGE)
    name_zh = text_field(_l("Name in Chinese"), 200)
    place = WholeNumberField(_l("Place in the list"), 0, 999, default=0)
    term_months = WholeNumberField(_l("Usual term in months"), 1, 1200)
    notice_days = WholeNumberField(_l("Usual notice in days"), 0, 3650, default=90)
    preparation_days = WholeNumberField(
        _l("Days to prepare a decision"),
        0,
        3650,
        default=0,
        description=_l("The day to decide by is the end less the notice and these."),
    )
    review_years = WholeNumberField(_l("Years between reviews"), 1, 50)
    reference_pattern = text_field(
        _l("Reference pattern"),
        60,
        description=_l(
            "{year} is the year, {number:03} the next number of it: {year}-MOU-{number:03} gives "
            "2026-MOU-014. Left empty, agreements get no reference by themselves."
        ),
    )
    counts_students = BooleanField(_l("Counts students sent and received, year by year"))

    GROUPS: ClassVar[tuple[Group, ...]] = (
        (_l("Agreement type"), ("name_en", "name_zh", "place")),
        (
            _l("What is usual"),
            ("term_months", "notice_days", "preparation_days", "review_years"),
        ),
        (_l("What it has"), ("reference_pattern", "counts_students")),
    )


class TypeFieldForm(Form):
    """A question that agreements of a type answer."""

    label_en = text_field(_l("Label in English"), 100, description=ONE_LANGUAGE)
    label_zh = text_field(_l("Label in Chinese"), 100)
    kind = ChoiceField(
        _l("Kind"), coerce=FieldKind, choices=offered(FIELD_KINDS), default=FieldKind.TEXT
    )
    choices = ChoicesField(_l("Choices"))
    is_required = BooleanField(
        _l("Required"),
        description=_l(
            "A new agreement has to answer it. One that lacks it already can still be saved; "
            "its page says what is missing."
        ),
    )
    help_en = text_field(_l("Help in English"), 300)
    help_zh = text_field(_l("Help in Chinese"), 300)

    GROUPS: ClassVar[tuple[Group, ...]] = (
        (_l("Field"), ("label_en", "label_zh", "kind", "choices", "is_required")),
        (_l("Help beside it"), ("help_en", "help_zh")),
    )
