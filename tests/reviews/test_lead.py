"""The academic lead's link: one form, once, and nothing else."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from urllib.parse import unquote

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm.exc import StaleDataError

from crm.counterparts import signing
from crm.errors import Refused
from crm.extensions import db
from crm.models import Recommendation, Review, ReviewLink, ReviewStage
from crm.reviews.actions import recommend
from crm.reviews.signing import token_of
from tests import factories
from tests.client import Client
from tests.conftest import DAY, _clock
from tests.pages import Page

ANSWER = {"recommendation": "renew", "recommended_by": "Zhang Li", "recommendation_text": "Yes."}


def page_of(link: ReviewLink) -> str:
    return f"/recommendation/{token_of(link)}"


def oslo_link(**given: object) -> ReviewLink:
    agreement = factories.agreement(
        "Memorandum with Oslo",
        factories.partner("University of Oslo"),
        title_zh="奥斯陆备忘录",
        expires_on=DAY + timedelta(days=100),
        lead_name="Zhang Li",
        lead_email="zhang.li@example.org",
        notes="Do not tell",
    )
    return factories.review_link(factories.review(agreement), **given)


def links() -> list[ReviewLink]:
    return list(db.session.scalars(select(ReviewLink).order_by(ReviewLink.id)))


def reviewed() -> Review:
    return db.session.scalars(select(Review)).one()


def test_staff_make_a_link_that_works_for_thirty_days_and_an_email_to_the_lead(editor: Client):
    review = oslo_link().review

    editor.send(f"/reviews/{review.id}/links")

    assert links()[-1].expires_at == _clock() + timedelta(days=30)
    page = editor.visit(f"/reviews/{review.id}")
    address = f"http://localhost{page_of(links()[-1])}"
    assert [e.get("value") for e in page.having("input") if e.get("readonly") is not None] == [
        address
    ]
    (mail,) = [link for link in page.links() if link.startswith("mailto:")]
    assert mail.startswith("mailto:zhang.li@example.org?subject=")
    assert address in unquote(mail)


def test_a_new_link_ends_the_one_before(editor: Client, visitor: Client):
    old = oslo_link()

    editor.send(f"/reviews/{old.review_id}/links")

    assert visitor.get(page_of(links()[0])).status_code == 404
    assert visitor.get(page_of(links()[1])).status_code == 200


def test_the_page_shows_names_partners_dates_and_activity_and_nothing_else(visitor: Client):
    link = oslo_link(made_by=factories.user(email="lin@example.org"))
    review = link.review
    review.problems = "Between us"
    factories.happening(
        "Dean came", body="In private", happened_on=DAY, agreement_id=review.agreement_id
    )

    page = visitor.visit(page_of(link))

    assert page.heading == "Memorandum with Oslo"
    for shown in (
        "奥斯陆备忘录",
        "University of Oslo",
        "4 Mar 2027",
        "24 Nov 2026 Visit: Dean came",
    ):
        assert shown in page.text
    for kept in ("Do not tell", "Between us", "In private", "zhang.li@example.org", "<nav"):
        assert kept not in page.html
    assert page.links() == ["?language=zh_Hans", "mailto:lin@example.org"]
    assert page.value("recommended_by") == "Zhang Li"


def test_the_page_speaks_chinese_too(visitor: Client):
    page = visitor.visit(f"{page_of(oslo_link())}?language=zh_Hans")

    assert page.heading == "奥斯陆备忘录"
    assert "提交给办公室" in page.text


def test_an_answer_is_kept_and_ends_the_link(editor: Client, visitor: Client):
    link = oslo_link()

    answer = visitor.fill(page_of(link), **ANSWER)

    assert visitor.visit(answer.location).heading == "Thank you"
    review = reviewed()
    assert (review.recommendation, review.recommended_by) == (Recommendation.RENEW, "Zhang Li")
    assert (review.recommended_on, review.stage) == (DAY, ReviewStage.EVALUATING)
    assert visitor.get(page_of(link)).status_code == 404
    page = editor.visit(f"/reviews/{review.id}")
    assert "Renew as it is, Zhang Li, 24 Nov 2026" in page.text
    assert "used" in page.texts("span", class_="status")


def test_staff_do_not_type_over_what_the_lead_has_answered(editor: Client):
    link = oslo_link(used_at=_clock())

    fields = editor.visit(f"/reviews/{link.review_id}/evaluate").fields()

    assert "outcomes" in fields
    assert "recommendation" not in fields


def test_what_staff_have_typed_for_the_lead_who_answers_meanwhile_is_shown_once_more(
    editor: Client, visitor: Client
):
    link = oslo_link()
    address = f"/reviews/{link.review_id}/evaluate"
    opened = editor.visit(address).fields()
    visitor.fill(page_of(link), **ANSWER)

    answer = editor.post(address, data=opened | {"recommendation_text": "On the telephone: no."})

    assert answer.status_code == 422
    page = Page(answer.text, address)
    assert "You had typed: On the telephone: no." in page.text
    assert editor.post(address, data=page.fields()).status_code == 302
    assert reviewed().recommendation_text == "Yes."


INCOMPLETE = {
    "recommendation": {"recommendation": ""},
    "recommended_by": {"recommended_by": ""},
    "recommendation_text": {"recommendation": "change", "recommendation_text": ""},
}


@pytest.mark.parametrize("field", INCOMPLETE)
def test_an_answer_that_lacks_something_leaves_the_link_as_it_is(visitor: Client, field: str):
    link = oslo_link()

    page = visitor.refused(page_of(link), **ANSWER | INCOMPLETE[field])

    assert page.error(field)
    assert visitor.fill(page_of(link), **ANSWER).status_code == 302


@pytest.mark.parametrize("ending", ["run out", "withdrawn", "used", "decided", "forged", "of old"])
def test_a_link_that_does_not_work_says_whom_to_ask_and_nothing_else(visitor: Client, ending: str):
    link = oslo_link()
    address = page_of(link)
    if ending == "run out":
        link.expires_at = _clock()
    elif ending == "withdrawn":
        link.withdrawn_at = _clock()
    elif ending == "used":
        link.used_at = _clock()
    elif ending == "decided":
        link.review.close(ReviewStage.RENEWED, DAY)
    elif ending == "forged":
        said, _dot, signature = address.rpartition(".")
        address = f"{said}.{signature.swapcase()}"
    else:
        db.session.delete(link)

    page = visitor.visit(address, status=404)

    assert page.heading == "This link does not work"
    assert page.html == visitor.visit("/recommendation/nonsense", status=404).html
    assert reviewed().recommendation is None


def test_a_link_of_another_kind_does_not_open_the_form(visitor: Client):
    from_elsewhere = factories.counterpart_link()

    assert visitor.get(f"/recommendation/{signing.token_of(from_elsewhere)}").status_code == 404


def test_a_link_is_withdrawn_and_stays_so(editor: Client, visitor: Client):
    link = oslo_link()

    editor.send(f"/reviews/links/{link.id}/withdraw")

    assert visitor.get(page_of(link)).status_code == 404
    assert "withdrawn" in editor.visit(f"/reviews/{link.review_id}").texts("span", class_="status")


def test_a_link_that_the_decision_has_ended_is_not_said_to_have_expired(editor: Client):
    link = oslo_link()
    editor.fill(f"/reviews/{link.review_id}/renew", decision_reason="The dean said so.")

    page = editor.visit(f"/reviews/{link.review_id}")

    assert "ended by the decision" in page.texts("span", class_="status")


def test_of_two_answers_at_once_one_is_taken(app: Flask):
    link = oslo_link()
    db.session.commit()

    def answer(name: str) -> bool:
        with app.test_request_context():
            try:
                found = db.session.get_one(ReviewLink, link.id)
                found.review = db.session.get_one(Review, found.review_id)
                recommend({"recommended_by": name}, found, _clock(), DAY)
                db.session.commit()
            except (Refused, StaleDataError):
                db.session.rollback()
                return False
            return True

    with ThreadPoolExecutor(4) as leads:
        taken = list(leads.map(answer, ("A", "B", "C", "D")))

    db.session.expire_all()
    assert taken.count(True) == 1
    assert reviewed().recommended_by == "ABCD"[taken.index(True)]


def test_the_one_responsible_sees_that_an_answer_waits(app: Flask, visitor: Client):
    link = oslo_link()
    lin, wang = factories.user(name="Lin Mei"), factories.user(name="Wang Fang")
    link.review.agreement.owner = lin
    visitor.fill(page_of(link), **ANSWER)

    def counts(person) -> list[str]:
        page = app.test_client().log_in(person).visit("/reviews")
        return ["".join(e.itertext()) for e in page.tree.iter("b") if e.get("class") == "count"]

    assert (counts(lin), counts(wang)) == (["1 waiting"], [])
    reviewed().stage = ReviewStage.DECIDING
    assert counts(lin) == []
