"""What the end of an agreement has to be, whoever says it: a form, the renewals desk, an import."""

from datetime import date

from flask_babel import gettext as _

from crm.models.days import said_day


def wrong_end(
    end: date | None,
    *,
    effective_on: date | None,
    signed_on: date | None,
    is_open_ended: bool = False,
) -> str | None:
    """Why it cannot end on that day, None when it can. It ends after it comes into force, and
    where nobody has said when that is, after it was signed."""
    if end is None:
        return None
    if effective_on is not None:
        if end <= effective_on:
            day = said_day(effective_on)
            return _("Give a day after %(day)s, when it comes into force.", day=day)
    elif signed_on is not None and end <= signed_on:
        return _("Give a day after %(day)s, when it was signed.", day=said_day(signed_on))
    if is_open_ended:
        return _("Either give the end date or tick “open-ended”, not both.")
    return None
