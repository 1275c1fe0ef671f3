"""What may be typed about the second factor."""

from typing import ClassVar

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField

from crm.models.second_factor import FactorRule
from crm.web.choice_fields import ChoiceField
from crm.web.fields import text_field
from crm.web.forms import Form, Group, choices
from crm.web.office_words import FACTOR_RULES

ONE_TIME = {"autocomplete": "one-time-code", "autocapitalize": "none", "spellcheck": "false"}


class CodeForm(Form):
    """After the password, at the login."""

    code = text_field(
        _l("Code"),
        60,
        required=True,
        description=_l("The six digits that your app shows, or one of your recovery codes."),
        render_kw=ONE_TIME | {"autofocus": True},
    )


class AppForm(Form):
    """The code that proves that an app has the key that was shown."""

    key = HiddenField()
    code = text_field(
        _l("Code that the app shows"),
        20,
        required=True,
        render_kw=ONE_TIME | {"inputmode": "numeric"},
    )


class PasskeyForm(Form):
    """Another passkey, with what the device has answered."""

    name = text_field(
        _l("Name"),
        60,
        required=True,
        description=_l("By which you know the device or the key again."),
    )
    answer = HiddenField()


class AnswerForm(Form):
    """What a passkey has answered, at the login."""

    answer = HiddenField()


class RuleForm(Form):
    """Of whom a second factor is required."""

    factor_for = ChoiceField(_l("Required of"), coerce=FactorRule, choices=choices(FACTOR_RULES))

    GROUPS: ClassVar[tuple[Group, ...]] = ((_l("Second factor"), ("factor_for",)),)
