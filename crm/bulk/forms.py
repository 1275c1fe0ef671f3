"""What may be typed about work on many rows: one form a list, with a button for each work."""

from collections.abc import Mapping
from datetime import date
from typing import Any, ClassVar

from flask import request
from flask_babel import LazyString
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, HiddenField, ValidationError

from crm.accounts.people import offer_people, person_field
from crm.agreements.lists import type_filter
from crm.bulk.chosen import Seen, unpacked
from crm.database import Word
from crm.models import (
    Category,
    DocumentKind,
    HappeningKind,
    PartnerStatus,
    Pipeline,
    Priority,
    Purpose,
    Renewal,
    Source,
)
from crm.models.days import said_day
from crm.models.listed import listed
from crm.partners.picker import partner_field
from crm.units.queries import all_units
from crm.web.agreement_words import RENEWALS
from crm.web.choice_fields import ChoiceField
from crm.web.fields import day_field, notes_field, text_field
from crm.web.forms import Form, choices, options
from crm.web.locale import countries_by_name, language, name_of, reader, today
from crm.web.picks import PickField
from crm.web.tags import TagsField
from crm.web.words import (
    CATEGORIES,
    DOCUMENT_KINDS,
    HAPPENING_KINDS,
    PARTNER_STATUSES,
    PIPELINE,
    PRIORITIES,
    PURPOSES,
    SOURCES,
)

TASK = "task"
"""The work that is a task for each, as its button calls it."""

TASK_FIELDS = ("title", "due_on", "priority", "assignee_id", "to_responsible", "notes")
DONE = {"open": _l("Open"), "done": _l("Done")}


_STAGES = {stage: said for stage, said in PIPELINE.items() if stage is not Pipeline.LOST}
_SOURCES = {source: said for source, said in SOURCES.items() if source is not Source.OTHER}
"""Of another one it has to be said which: on the page of each."""

YES_OR_NO = {"True": _l("Yes"), "False": _l("No")}


def _yes_field(label: LazyString) -> Any:
    """A box to tick has no third state: here it may be left as each of them has it."""
    offered = options(YES_OR_NO.items(), _l("Choose…"))
    return ChoiceField(label, coerce=lambda said: str(said) == "True", choices=offered)


def word_field(label: LazyString, kind: type[Word], words: Mapping[Any, LazyString]) -> Any:
    return ChoiceField(label, coerce=kind, choices=choices(words, _l("Choose…")))


