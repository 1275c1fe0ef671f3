"""The addresses of what is held on a person: parse, call one thing, render."""

from flask import Blueprint, Response, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from crm.history.words import RECORDS
from crm.operations.waiting_files import let_go_of_all
from crm.personal import actions, person
from crm.personal.file import write_file
from crm.personal.forms import EraseForm
from crm.personal.traces import write_out
from crm.personal.wording import labels, where
from crm.personal.words import around
from crm.web.access import admin_again
from crm.web.locale import name_of, this_moment

bp = Blueprint("personal", __name__, url_prefix="/contacts/<int:contact_id>")


@bp.get("/held.zip")
@admin_again
def held(contact_id: int) -> ResponseReturnValue:
    """All that is held on the person, as one file to hand out."""
    found = person.held_on(_get(contact_id))
    response = Response(write_file(found, this_moment()), mimetype="application/zip")
    name = f"contact-{contact_id}.zip"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@bp.route("/erase", methods=["GET", "POST"])
@admin_again
def erase(contact_id: int) -> ResponseReturnValue:
    """For good: the page says what goes and what stays, and asks for the name."""
    somebody = _get(contact_id)
    found, form = person.held_on(somebody), EraseForm()
    form.take_out.choices = [(mention.key, mention.key) for mention in found.mentions]
    if not form.is_submitted():
        form.take_out.data = [mention.key for mention in found.mentions if mention.goes]
    if form.submit(actions.erase, somebody):
        write_out()
        let_go_of_all()
        flash(_("The person was erased. The history keeps that there was somebody."))
        return redirect(url_for("contacts.index"))
    return render_template(
        "personal/erase.html",
        form=form,
        held=found,
        kinds=RECORDS,
        name=name_of(somebody),
        labels=labels(),
        where=where,
        around=around,
    ), form.http_status


def _get(contact_id: int) -> person.Person:
    return person.find(contact_id) or abort(404)
