"""Search: any text may be typed, and both engines find the same."""

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from crm.extensions import db
from crm.models import Partner
from crm.models.asked import parts_of
from crm.models.finding import WALKED, Question, first_numbers, found, matching_numbers
from crm.models.prepared import LONGEST_WORD, MOST_WORDS, asked_words, prepared_words
from crm.models.search import SEARCHED, kept_form
from crm.models.words_beside import remembering
from crm.partners.picker import find_partners
from tests import factories
from tests.databases import empty

with_a_database = settings(
    max_examples=100, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
operators = st.sampled_from(
    ['"', "'", "*", "(", ")", "&", "|", "!", ":", "<->", "AND", "NEAR", "\0"]
)
typed_texts = st.text() | st.lists(operators | st.text(max_size=3)).map(" ".join)


def names_found(typed: str) -> list[str | None]:
    clause = found(Partner, typed)
    if clause is None:
        return []
    return list(db.session.scalars(select(Partner.name_en).where(clause).order_by(Partner.id)))


@given(st.lists(st.none() | st.text()))
def test_words_are_bare(texts: list[str | None]):
    words = prepared_words(*texts)

    assert len(words) <= MOST_WORDS
    assert all(0 < len(word) <= LONGEST_WORD for word in words)
    assert all(sign.isalnum() for word in words for sign in word)


@with_a_database
@given(typed_texts)
def test_whatever_is_typed_is_a_question_that_both_engines_understand(app: Flask, typed: str):
    for model in SEARCHED:
        clause = found(model, typed)
        if clause is not None:
            assert db.session.scalars(select(model.id).where(clause)).all() == []
    assert find_partners(typed) == []


@with_a_database
@given(st.text(min_size=1, max_size=200))
def test_what_was_stored_is_found_by_its_own_name(app: Flask, name: str):
    if "\0" in name or not prepared_words(name):
        return
    empty(db.engine)
    factories.partner(name)
    db.session.commit()

    assert names_found(name) == [name]


@pytest.mark.parametrize(
    ("typed", "is_found"),
    [
        ("osl", True),
        ("OSLO univ", True),
        ("univérsity", True),
        ("slo", False),
        ("oslo bergen", False),
        ("陆大", True),
        ("奥陆", False),
        ("🩺", False),
        ("", False),
    ],
)
def test_latin_words_match_by_their_beginning_chinese_signs_as_they_stand(
    app: Flask, typed: str, is_found: bool
):
    factories.partner("University of Oslo", name_zh="奥斯陆大学")

    assert bool(names_found(typed)) is is_found


@pytest.mark.parametrize(
    "typed",
    [
        "memorandum",
        "mem",
        "memory",
        "memorandum 2",
        "memorandum seldom",
        "seldom memorandum",
        "北京医院 memorandum",
        "北京 seldom",
        "memorandum 北",
        "never memorandum",
    ],
)
def test_the_first_that_match_are_found_however_many_do(app: Flask, typed: str):
    connection = db.session.connection()
    dialect = connection.dialect.name
    texts = {
        number: f"{'memorial' if number % 3 else 'memorandum'} {number} 北京{'医院' * (number % 2)}"
        + (" seldom" if number in {7, WALKED + 30, WALKED + 31} else "")
        for number in range(1, WALKED + 400)
    }
    rows = [
        {"id": number, "words": kept_form(connection, prepared_words(said))}
        for number, said in texts.items()
    ]
    connection.execute(remembering("partner", on_sqlite=dialect == "sqlite"), rows)
    words = asked_words(typed)

    first = first_numbers(Partner, Question.of(parts_of(words)), 40, dialect, "asked")

    every = connection.scalars(matching_numbers(Partner, words))
    assert list(connection.scalars(first)) == sorted(every)[:40]


def test_the_words_of_a_record_are_kept_with_it_or_not_at_all(app: Flask):
    partner = factories.partner("University of Oslo")
    db.session.commit()
    oslo, bergen = (select(Partner.id).where(found(Partner, name)) for name in ("oslo", "bergen"))

    partner.name_en = "University of Bergen"
    factories.partner("Bergen Hospital")
    db.session.flush()
    before = [len(db.session.scalars(asked).all()) for asked in (oslo, bergen)]
    db.session.rollback()
    after = [len(db.session.scalars(asked).all()) for asked in (oslo, bergen)]

    assert before == [0, 2]
    assert after == [1, 0]
