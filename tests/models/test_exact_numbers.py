"""Numbers and money are kept to the last digit, never as floats."""

from decimal import Decimal

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Dialect, func, literal, select
from sqlalchemy.dialects import sqlite

from crm.database import ExactNumber
from crm.extensions import db

numbers = st.decimals(min_value=-ExactNumber.MOST, max_value=ExactNumber.MOST, places=4)
DIALECT: Dialect = sqlite.dialect()


@given(numbers)
def test_what_is_kept_comes_back_to_the_last_digit(number: Decimal):
    kept = ExactNumber().process_bind_param(number, DIALECT)

    assert isinstance(kept, int)
    assert ExactNumber().process_result_value(kept, DIALECT) == number


@pytest.mark.parametrize(
    "typed", ["0.00001", "1e14", "-1e14", "NaN", "Infinity", "0.1000000000000000000000000000000001"]
)
def test_what_could_only_be_kept_rounded_is_refused(typed: str):
    with pytest.raises(ValueError, match="more digits"):
        ExactNumber().process_bind_param(Decimal(typed), DIALECT)


def test_a_float_is_refused():
    with pytest.raises(TypeError, match="rounded already"):
        ExactNumber().process_bind_param(1.5, DIALECT)


@pytest.mark.parametrize("typed", ["0.1", "-1234.5678", "99999999999999.9999", "7"])
def test_both_engines_keep_it(app: Flask, typed: str):
    number = Decimal(typed)

    kept = db.session.scalar(select(literal(number, ExactNumber())))

    assert kept == number


def test_a_sum_is_exact_too(app: Flask):
    tenths = select(literal(Decimal("0.1"), ExactNumber()).label("n"))
    ten = tenths.union_all(*[tenths] * 9).subquery()

    assert db.session.scalar(select(func.sum(ten.c.n))) == 1
