"""A partner that is made along with something else, such as an agreement with it or a contact at
it. Like every action this changes the session and never commits."""

from collections.abc import Iterator

from flask_babel import gettext as _

from crm.errors import Refused, Values
from crm.partners.actions import create_partner

NEW_PARTNER = ("new_name_en", "new_name_zh", "new_category", "new_country")
"""The fields that say which."""


def names_new_partner(values: Values) -> bool:
    """Whether those values name one that is to be made."""
    return bool(values.get("new_name_en") or values.get("new_name_zh"))


def new_partner_problems(values: Values) -> Iterator[Refused]:
    """What is refused of what is said about it, as far as that alone tells."""
    if names_new_partner(values) and not values.get("new_category"):
        yield Refused(_("Choose the new partner's category."), "new_category")


def make_new_partner(values: Values, *, save_anyway: bool) -> int:
    """Its number. Raises Doubtful for one of a name that is there already, unless it is to be
    saved anyway, and Refused for what is wrong with it."""
    for refusal in new_partner_problems(values):
        raise refusal
    given = {name.removeprefix("new_"): values.get(name) for name in NEW_PARTNER}
    return create_partner(given, save_anyway=save_anyway).id
