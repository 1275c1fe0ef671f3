"""The addresses where administrators write the public page, look at it and switch it on."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from crm.models import PublicPage
from crm.public import actions, queries
from crm.public.content import content_of
from crm.public.forms import PublicPageForm
from crm.public.structured import graph
from crm.web.access import admin
from crm.web.locale import PATHS, speaking, today

bp = Blueprint("public_page", __name__, url_prefix="/settings/public-page")


@bp.route("", methods=["GET", "POST"])
@admin
def edit() -> ResponseReturnValue:
    page = queries.page()
    form = PublicPageForm(obj=page)
    if form.submit(actions.save_page, page):
        flash(_("Saved. Everybody reads it so from now on.") if page.is_on else _("Saved."))
        return redirect(url_for(".edit"))
    return _form_page(form)


@bp.post("/preview/<any(en, zh):language>")
@admin
def preview(language: str) -> ResponseReturnValue:
    """The page as it would be with what is typed; nothing is saved."""
    form = PublicPageForm()
    if not form.validate():
        return _form_page(form)
    typed = PublicPage().assign(form.values())
    with speaking(PATHS[language]):
        content = content_of(typed, language, today())
        return render_template("public/page.html", content=content, graph=graph(content))


def _form_page(form: PublicPageForm) -> ResponseReturnValue:
    page = queries.page()
    return render_template("public/edit.html", form=form, is_on=page.is_on), form.http_status