class WorkForm(Form):
    """`work` names the button that was pressed. The rows come as they were seen, in one field."""

    chosen = HiddenField()
    back = HiddenField()
    work = HiddenField()

    FIELDS: ClassVar[tuple[str, ...]] = ()
    """The fields that all of the rows can be given, in their order."""

    STEPS: ClassVar[Mapping[str, tuple[str, ...]]] = {}
    """The fields of each step of the list, all of which are needed for it."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("owner_id", "assignee_id"):
            if name in self:
                offer_people(self[name])

    def validate(self, *args: Any, **kwargs: Any) -> bool:
        """Only what the pressed button is about has to be right."""
        super().validate(*args, **kwargs)
        needed = self.STEPS.get(self.work.data, ())
        asked = self.task_fields if self.work.data == TASK else needed or [self.work.data]
        for field in self:
            if field.short_name not in asked:
                field.errors = ()
            elif field.short_name in needed and field.data is None and not field.errors:
                field.errors = (_("Fill this in."),)
        return not self.errors

    @property
    def rows_seen(self) -> Seen:
        return unpacked(self.chosen.data or "")

    @property
    def task_fields(self) -> list[str]:
        """The fields of a new task, when each of the rows can be given one."""
        return [name for name in TASK_FIELDS if "title" in self and name in self]

    @property
    def all_fields(self) -> list[str]:
        """Whatever can be typed about the rows."""
        of_steps = (name for names in self.STEPS.values() for name in names)
        return [*self.FIELDS, *of_steps, *self.task_fields]

    def said(self, name: str) -> str:
        """How what was typed into that field reads."""
        field = self[name]
        if isinstance(field, PickField):
            return listed(pick.name for pick in field.picked)
        if isinstance(field, ChoiceField):
            chosen = "" if field.data is None else str(field.data)
            offered = field.choices() if callable(field.choices) else field.choices
            return next(str(choice.label) for choice in offered if str(choice.value) == chosen)
        if isinstance(field.data, date):
            return said_day(field.data)
        return str(field.data) if field.data is not None else _("unknown")

    def carried(self) -> list[tuple[str, str]]:
        """All that was typed, for the page that asks once more."""
        left_out = {"csrf_token", "sheet", "go", "continue"}
        return [(n, v) for n, v in request.form.items(multi=True) if n not in left_out]


class WithTask(WorkForm):
    """Each of the rows can be given a task."""

    title = text_field(_l("What has to be done"), 160)
    due_on = day_field(_l("Due on"))
    priority = ChoiceField(
        _l("Priority"), coerce=Priority, choices=choices(PRIORITIES), default=Priority.NORMAL
    )
    assignee_id = person_field(_l("Who does it"))
    notes = notes_field(_l("Notes"))


class WithTags(WorkForm):
    """Tags can be added to those of each of the rows, and be taken away."""

    tags = TagsField(_l("Tags that are added"))
    no_tags = TagsField(_l("Tags that are taken away"))


class PartnersForm(WithTask, WithTags):
    owner_id = person_field(_l("Responsible"))
    status = word_field(_l("Status"), PartnerStatus, PARTNER_STATUSES)
    category = word_field(_l("Category"), Category, CATEGORIES)
    country = ChoiceField(_l("Country or region"))
    is_public = _yes_field(_l("On the public page"))
    to_responsible = BooleanField(_l("whoever is responsible for each"))

    FIELDS = ("owner_id", "status", "category", "country", "is_public", "tags", "no_tags")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.country.choices = options(countries_by_name(language()), _l("Unknown"))


class PipelineForm(WithTask, WithTags):
    """Prospects: what nothing came of is told why."""

    stage = word_field(_l("Stage"), Pipeline, _STAGES)
    reason = notes_field(_l("Lost: why nothing came of it"), 1000)
    owner_id = person_field(_l("Responsible"))
    to_responsible = BooleanField(_l("whoever is responsible for each"))

    FIELDS = ("stage", "reason", "owner_id", "tags", "no_tags")


class ContactsForm(WithTask, WithTags):
    partner_id = partner_field(_l("Partner"))
    purpose = word_field(_l("What it is kept for"), Purpose, PURPOSES)
    source = word_field(_l("Where it is from"), Source, _SOURCES)
    kept_on = day_field(_l("Looked through on, and kept"), default=today)

    FIELDS = ("partner_id", "purpose", "source", "tags", "no_tags", "kept_on")

    def validate_kept_on(self, field: Any) -> None:
        if field.data is not None and field.data > today():
            raise ValidationError(_("This day has not come yet."))


class AgreementsForm(WithTask, WithTags):
    owner_id = person_field(_l("Responsible"))
    type_id = ChoiceField(_l("Type"), coerce=int)
    renewal = word_field(_l("Renewal"), Renewal, RENEWALS)
    is_public = _yes_field(_l("On the public page"))
    unit_id = ChoiceField(_l("Unit that is added"), coerce=int)
    no_unit_id = ChoiceField(_l("Unit that is taken away"), coerce=int)
    to_responsible = BooleanField(_l("whoever is responsible for each"))

    FIELDS = (
        "owner_id",
        "type_id",
        "renewal",
        "is_public",
        "unit_id",
        "no_unit_id",
        "tags",
        "no_tags",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.type_id.choices = options(type_filter.choices(reader()), _l("Choose…"))
        units = [(unit.id, name_of(unit)) for unit in all_units(language())]
        self.unit_id.choices = self.no_unit_id.choices = options(units, _l("Choose…"))


class TasksForm(WithTags):
    assignee_id = person_field(_l("Who does it"))
    due_on = day_field(_l("Due on"))
    priority = word_field(_l("Priority"), Priority, PRIORITIES)
    status = ChoiceField(_l("Status"), choices=options(DONE.items(), _l("Choose…")))

    FIELDS = ("assignee_id", "due_on", "priority", "status", "tags", "no_tags")


class ObligationsForm(WithTask):
    owner_id = person_field(_l("Responsible"))
    to_responsible = BooleanField(_l("whoever is responsible for each"))

    FIELDS = ("owner_id",)


class TimelineForm(WithTask):
    kind = word_field(_l("Kind"), HappeningKind, HAPPENING_KINDS)

    FIELDS = ("kind",)


class DocumentsForm(WorkForm):
    kind = word_field(_l("Kind"), DocumentKind, DOCUMENT_KINDS)

    FIELDS = ("kind",)


class EnquiriesForm(WorkForm):
    reason = notes_field(_l("Put aside, because"), 1000)

    FIELDS = ("reason",)


class TrashForm(WorkForm):
    STEPS: ClassVar[Mapping[str, tuple[str, ...]]] = {"restore": ()}
