"""The counterpart's page: what it shows, what it takes, and that nothing else comes of the link."""

import io
from collections.abc import Callable
from datetime import timedelta
from functools import partial

import pytest
from flask import Flask

from crm.counterparts import actions
from crm.counterparts.actions import MOST_FILES, MOST_PENDING
from crm.counterparts.signing import token_of
from crm.documents import storage
from crm.extensions import db
from crm.models import (
    Access,
    Agreement,
    Contact,
    CounterpartLink,
    Position,
    Suggestion,
    SuggestionKind,
    SuggestionStatus,
)
from tests import factories
from tests.addresses import BY_LINK, OPEN, address_of, fill_office, rules
from tests.at_once import at_once
from tests.client import Client
from tests.conftest import _clock
from tests.databases import ONE_ENGINE
from tests.pages import Page


def page_of(link: CounterpartLink) -> str:
    return f"/counterpart/{token_of(link)}"


def oslo_link(**given: object) -> CounterpartLink:
    """A link of Oslo, where Kari works as dean."""
    oslo = factories.partner("University of Oslo")
    link = factories.counterpart_link(
        factories.agreement("Memorandum with Oslo", oslo), oslo, **given
    )
    kari = factories.contact("Kari Nordmann", email="kari@example.org")
    factories.position(kari, oslo, is_main=True, title="Dean")
    return link


def suggestions() -> list[Suggestion]:
    return db.session.query(Suggestion).order_by(Suggestion.id).all()


def said() -> list[tuple[str, dict]]:
    return [(suggestion.kind.value, suggestion.content) for suggestion in suggestions()]


def test_the_page_shows_the_agreement_and_the_counterparts_own_persons(visitor: Client):
    lin = factories.user(name="Lin Mei", email="lin@example.org")
    link = oslo_link(made_by=lin)
    bergen = factories.partner("University of Bergen")
    factories.position(factories.contact("Ola Hansen"), bergen, is_main=True)
    factories.agreement("Memorandum with Bergen", bergen)

    page = visitor.visit(page_of(link))

    assert page.heading == "Memorandum with Oslo"
    assert page.value("people-0-email") == "kari@example.org"
    assert page.value("people-0-position") == "Dean"
    assert "Lin Mei" in page.text
    assert "Ola Hansen" not in page.html
    assert "Bergen" not in page.html
    assert "<nav" not in page.html


@ONE_ENGINE
def test_nothing_else_can_be_seen_with_the_link(app: Flask, visitor: Client):
    numbers = fill_office(1)
    app.config["WTF_CSRF_CHECK_DEFAULT"] = False
    own = app.test_client()
    own.visit(f"/counterpart/{numbers['link_token']}")

    let_in = set()
    for method in ("GET", "POST"):
        for rule in rules(app, method):
            answer = own.open(address_of(app, rule, numbers), method=method)
            if not (answer.status_code == 302 and answer.location.startswith("/login")):
                let_in.add(rule.endpoint)
    app.config["WTF_CSRF_CHECK_DEFAULT"] = True

    assert let_in <= OPEN
    assert {endpoint for endpoint in let_in if endpoint.startswith("counterpart.")} == {
        endpoint for endpoint in BY_LINK if endpoint.startswith("counterpart.")
    }


def test_a_page_links_to_nothing_but_itself_its_draft_and_the_office(visitor: Client):
    link = oslo_link(made_by=factories.user(email="lin@example.org"))

    page = visitor.visit(page_of(link))

    assert page.links() == ["?language=zh_Hans", "mailto:lin@example.org"]


@pytest.mark.parametrize("ending", ["run out", "withdrawn", "no party", "forged", "of old"])
def test_a_link_that_does_not_work_says_whom_to_ask_and_nothing_else(
    app: Flask, visitor: Client, ending: str
):
    link = oslo_link()
    address = page_of(link)
    if ending == "run out":
        link.expires_at = _clock()
    elif ending == "withdrawn":
        link.withdrawn_at = _clock()
    elif ending == "no party":
        link.partner_id = factories.partner("Bergen").id
    elif ending == "forged":
        said, _dot, signature = address.rpartition(".")
        address = f"{said}.{signature.swapcase()}"
    else:
        db.session.delete(link)

    page = visitor.visit(address, status=404)

    assert page.heading == "This link does not work"
    assert "Ask the person at the cooperation office" in page.text
    assert page.html == visitor.visit("/counterpart/nonsense", status=404).html
    assert visitor.get(f"{address}/draft/x").status_code == 404


def test_a_link_signed_with_another_secret_does_not_work(app: Flask, visitor: Client):
    link = oslo_link()
    own = app.secret_key
    app.secret_key = "another"
    address = page_of(link)
    app.secret_key = own

    assert visitor.get(address).status_code == 404


