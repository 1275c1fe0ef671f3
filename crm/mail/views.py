"""The address that shows administrators how the mail is doing."""

from flask import Blueprint, abort, current_app, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from crm.accounts import queries as account_queries
from crm.mail import queries
from crm.mail.actions import write_test
from crm.mail.outbox import send_waiting
from crm.web.access import admin
from crm.web.forms import Form
from crm.web.locale import this_moment

bp = Blueprint("mail", __name__, url_prefix="/settings/mail")


@bp.route("", methods=["GET", "POST"])
@admin
def index() -> ResponseReturnValue:
    server, form, moment = current_app.config["MAIL"], Form(), this_moment()
    user = account_queries.get(current_user.id) or abort(404)
    if letter := form.submit(write_test, user, moment, server):
        if send_waiting(moment, server, letter.id):
            flash(_("The mail server has taken it: look into your mail."))
        return redirect(url_for(".index"))
    return render_template(
        "settings/mail.html",
        form=form,
        server=server,
        state=queries.state(),
        letters=queries.latest(limit=20),
    ), form.http_status
