"""Staff accept a suggestion, which is then applied as a whole, or decline it."""

import pytest
from flask import Flask

from crm.documents import storage
from crm.extensions import db
from crm.models import (
    Contact,
    CounterpartLink,
    Document,
    DocumentKind,
    Happening,
    Partner,
    Position,
    Suggestion,
    SuggestionKind,
    SuggestionStatus,
)
from tests import factories
from tests.client import Client
from tests.conftest import DAY, _clock
from tests.operations.checking import found_wrong
from tests.trash.whole import empty_all


def kari_at(link: CounterpartLink, **given: object) -> Contact:
    kari = factories.contact("Kari Nordmann", **given)
    factories.position(kari, db.session.get_one(Partner, link.partner_id), title="Dean")
    return kari


def positions_of(contact: Contact) -> list[Position]:
    held = db.session.query(Position).filter_by(contact_id=contact.id)
    return held.order_by(Position.id).all()


def test_an_accepted_correction_changes_person_and_position(editor: Client):
    link = factories.counterpart_link()
    kari = kari_at(link, phone="1")
    suggestion = factories.suggestion(
        link,
        contact_id=kari.id,
        content={"phone": ["1", "2"], "position": ["Dean", "Rector"], "name_zh": [None, "卡丽"]},
    )
    page = editor.visit(f"/agreements/{link.agreement_id}")
    assert "1 2" in page.texts("dd")
    assert page.texts("del") == ["1", "Dean"]

    editor.send(f"/counterparts/{suggestion.id}/accept")

    assert (kari.phone, kari.name_zh) == ("2", "卡丽")
    assert [position.title for position in positions_of(kari)] == ["Rector"]
    assert suggestion.status is SuggestionStatus.ACCEPTED
    assert suggestion.decided_by_id is not None
    assert factories.changes()[-1].by_id is not None


def test_an_accepted_correction_leaves_a_former_position_there_as_it_was(editor: Client):
    link = factories.counterpart_link()
    kari = factories.contact("Kari Nordmann")
    partner = db.session.get_one(Partner, link.partner_id)
    factories.position(kari, partner, title="Lecturer", is_past=True)
    factories.position(kari, partner, title="Dean")
    content = {"position": ["Dean", "Rector"]}
    suggestion = factories.suggestion(link, contact_id=kari.id, content=content)

    editor.send(f"/counterparts/{suggestion.id}/accept")

    assert [position.title for position in positions_of(kari)] == ["Lecturer", "Rector"]


def test_a_correction_of_what_has_changed_meanwhile_is_not_applied(editor: Client):
    link = factories.counterpart_link()
    kari = kari_at(link, phone="3")
    content = {"phone": ["1", "2"]}
    suggestion = factories.suggestion(link, contact_id=kari.id, content=content)

    answer = editor.send(f"/counterparts/{suggestion.id}/accept")

    assert answer.status_code == 422
    assert "Meanwhile it was changed to “3”." in answer.text
    assert kari.phone == "3"
    assert suggestion.is_pending


@pytest.mark.parametrize("gone", ["contact", "position"])
def test_a_correction_of_somebody_who_is_gone_is_not_applied(editor: Client, gone: str):
    link = factories.counterpart_link()
    kari = kari_at(link)
    suggestion = factories.suggestion(link, contact_id=kari.id)
    if gone == "contact":
        editor.send(f"/contacts/{kari.id}/delete")
    else:
        db.session.delete(positions_of(kari)[0])

    answer = editor.send(f"/counterparts/{suggestion.id}/accept")

    assert answer.status_code == 422
    assert "Decline this." in answer.text
    assert suggestion.is_pending


def test_an_accepted_new_person_works_at_the_partner(editor: Client):
    link = factories.counterpart_link()
    content = {"name_en": [None, "Ola Hansen"], "position": [None, "Nurse"]}
    suggestion = factories.suggestion(link, kind=SuggestionKind.NEW_CONTACT, content=content)

    editor.send(f"/counterparts/{suggestion.id}/accept")

    ola = db.session.query(Contact).one()
    assert ola.name_en == "Ola Hansen"
    assert [(p.partner_id, p.title) for p in positions_of(ola)] == [(link.partner_id, "Nurse")]
    assert suggestion.contact_id == ola.id


@pytest.mark.parametrize("elsewhere", [False, True])
def test_an_accepted_departure_makes_the_position_a_former_one(editor: Client, elsewhere: bool):
    link = factories.counterpart_link()
    kari = kari_at(link)
    (position,) = positions_of(kari)
    position.is_main = not elsewhere
    if elsewhere:
        factories.position(kari, factories.partner("Bergen"), is_main=True)
    suggestion = factories.suggestion(
        link, contact_id=kari.id, kind=SuggestionKind.CONTACT_LEFT, content={}
    )

    editor.send(f"/counterparts/{suggestion.id}/accept")

    held = [(p.is_past, p.is_main) for p in positions_of(kari)]
    assert held == [(True, False), *([(False, True)] if elsewhere else [])]


