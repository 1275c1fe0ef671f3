"""What may be typed about a happening."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any, ClassVar

from flask_babel import LazyString
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import Field
from wtforms.validators import ValidationError

from crm.accounts.people import offer_people, person_field
from crm.agreements.picker import agreement_field, load_agreements
from crm.contacts.picker import find_contacts, load_contacts
from crm.documents.upload import file_field
from crm.models import Category, HappeningKind
from crm.models.days import said_day
from crm.models.delegation import MOST_LINES
from crm.partners.picker import load_partners, partner_field
from crm.timeline.people import find_people, load_people
from crm.web.choice_fields import ChoiceField
from crm.web.fields import day_field, notes_field, text_field
from crm.web.forms import Form, Group, choices
from crm.web.picks import PickField, Together
from crm.web.reached import web_address
from crm.web.words import CATEGORIES, HAPPENING_KINDS

FOLLOW_UPS = range(1, 4)
"""So many tasks a form takes at once."""

_AS_TABLE = {"rows": 6, "spellcheck": "false"}


class NoteForm(Form):
    """The quick entry: `line.py` says what one line may say."""

    line = text_field(_l("What happened, in one line"), 240)
    files = file_field(_l("Drop files here, or choose them"))

    GROUPS: ClassVar[tuple[Group, ...]] = ((_l("Quick entry"), ("line", "files")),)


class HappeningForm(Form):
    """What happened, with whom, what was said and what follows. An unknown day stays empty."""

    kind = ChoiceField(_l("Kind"), coerce=HappeningKind, choices=choices(HAPPENING_KINDS))
    happened_on = day_field(_l("Day"))
    ends_on = day_field(_l("Until"), description=_l("When it took more than a day."))
    title = text_field(_l("What happened"), 300, required=True)
    place = text_field(_l("Place"), 200)
    body = notes_field(_l("What was said"))
    partner_id = partner_field(_l("Partner"))
    agreement_id = agreement_field(_l("Agreement"))
    partner_ids = partner_field(_l("Further partners"), several=True)
    agreement_ids = agreement_field(_l("Further agreements"), several=True)
    user_ids = PickField(
        _l("Took part for us"),
        find=find_people,
        load=load_people,
        lookup="happenings.lookup_people",
        several=True,
    )
    contact_ids = PickField(
        _l("Took part for the partner"),
        find=find_contacts,
        load=load_contacts,
        lookup="contacts.lookup",
        several=True,
    )
    visitors = notes_field(
        _l("Visitors"),
        render_kw=_AS_TABLE,
        description=_l(
            "One a line: name | title | organisation. A table copied from a letter or a sheet "
            "will do."
        ),
    )
    programme = notes_field(
        _l("Programme"),
        render_kw=_AS_TABLE,
        description=_l("One a line: time | what | where | who, such as 09:30 | Welcome | Room 2."),
    )
    follow_1 = text_field(_l("What has to be done"), 200)
    follow_1_by = person_field(_l("Who does it"))
    follow_1_on = day_field(_l("Due on"))
    follow_2 = text_field(_l("And what else"), 200)
    follow_2_by = person_field(_l("Who does it"))
    follow_2_on = day_field(_l("Due on"))
    follow_3 = text_field(_l("And what else"), 200)
    follow_3_by = person_field(_l("Who does it"))
    follow_3_on = day_field(_l("Due on"))
    link = text_field(_l("Link"), 500, render_kw={"inputmode": "url"})
    channel = ChoiceField(
        _l("On the public page under"),
        coerce=Category,
        choices=choices(CATEGORIES, _l("not on it")),
        description=_l("Of news only: the title with its day and link."),
    )

    GROUPS: ClassVar[tuple[Group, ...]] = (
        (_l("Happening"), ("title", "kind", "happened_on", "ends_on", "place", "body")),
        (_l("About"), ("partner_id", "agreement_id")),
        (_l("Also about"), ("partner_ids", "agreement_ids")),
        (_l("Who took part"), ("user_ids", "contact_ids")),
        (
            _l("What follows"),
            tuple(f"follow_{place}{part}" for place in FOLLOW_UPS for part in ("", "_by", "_on")),
        ),
        (_l("Delegation"), ("visitors", "programme")),
        (_l("On the web"), ("link", "channel")),
    )
    FOLDED: ClassVar[Mapping[str, LazyString]] = {
        "partner_ids": _l("Further partners and agreements"),
        "agreement_ids": _l("Further partners and agreements"),
        "follow_1": _l("Tasks that follow, each with person and day"),
        "visitors": _l("Visitors who are not on file, programme"),
        "programme": _l("Visitors who are not on file, programme"),
        "link": _l("Link, public page"),
        "channel": _l("Link, public page"),
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for place in FOLLOW_UPS:
            offer_people(self[f"follow_{place}_by"])
        Together(load_partners).join(self.partner_id, self.partner_ids)
        Together(load_agreements).join(self.agreement_id, self.agreement_ids)

    def values(self) -> dict[str, Any]:
        given = super().values()
        own = {name: v for name, v in given.items() if not name.startswith("follow_")}
        return own | {"follow_ups": list(self._follow_ups())}

    def _follow_ups(self) -> Iterator[dict[str, Any]]:
        for place in FOLLOW_UPS:
            title, by, on = (self[f"follow_{place}{part}"].data for part in ("", "_by", "_on"))
            if title:
                yield {"title": title, "assignee_id": by, "due_on": on}

    def validate_link(self, field: Any) -> None:
        web_address(self, field)

    def validate_channel(self, field: Any) -> None:
        if field.data is not None and self.kind.data is not HappeningKind.NEWS:
            raise ValidationError(_("Only news stands on the public page."))

    def validate_ends_on(self, field: Any) -> None:
        start: date | None = self.happened_on.data
        if field.data and start is None and not self.happened_on.errors:
            raise ValidationError(_("Give the day on which it began, too."))
        if field.data and start and field.data < start:
            began = said_day(start)
            raise ValidationError(_("Give a day from %(day)s on, when it began.", day=began))

    def validate_visitors(self, field: Any) -> None:
        _limited(field)

    def validate_programme(self, field: Any) -> None:
        _limited(field)

    def validate(self, *args: Any, **kwargs: Any) -> bool:
        """A person or a day alone is no task, and would be lost."""
        is_valid = bool(super().validate(*args, **kwargs))
        for place in FOLLOW_UPS:
            title, by, on = (self[f"follow_{place}{part}"] for part in ("", "_by", "_on"))
            if not title.data and (by.data or on.data):
                title.errors = [_("Say what has to be done, or take away person and day.")]
                is_valid = False
        return is_valid


def _limited(field: Field) -> None:
    if len((field.data or "").splitlines()) > MOST_LINES:
        raise ValidationError(_("Keep this to %(most)s lines.", most=MOST_LINES))
