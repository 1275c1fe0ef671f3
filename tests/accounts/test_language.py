"""The language is switched where one is."""

from tests import factories
from tests.client import Client
from tests.pages import Page


def where_to(page: Page) -> str:
    """The address to which the switch of the language leads back."""
    (form,) = (f for f in page.tree.iter("form") if f.get("action") == "/settings/language")
    return next(e.get("value") for e in form.iter("input") if e.get("name") == "back")


def test_the_switch_leads_back_to_the_list_with_its_filters(editor: Client):
    assert where_to(editor.visit("/tasks?status=open")) == "/tasks?status=open"


def test_from_a_form_that_was_refused_it_leads_to_that_form(editor: Client):
    page = editor.refused("/tasks/new?partner_id=1", title="")

    assert where_to(page) == "/tasks/new?partner_id=1"


def test_from_what_can_only_be_sent_it_leads_to_the_first_page(editor: Client):
    task = factories.task()

    answers = [editor.post(address) for address in (f"/tasks/{task.id}/done", "/nowhere")]

    assert [answer.status_code for answer in answers] == [400, 404]
    assert {where_to(Page(answer.text, "/")) for answer in answers} == {"/"}