def test_an_accepted_departure_keeps_the_last_day_of_a_position_that_had_ended(editor: Client):
    link = factories.counterpart_link()
    kari = kari_at(link)
    until = DAY.replace(year=2025)
    partner = db.session.get_one(Partner, link.partner_id)
    factories.position(kari, partner, is_past=True, until_on=until)
    suggestion = factories.suggestion(
        link, contact_id=kari.id, kind=SuggestionKind.CONTACT_LEFT, content={}
    )

    editor.send(f"/counterparts/{suggestion.id}/accept")

    assert [(p.is_past, p.until_on) for p in positions_of(kari)] == [(True, None), (True, until)]


def test_an_accepted_comment_stands_in_the_timeline(editor: Client):
    suggestion = factories.suggestion(
        kind=SuggestionKind.COMMENT, about="Clause 3", content={"text": "Clause 3\nis unclear."}
    )
    suggestion.created_at = _clock()

    editor.send(f"/counterparts/{suggestion.id}/accept")

    entry = db.session.query(Happening).one()
    assert entry.title == "Comment by University of Oslo"
    assert entry.body == "Clause 3\nis unclear."
    assert entry.happened_on == DAY
    assert entry.agreement_id is not None


def test_an_accepted_signed_copy_is_a_document_of_the_agreement(editor: Client):
    link = factories.counterpart_link()
    suggestion = factories.signed_copy(link)
    digest = suggestion.digest
    file = editor.get(f"/counterparts/{suggestion.id}/file/signed.pdf")
    assert file.data == factories.PDF

    editor.send(f"/counterparts/{suggestion.id}/accept")

    document = db.session.query(Document).one()
    assert (document.kind, document.agreement_id) == (DocumentKind.SIGNED, link.agreement_id)
    assert document.title == "signed"
    assert storage.path_of(digest).read_bytes() == factories.PDF
    assert suggestion.digest is None
    assert editor.get(f"/counterparts/{suggestion.id}/file/signed.pdf").status_code == 404


def test_of_a_declined_signed_copy_nothing_is_kept_but_the_reason(editor: Client):
    suggestion = factories.signed_copy(factories.counterpart_link())
    path = storage.path_of(suggestion.digest)
    db.session.commit()
    assert path.exists()

    editor.fill(f"/counterparts/{suggestion.id}/decline", reason="Page 3 is missing.")

    assert suggestion.status is SuggestionStatus.DECLINED
    assert suggestion.reason == "Page 3 is missing."
    assert not path.exists()
    assert db.session.query(Document).count() == 0


def test_a_suggestion_is_decided_once(editor: Client):
    suggestion = factories.suggestion(kind=SuggestionKind.COMMENT, content={"text": "x"})
    editor.send(f"/counterparts/{suggestion.id}/accept")

    again = editor.send(f"/counterparts/{suggestion.id}/accept")
    page = editor.refused(f"/counterparts/{suggestion.id}/decline", reason="No.")

    assert again.status_code == 422
    assert "Somebody has decided on this already." in page.text
    assert db.session.query(Happening).count() == 1


def test_what_cannot_be_applied_is_applied_in_no_part(editor: Client):
    link = factories.counterpart_link()
    kari = kari_at(link)
    content = {"phone": [None, "2"], "name_en": ["Kari Nordmann", None]}
    suggestion = factories.suggestion(link, contact_id=kari.id, content=content)

    editor.send(f"/counterparts/{suggestion.id}/accept")

    assert kari.phone is None
    assert kari.name_en == "Kari Nordmann"
    assert suggestion.is_pending


def test_a_lost_file_is_said(editor: Client):
    suggestion = factories.signed_copy(factories.counterpart_link())
    suggestion.digest = None

    answer = editor.send(f"/counterparts/{suggestion.id}/accept")

    assert answer.status_code == 422
    assert "The file is not there any more. Decline this." in answer.text


def test_a_deleted_agreement_takes_links_suggestions_and_files_along(editor: Client):
    link = factories.counterpart_link()
    path = storage.path_of(factories.signed_copy(link).digest)

    editor.send(f"/agreements/{link.agreement_id}/delete")

    assert db.session.query(CounterpartLink).count() == 0
    assert db.session.query(Suggestion).count() == 0
    assert path.exists()
    empty_all()
    assert not path.exists()


def test_the_list_has_what_waits_first_and_the_menu_counts_it(editor: Client):
    link = factories.counterpart_link()
    done = {"status": SuggestionStatus.DECLINED, "decided_at": _clock()}
    factories.suggestion(link, about="Done", **done)
    factories.suggestion(link, about="To do")
    factories.proposal()

    page = editor.visit("/counterparts")

    assert page.texts("a", class_="name") == ["To do", "Done"]
    assert '<b class="count">2<' in page.html
    assert editor.visit("/counterparts?q=oslo").texts("a", class_="name") == ["To do", "Done"]
    assert editor.visit("/counterparts?q=to+d").texts("a", class_="name") == ["To do"]


def test_a_viewer_reads_suggestions_and_decides_nothing(viewer: Client):
    suggestion = factories.suggestion()

    page = viewer.visit(f"/counterparts/{suggestion.id}")

    assert not page.having("button")


def test_a_check_misses_the_file_of_a_signed_copy_that_waits(app: Flask):
    storage.remove_strays()
    suggestion = factories.signed_copy(factories.counterpart_link())
    db.session.commit()
    assert found_wrong() == []

    storage.path_of(suggestion.digest).unlink()

    (problem,) = found_wrong()
    assert problem.startswith(f"Suggestion {suggestion.id}, “signed.pdf”: its file is missing.")