def test_a_correction_waits_and_changes_nothing(visitor: Client):
    link = oslo_link()

    visitor.fill(
        page_of(link), **{"people-0-phone": "+47 22 85 50 50", "people-0-position": "Vice dean"}
    )

    assert said() == [
        ("contact", {"position": ["Dean", "Vice dean"], "phone": [None, "+47 22 85 50 50"]})
    ]
    assert db.session.query(Contact).one().phone is None


def test_a_later_correction_takes_the_place_of_the_one_that_waits(visitor: Client):
    address = page_of(oslo_link())
    visitor.fill(address, **{"people-0-phone": "1"})
    assert visitor.visit(address).value("people-0-phone") == "1"

    visitor.fill(address, **{"people-0-phone": "2"})
    assert said() == [("contact", {"phone": [None, "2"]})]

    visitor.fill(address, **{"people-0-has_left": "y"})
    assert said() == [("contact_left", {})]

    fields = visitor.visit(address).fields()
    del fields["people-0-has_left"]
    visitor.post(address, data=fields)
    assert said() == []


def test_what_the_office_has_changed_meanwhile_is_no_correction(visitor: Client):
    address = page_of(oslo_link())
    fields = visitor.visit(address).fields()
    kari = db.session.query(Contact).one()
    kari.email = "kari@new.example.org"

    visitor.post(address, data=fields | {"people-0-phone": "1", "comment": "We agree."})

    assert said() == [("contact", {"phone": [None, "1"]}), ("comment", {"text": "We agree."})]


def test_a_correction_that_was_declined_meanwhile_is_not_made_again(visitor: Client):
    address = page_of(oslo_link())
    visitor.fill(address, **{"people-0-phone": "1"})
    fields = visitor.visit(address).fields()
    suggestions()[0].decide(SuggestionStatus.DECLINED, None, factories.now())

    visitor.post(address, data=fields | {"comment": "We agree."})

    assert [kind for kind, _content in said()] == ["contact", "comment"]


def test_a_comment_is_not_lost_since_somebody_has_left_meanwhile(visitor: Client):
    address = page_of(oslo_link())
    fields = visitor.visit(address).fields()
    db.session.delete(db.session.query(Position).one())

    visitor.post(address, data=fields | {"comment": "We agree."})

    assert said() == [("comment", {"text": "We agree."})]


def test_a_new_person_needs_a_name(visitor: Client):
    address = page_of(oslo_link())
    page = visitor.refused(address, **{"new_people-0-email": "ola@example.org"})
    assert page.error("new_people-0-name_en") == "Give a name in English or in Chinese."
    assert page.value("new_people-0-email") == "ola@example.org"

    visitor.fill(address, **{"new_people-0-name_zh": "王芳", "new_people-0-position": "Nurse"})

    assert said() == [("new_contact", {"name_zh": [None, "王芳"], "position": [None, "Nurse"]})]
    assert suggestions()[0].about == "王芳"


def test_what_is_wrong_is_said_beside_its_field_and_nothing_is_half_kept(visitor: Client):
    address = page_of(oslo_link())

    page = visitor.refused(address, **{"people-0-email": "nobody", "comment": "We agree."})

    assert "cannot be an e-mail address" in page.error("people-0-email")
    assert "We agree." in page.html
    assert suggestions() == []


def test_saying_nothing_is_refused(visitor: Client):
    page = visitor.refused(page_of(oslo_link()))

    assert "Nothing is changed, said or attached yet." in page.text


def test_persons_of_others_cannot_be_corrected(visitor: Client):
    link = oslo_link()
    stranger = factories.contact("Ola Hansen")
    factories.position(stranger, factories.partner("Bergen"), is_main=True)

    page = visitor.refused(
        page_of(link), **{"people-0-contact_id": stranger.id, "people-0-phone": "1"}
    )

    assert "The list of persons has changed meanwhile." in page.text
    assert suggestions() == []


def send_copy(visitor: Client, address: str, content: bytes = factories.PDF):
    fields = visitor.visit(address).fields()
    fields["files"] = (io.BytesIO(content), "../signed.pdf")
    return visitor.post(address, data=fields, content_type="multipart/form-data")


def test_the_signed_copy_waits_in_the_store(visitor: Client):
    link = oslo_link()

    send_copy(visitor, page_of(link))

    (suggestion,) = suggestions()
    assert suggestion.kind is SuggestionKind.SIGNED_COPY
    assert suggestion.file_name == "signed.pdf"
    assert storage.path_of(suggestion.digest).read_bytes() == factories.PDF
    assert "signed.pdf" in visitor.visit(page_of(link)).text


def test_a_program_is_no_signed_copy(visitor: Client):
    answer = send_copy(visitor, page_of(oslo_link()), b"MZ\x90\x00")

    assert answer.status_code == 422
    assert "of no kind that is kept here" in answer.text
    assert suggestions() == []


def test_without_a_link_nobody_sends_a_large_file(app: Flask, visitor: Client):
    kind = "multipart/form-data; boundary=x"

    answer = visitor.post("/counterpart/nonsense", data=b"0" * 3_000_000, content_type=kind)

    assert answer.status_code == 413


