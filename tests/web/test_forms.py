"""Fields of forms are copied: what one request does with them is not seen by the next."""

from typing import Any

from flask import Flask
from wtforms import FieldList, StringField
from wtforms.validators import DataRequired

from crm.web.fields import ChoiceField
from crm.web.forms import Form, options


class VisitForm(Form):
    """A visit, with a field of each kind."""

    host = StringField("Host", [DataRequired()], render_kw={"inputmode": "text"})
    room = ChoiceField("Room", choices=options([("hall", "Hall")]))
    guests = FieldList(StringField("Guest"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.record is not None:
            self.host.validators = []
            self.host.render_kw = {**self.host.render_kw, "disabled": True}
            self.room.choices = options([("lab", "Laboratory")])


def test_what_a_form_does_with_its_fields_is_not_seen_by_the_next(app: Flask):
    with app.test_request_context(method="POST", data={"host": "", "room": "lab"}):
        first = VisitForm(obj=object())
        assert first.validate()
        second = VisitForm()
        assert not second.validate()

        assert [*second.errors] == ["host", "room"]
        assert (first.host.errors, first.room.data, first.host.meta) == ([], "lab", first.meta)
        assert second.host.render_kw == {"inputmode": "text"}


def test_each_field_of_a_list_is_its_own(app: Flask):
    sent = {"guests-0": "An", "guests-7": "Bo", "host": "Kari"}
    with app.test_request_context(method="POST", data=sent):
        first, second = VisitForm(), VisitForm()

        assert first.guests.data == second.guests.data == ["An", "Bo"]
        assert first.guests is not second.guests
        assert [entry.name for entry in first.guests] == ["guests-0", "guests-1"]
