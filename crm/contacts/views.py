"""The addresses of contacts: parse, call one thing, render."""

from flask import Blueprint, abort, flash, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from crm.contacts import actions, queries, unused
from crm.contacts.cards import VERSIONS, cards
from crm.contacts.forms import ContactForm, LeavingForm, PositionForm
from crm.contacts.lists import contact_list
from crm.contacts.picker import find_contacts
from crm.exports.download import download
from crm.merges.redirects import gone
from crm.models import Contact, Position
from crm.models.people import salutation
from crm.saved_views.sidebar import list_page
from crm.trash.going import going_with, say_gone
from crm.web.access import editor, viewer
from crm.web.addresses import local_address
from crm.web.forms import Form
from crm.web.locale import name_of, other_name_of, reader, today
from crm.web.prefill import prefilled

bp = Blueprint("contacts", __name__, url_prefix="/contacts")


def _get(contact_id: int) -> Contact:
    return queries.get(contact_id) or gone("contact", contact_id)


def _get_position(contact_id: int, position_id: int) -> Position:
    return queries.get_position(contact_id, position_id) or abort(404)


@bp.get("")
@viewer
def index() -> ResponseReturnValue:
    return list_page("contacts/index.html", contact_list)


@bp.get("/export.<any(csv, xlsx, vcard4, vcard3):kind>")
@viewer
def export(kind: str) -> ResponseReturnValue:
    if kind in VERSIONS:
        meant = contact_list.meant(request.args, reader())
        return cards(contact_list.chosen(meant, reader()), kind, "contacts")
    return download(contact_list, request.args, reader(), kind)


@bp.get("/lookup")
@viewer
def lookup() -> ResponseReturnValue:
    """What the picker shows while somebody types."""
    return jsonify(find_contacts(request.args.get("q", "")))


@bp.get("/<int:contact_id>")
@viewer
def show(contact_id: int) -> ResponseReturnValue:
    contact = _get(contact_id)
    return render_template(
        "contacts/show.html",
        contact=contact,
        is_up=unused.is_up(contact_id, today()),
        greetings=_greetings(contact),
        form=Form(),
    )


def _greetings(contact: Contact) -> list[str]:
    """How a letter to the person begins, the reader's language first."""
    name, other = name_of(contact), other_name_of(contact)
    begun = [salutation(name, contact.honorific, other)]
    return [*begun, salutation(other, contact.honorific, name)] if other else begun


@bp.get("/<int:contact_id>/card.<any(vcard4, vcard3):kind>")
@viewer
def card(contact_id: int, kind: str) -> ResponseReturnValue:
    contact = _get(contact_id)
    return cards([Contact.id == contact.id], kind, f"contact-{contact.id}")


@bp.route("/new", methods=["GET", "POST"])
@editor
def new() -> ResponseReturnValue:
    form = ContactForm(data=prefilled("partner_id"))
    if contact := form.submit(actions.create_contact, save_anyway=form.save_anyway):
        flash(_("Contact saved."))
        return redirect(url_for(".show", contact_id=contact.id))
    return render_template("contacts/edit.html", form=form), form.http_status


@bp.route("/<int:contact_id>/edit", methods=["GET", "POST"])
@editor
def edit(contact_id: int) -> ResponseReturnValue:
    contact = _get(contact_id)
    main = actions.main_position(contact)
    held = {"partner_id": main.partner_id, "position": main.title} if main else {}
    form = ContactForm(obj=contact, department=main.department if main else None, **held)
    if form.submit(actions.update_contact, contact, save_anyway=form.save_anyway):
        flash(_("Contact saved."))
        return redirect(url_for(".show", contact_id=contact_id))
    return render_template("contacts/edit.html", form=form, contact_id=contact_id), form.http_status


@bp.post("/<int:contact_id>/keep")
@editor
def keep(contact_id: int) -> ResponseReturnValue:
    """Somebody looked at a person who came up for review, and needs the details still."""
    contact = _get(contact_id)
    if Form().submit(actions.keep_contact, contact, today()):
        flash(_("“%(name)s” is kept.", name=name_of(contact)))
    page = url_for(".show", contact_id=contact_id)
    return redirect(local_address(request.form.get("back")) or page)


@bp.route("/<int:contact_id>/delete", methods=["GET", "POST"])
@editor
def delete(contact_id: int) -> ResponseReturnValue:
    contact = _get(contact_id)
    form = Form()
    if item := form.submit(actions.delete_contact, contact):
        say_gone(item, _("Contact deleted."))
        return redirect(url_for(".index"))
    page, going = "contacts/delete.html", going_with(contact)
    return render_template(page, form=form, contact=contact, going=going), form.http_status


@bp.route("/<int:contact_id>/positions/new", methods=["GET", "POST"])
@editor
def add_position(contact_id: int) -> ResponseReturnValue:
    contact = _get(contact_id)
    form = PositionForm()
    if form.submit(actions.add_position, contact, save_anyway=form.save_anyway):
        flash(_("Position added."))
        return redirect(url_for(".show", contact_id=contact_id))
    return render_template("contacts/position.html", form=form, contact=contact), form.http_status


@bp.route("/<int:contact_id>/positions/<int:position_id>/past", methods=["GET", "POST"])
@editor
def leave_position(contact_id: int, position_id: int) -> ResponseReturnValue:
    """The person has left it: it stays as a former one. The same page says a day anew."""
    contact, position = _get(contact_id), _get_position(contact_id, position_id)
    form = LeavingForm(data={"until_on": position.until_on})
    if form.submit(actions.leave_position, position, contact):
        flash(_("It is a former position now."))
        return redirect(url_for(".show", contact_id=contact_id))
    page = "contacts/leave.html"
    return render_template(page, form=form, contact=contact, position=position), form.http_status


@bp.post("/<int:contact_id>/positions/<int:position_id>/present")
@editor
def take_up_position(contact_id: int, position_id: int) -> ResponseReturnValue:
    contact, position = _get(contact_id), _get_position(contact_id, position_id)
    if Form().submit(actions.take_up_position, position, contact):
        flash(_("The position is held again."))
    return redirect(url_for(".show", contact_id=contact_id))


@bp.post("/<int:contact_id>/positions/<int:position_id>/main")
@editor
def make_main(contact_id: int, position_id: int) -> ResponseReturnValue:
    contact, position = _get(contact_id), _get_position(contact_id, position_id)
    if Form().submit(actions.make_main, position, contact):
        flash(_("This is the main position now."))
    return redirect(url_for(".show", contact_id=contact_id))


@bp.post("/<int:contact_id>/positions/<int:position_id>/end")
@editor
def end_position(contact_id: int, position_id: int) -> ResponseReturnValue:
    contact, position = _get(contact_id), _get_position(contact_id, position_id)
    form = Form()
    if form.submit(actions.end_position, position, contact):
        flash(_("Position taken away."))
    elif form.all_errors:
        flash(form.all_errors, "warn")
    return redirect(url_for(".show", contact_id=contact_id))
