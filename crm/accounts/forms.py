"""What may be typed to come in, and about people who may."""

from typing import Any, ClassVar

from flask_babel import LazyString
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, PasswordField
from wtforms.validators import InputRequired, Length, Optional

from crm.models import FirstPage, Rhythm, Role
from crm.models.user import LONGEST_PASSWORD, SHORTEST_PASSWORD
from crm.web.choice_fields import ChoiceField
from crm.web.fields import text_field
from crm.web.forms import Form, Group, choices, options
from crm.web.locale import LANGUAGES, office_zone
from crm.web.office_words import FIRST_PAGES, RHYTHMS, ROLES, WEEKDAYS
from crm.web.reached import e_mail


def _long_enough() -> Length:
    message = LazyString(
        lambda: _(
            "Use %(least)s to %(most)s characters; three or four words will do.",
            least=SHORTEST_PASSWORD,
            most=LONGEST_PASSWORD,
        )
    )
    return Length(min=SHORTEST_PASSWORD, max=LONGEST_PASSWORD, message=message)


def _new_password(label: LazyString, *, required: bool) -> PasswordField:
    needs = InputRequired(message=_l("Fill this in.")) if required else Optional()
    return PasswordField(label, [needs, _long_enough()], render_kw={"autocomplete": "new-password"})


class LoginForm(Form):
    """E-mail and password; what is wrong is not said, so that nobody learns who has an account."""

    email = text_field(_l("E-mail"), 254, required=True, render_kw={"autocomplete": "username"})
    password = PasswordField(
        _l("Password"),
        [InputRequired(message=_l("Fill this in."))],
        render_kw={"autocomplete": "current-password"},
    )


class ConfirmForm(Form):
    """The password of who is logged in, before what is dangerous."""

    password = PasswordField(
        _l("Password"),
        [InputRequired(message=_l("Fill this in."))],
        render_kw={"autocomplete": "current-password", "autofocus": True},
    )


class SetupForm(Form):
    """The first administrator."""

    name = text_field(_l("Your name"), 200, required=True, render_kw={"autocomplete": "name"})
    email = text_field(_l("E-mail"), 254, required=True, render_kw={"autocomplete": "username"})
    password = _new_password(_l("Password"), required=True)
    load_sample = BooleanField(_l("Load the office's public list to begin with"), default=True)

    GROUPS: ClassVar[tuple[Group, ...]] = (
        (_l("First administrator"), ("name", "email", "password", "load_sample")),
    )

    def validate_email(self, field: Any) -> None:
        e_mail(self, field)


class ProfileForm(Form):
    """One's own account."""

    name = text_field(_l("Your name"), 200, required=True, render_kw={"autocomplete": "name"})
    language = ChoiceField(
        _l("Language"),
        choices=options(LANGUAGES.items(), _l("As the browser")),
        description=_l("Mail and calendars come in English unless you choose a language here."),
    )
    uses_keys = BooleanField(
        _l("Keys of one character, such as j and ?"),
        description=_l("Turn them off if you speak to the computer or press them by mistake."),
    )
    first_page = ChoiceField(
        _l("First page"),
        coerce=FirstPage,
        choices=choices(FIRST_PAGES, _l("As for my role")),
        description=_l(
            "My day for who edits, the whole office for who reads; a saved view can take its place."
        ),
    )
    digest = ChoiceField(_l("How often"), coerce=Rhythm, choices=choices(RHYTHMS))
    digest_weekday = ChoiceField(
        _l("Day of the weekly one"), coerce=int, choices=options(WEEKDAYS.items())
    )
    digest_hour = ChoiceField(
        _l("Hour"),
        coerce=int,
        choices=options((hour, f"{hour:02}:00") for hour in range(24)),
        description=LazyString(lambda: _("On the office's clock: %(zone)s.", zone=office_zone())),
    )

    GROUPS: ClassVar[tuple[Group, ...]] = (
        (_l("You"), ("name", "language", "first_page", "uses_keys")),
        (_l("Digest by e-mail"), ("digest", "digest_weekday", "digest_hour")),
    )


class ProfileWithPasswordForm(ProfileForm):
    """Of whoever has one here: who comes by single sign-on alone has none to give."""

    old_password = PasswordField(
        _l("Present password"), render_kw={"autocomplete": "current-password"}
    )
    password = _new_password(_l("New password"), required=False)

    GROUPS: ClassVar[tuple[Group, ...]] = (
        *ProfileForm.GROUPS,
        (_l("Change the password"), ("old_password", "password")),
    )


class LanguageForm(Form):
    """The switch below the menu."""

    language = ChoiceField(_l("Language"), choices=options(LANGUAGES.items()))


class ForgottenForm(Form):
    """Whose password was forgotten; any address is taken, as nobody is told which have accounts."""

    email = text_field(_l("E-mail"), 254, required=True, render_kw={"autocomplete": "username"})


class ChooseForm(Form):
    """One's own new password, by a link."""

    password = _new_password(_l("New password"), required=True)


class PersonForm(Form):
    """Somebody who may log in, with a password that nobody but themselves sets."""

    name = text_field(_l("Full name"), 200, required=True)
    email = text_field(_l("E-mail"), 254, required=True)
    role = ChoiceField(_l("Role"), coerce=Role, choices=choices(ROLES), default=Role.EDITOR)
    is_active = BooleanField(_l("May log in"), default=True)

    GROUPS: ClassVar[tuple[Group, ...]] = ((_l("Person"), ("name", "email", "role", "is_active")),)

    def validate_email(self, field: Any) -> None:
        e_mail(self, field)
