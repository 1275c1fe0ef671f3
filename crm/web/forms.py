"""The base of every form. `Form.submit` is where the web commits; nowhere else but where no form
is sent and a program fetches (`crm/calendar/publish.py`), and where what takes long is done beside
the requests (`crm/web/long_work.py`)."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, ClassVar, Concatenate, ParamSpec, TypeVar, cast

from flask import flash, request
from flask_babel import LazyString
from flask_babel import gettext as _
from flask_wtf import FlaskForm
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm.exc import StaleDataError
from wtforms import Field, FileField, SubmitField
from wtforms.fields.choices import SelectChoice

from crm.database import Base, Word
from crm.errors import Doubtful, Refused, Twin, Values
from crm.extensions import db
from crm.models import Way
from crm.models.history import WAY
from crm.web.forgery import csrf_token
from crm.web.kept import TO_FORM
from crm.web.merging import (
    MINE,
    PREFIX,
    THEIRS,
    Clash,
    Meanwhile,
    clash_of,
    fingerprints,
    put_together,
    saved_last,
    take_theirs,
)
from crm.web.picks import PickField
from crm.web.sheets import FIELD, made_before, new_sheet, note_sheet, sheet_key

P = ParamSpec("P")
T = TypeVar("T")

Group = tuple[LazyString, tuple[str, ...]]


class Token:
    """The hidden fields against forged requests and against what is sent twice, made when they are
    written into a page.

    They are no fields of the form: `CSRFProtect` has refused what came without its token before
    any form looks at what was sent, and the sheet is known by its name alone.
    """

    def __html__(self) -> str:
        token = f'<input name="csrf_token" type="hidden" value="{csrf_token()}">'
        return f'{token}<input name="{FIELD}" type="hidden" value="{new_sheet()}">'

    def __call__(self, **_attributes: object) -> "Token":
        return self


class Form(FlaskForm):
    """A form that saves a record. A field bears the name of the attribute that it fills."""

    class Meta(FlaskForm.Meta):
        csrf = False

    csrf_token = Token()
    GROUPS: ClassVar[tuple[Group, ...]] = ()
    FOLDED: ClassVar[Mapping[str, LazyString]] = {}
    """Fields whose group is folded away while they are empty, with what its summary says."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.twins: list[Twin] = []
        self.groups: Sequence[Group] = self.GROUPS
        record = kwargs.get("obj")
        self.record: Base | None = record
        self.version: int | None = getattr(record, "version", None)
        self.is_overtaken = False
        self.clashes: list[Clash] = []
        self.since: Meanwhile | None = None

    @property
    def save_anyway(self) -> bool:
        """Whether the person has seen the warning and wants to save all the same."""
        return request.form.get("save_anyway") == "yes"

    @property
    def is_asking(self) -> bool:
        """Whether a picker's *Find* was pressed, or *Continue*: the form comes back, not saved."""
        pickers = [field for field in self if isinstance(field, PickField)]
        return any(picker.is_asked for picker in pickers) or TO_FORM in request.form

    def is_filled(self, names: Iterable[str]) -> bool:
        """Whether something stands in one of those fields, or is wrong with it."""
        fields = [self[name] for name in names if name in self]
        return any(f.errors or f.data not in (None, "", [], f.default) for f in fields)

    def summary(self, names: Iterable[str]) -> LazyString:
        """What the summary of a folded group says."""
        return next(self.FOLDED[name] for name in names if name in self.FOLDED)

    @property
    def version_seen(self) -> str:
        """The version that the person has looked at, or is told to look at now."""
        typed = "" if self.is_overtaken else request.form.get("version", "")
        return typed or str(self.version)

    @property
    def seen(self) -> str:
        """What the person has seen in each field, or is told to look at now."""
        before = "" if self.is_overtaken else request.form.get("seen", "")
        return before or fingerprints(self, saved=True)

    @property
    def begins(self) -> bool:
        """Whether the page is for something new, so that typing can begin at once."""
        return self.record is None and not self.is_submitted()

    @property
    def http_status(self) -> int:
        """The answer's status: 422 when something has to be mended."""
        return 422 if self.errors or self.twins else 200

    @property
    def has_files(self) -> bool:
        return any(isinstance(f, FileField) for f in self)

    @property
    def all_errors(self) -> str:
        """What has to be mended, for a script that shows it in one line."""
        beside_fields = (str(message) for field in self for message in field.errors)
        return " ".join((*self.form_errors, *beside_fields))

    def values(self) -> dict[str, Any]:
        """The record's fields as typed in; the buttons are not among them."""
        return {
            field.short_name: field.data for field in self if not isinstance(field, SubmitField)
        }

    def refusals(self) -> Iterable[Refused]:
        """What the action would refuse of what was typed, as far as that alone tells: it is said
        together with what is wrong with single fields, not after that was mended."""
        return ()

    def validate(self, *args: Any, **kwargs: Any) -> bool:
        is_valid = bool(super().validate(*args, **kwargs))
        for refusal in self.refusals():
            if refusal.field is None or not self[refusal.field].errors:
                self.refuse(refusal)
                is_valid = False
        return is_valid

    def submit(
        self, action: Callable[Concatenate[Values, P], T], *args: P.args, **kwargs: P.kwargs
    ) -> T | None:
        """Validate, act and commit as one step; None when nothing was sent or it was refused.

        The same sheet sent twice gives the record that it made the first time.
        """
        if not self.is_submitted() or self.is_asking or not self.validate():
            return None
        db.session.info[WAY] = Way.FORM
        key = sheet_key()
        result: T | None = None
        try:
            self._merge()
            result = action(self.values(), *args, **kwargs)
            note_sheet(key, result)
            db.session.commit()
        except Refused as refused:
            refusal = refused
        except (IntegrityError, StaleDataError):
            refusal = Refused(_("Somebody saved this record meanwhile. Nothing was changed."))
        else:
            return result
        db.session.rollback()
        if (made := made_before(key)) is not None:
            return cast("T", [made] if isinstance(result, list) else made)
        self.refuse(refusal)
        return None

    def refuse(self, refusal: Refused) -> None:
        """Show the refusal beside its field, or above the form when it is about the whole."""
        if isinstance(refusal, Doubtful):
            self.twins = refusal.twins
        if refusal.field is None:
            self.form_errors.append(refusal.message)
        else:
            field = self[refusal.field]
            field.errors = [*field.errors, refusal.message]

    def _merge(self) -> None:
        """Put what others have saved meanwhile together with what was typed. Raises Refused when
        the person has to choose."""
        self._take_what_was_chosen()
        seen = request.form.get("version", "")
        if self.version is None or not seen or seen == str(self.version):
            return
        self.is_overtaken = True
        self.clashes = put_together(self, request.form.get("seen", ""))
        self.since = saved_last(self.record) if self.record is not None else None
        if self.clashes:
            raise Refused(_("Choose for each field that both of you have changed."))
        flash(_("Somebody saved this record meanwhile. Both changes are kept."))

    def _take_what_was_chosen(self) -> None:
        """Of the fields that clashed before. Raises Refused when one was left open."""
        for name in request.form.getlist("clash"):
            if name not in self:
                continue
            chosen = request.form.get(PREFIX + name)
            if chosen == THEIRS:
                take_theirs(self[name])
            elif chosen != MINE:
                self.clashes.append(clash_of(self[name]))
        if self.clashes:
            raise Refused(_("Choose for each field that both of you have changed."))


def choices(
    labels: Mapping[Word, LazyString], blank: LazyString | str | None = None
) -> list[SelectChoice]:
    """The options of a select over a table of words, with a first empty one if wanted."""
    first = [SelectChoice("", blank)] if blank is not None else []
    return first + [SelectChoice(word.value, label) for word, label in labels.items()]


def options(
    pairs: Iterable[tuple[Any, Any]], blank: LazyString | str | None = None
) -> list[SelectChoice]:
    """The options of a select from pairs of value and label."""
    first = [SelectChoice("", blank)] if blank is not None else []
    return first + [SelectChoice(str(value), label) for value, label in pairs]


def error_count(form: FlaskForm) -> int:
    return sum(1 for field in form if isinstance(field, Field) and field.errors)
