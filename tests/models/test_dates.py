"""The database reads an agreement's dates as the model does, on both engines."""

from datetime import date, timedelta

from flask import Flask
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from crm.agreements.standings import standing_on, standings_on
from crm.extensions import db
from crm.models import Agreement, Stage
from crm.renewals.urgency import Urgency, urgency, within
from tests import factories
from tests.conftest import DAY

ends = (
    st.none()
    | st.integers(-200, 200).map(lambda left: DAY + timedelta(days=left))
    | st.dates(date(1911, 1, 1), date(2200, 12, 31))
)


@settings(max_examples=80, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(ends, st.integers(0, 3650), st.none() | st.integers(1, 4000), st.booleans())
@example(DAY + timedelta(days=90), 90, None, False)
@example(date(2028, 3, 1), 1, None, False)
def test_sql_and_python_say_the_same_of_every_end(
    app: Flask, end: date | None, notice: int, lasting: int | None, is_open_ended: bool
):
    start = None if end is None or lasting is None else end - timedelta(days=lasting)
    agreement = factories.agreement(
        effective_on=start,
        expires_on=end,
        notice_days=notice,
        is_open_ended=is_open_ended and end is None,
    )
    db.session.refresh(agreement)
    own = Agreement.id == agreement.id

    standing = db.session.scalar(select(standing_on(DAY)).where(own))
    groups = [
        group
        for group in Urgency
        if db.session.scalar(select(Agreement.id).where(own, within(group, DAY)))
    ]

    assert agreement.decide_by == (end and end - timedelta(days=notice))
    assert standing == agreement.standing(DAY).value
    assert groups == [urgency(agreement.decide_by, DAY)]
    db.session.rollback()


days = st.none() | st.integers(-3, 3).map(lambda left: DAY + timedelta(days=left))


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(stage=st.sampled_from(Stage), start=days, end=ends, closed=days, is_endless=st.booleans())
def test_each_agreement_stands_in_one_way_in_sql_and_in_python(
    app: Flask,
    *,
    stage: Stage,
    start: date | None,
    end: date | None,
    closed: date | None,
    is_endless: bool,
):
    ends_later = end is not None and (start is None or end > start)
    agreement = factories.agreement(
        stage=stage,
        effective_on=start,
        expires_on=end if ends_later else None,
        is_open_ended=is_endless and not ends_later,
        closed_on=closed,
    )
    db.session.flush()
    own = Agreement.id == agreement.id

    conditions = standings_on(DAY).items()
    standings = [
        word
        for word, stands in conditions
        if db.session.scalar(select(Agreement.id).where(own, stands))
    ]

    assert standings == [agreement.standing(DAY)]
    db.session.rollback()