def test_a_link_cannot_flood_the_office(visitor: Client):
    link = oslo_link()
    for number in range(MOST_FILES):
        factories.signed_copy(link, factories.PDF + bytes([number + 65]))
    assert "Much is waiting" in send_copy(visitor, page_of(link)).text
    for _ in range(MOST_PENDING - MOST_FILES):
        factories.suggestion(link, kind=SuggestionKind.COMMENT, content={"text": "x"})

    page = visitor.refused(page_of(link), comment="One more.")

    assert "Much is waiting" in page.text


def test_of_many_words_at_once_no_more_are_taken(app: Flask, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(actions, "MOST_PENDING", 2)
    link_id = oslo_link().id
    db.session.commit()

    def say(number: int) -> Callable[[], object]:
        link = db.session.get_one(CounterpartLink, link_id)
        words = {"people": [], "new_people": [], "comment": f"Word {number}", "files": []}
        return partial(actions.suggest, words, link, _clock())

    taken = at_once(app, say, range(6))

    assert taken.count(True) == 2
    assert len(suggestions()) == 2


def test_the_draft_is_seen_when_it_is_shared_and_in_that_version_only(visitor: Client):
    link = oslo_link()
    address = page_of(link)
    assert visitor.get(f"{address}/draft/x").status_code == 404
    paper = factories.document("Draft 2026/27?", agreement_id=link.agreement_id)
    link.document, link.document_number = paper, 1

    page = visitor.visit(address)
    draft = next(one for one in page.links() if "/draft/" in one)
    assert visitor.get(draft).data == factories.PDF

    paper.access = Access.ADMINISTRATORS
    assert visitor.get(draft).status_code == 404


def test_the_page_is_kept_by_nobody_and_speaks_both_languages(visitor: Client):
    address = page_of(oslo_link())

    headers = visitor.get(address).headers

    assert headers["Referrer-Policy"] == "no-referrer"
    assert headers["X-Robots-Tag"] == "noindex, nofollow"
    assert headers["Cache-Control"] == "no-store"
    assert visitor.visit(f"{address}?language=zh_Hans").tree.get("lang") == "zh-Hans"


def test_a_form_from_elsewhere_is_refused_on_a_page_without_menu(visitor: Client):
    answer = visitor.post(page_of(oslo_link()), data={"comment": "x"})

    assert answer.status_code == 400
    assert Page(answer.text, "lost token").heading


def test_links_work_for_days_and_not_longer(editor: Client, visitor: Client):
    link = oslo_link()
    agreement = f"/agreements/{link.agreement_id}"
    shared = factories.document("Draft", agreement_id=link.agreement_id)

    answer = editor.fill(
        f"/counterparts/agreements/{link.agreement_id}/links/new",
        days="10",
        document=f"{shared.id}-1",
    )

    assert answer.location.startswith(agreement)
    made = db.session.query(CounterpartLink).order_by(CounterpartLink.id.desc()).first()
    assert made.expires_at == _clock() + timedelta(days=10)
    assert (made.document_id, made.document_number) == (shared.id, 1)
    fields = editor.visit(agreement).having("input", readonly="")
    assert visitor.get(fields[0].get("value")).status_code == 200

    editor.send(f"/counterparts/links/{made.id}/withdraw")
    assert visitor.get(fields[0].get("value")).status_code == 404
    assert "withdrawn" in editor.visit(agreement).text


def test_the_link_of_who_is_no_party_any_more_is_not_said_to_work(editor: Client):
    link = oslo_link()
    agreement = db.session.get_one(Agreement, link.agreement_id)
    agreement.parties[0].partner_id = factories.partner("University of Bergen").id

    page = editor.visit(f"/agreements/{link.agreement_id}")

    assert "no party any more" in page.texts("span", class_="status")
    assert not page.having("input", readonly="")


def test_a_link_is_for_a_party_and_no_longer_than_half_a_year(editor: Client):
    link = oslo_link()

    page = editor.refused(
        f"/counterparts/agreements/{link.agreement_id}/links/new",
        partner_id=factories.partner("Bergen").id,
        days="999",
    )

    assert page.error("partner_id") == "Choose one of the list."
    assert page.error("days") == "Give a whole number from 1 to 180."


def test_a_link_can_be_given_more_time_and_another_document(editor: Client):
    link = oslo_link()
    paper = factories.document("Draft", agreement_id=link.agreement_id)

    editor.fill(f"/counterparts/links/{link.id}/edit", days="60", document=f"{paper.id}-1")

    assert link.expires_at == _clock() + timedelta(days=60)
    assert link.document_id == paper.id
    assert editor.visit(f"/counterparts/links/{link.id}/edit").having("option", selected="")


def test_viewers_see_no_address_of_a_link(viewer: Client):
    link = oslo_link()

    page = viewer.visit(f"/agreements/{link.agreement_id}")

    assert "The partner's side" in page.text
    assert token_of(link) not in page.html
