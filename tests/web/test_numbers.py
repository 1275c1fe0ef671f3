"""Numbers and money as people type them."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm.database import ExactNumber
from crm.web.numbers import currencies, parse_number, plain_number

numbers = st.decimals(-ExactNumber.MOST, ExactNumber.MOST, places=4)


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("1234.5", "1234.5"),
        ("1,234.50", "1234.50"),
        ("1 234 567", "1234567"),
        ("１２．５", "12.5"),
        ("-3", "-3"),
        ("0.0001", "0.0001"),
    ],
)
def test_a_number_is_read_as_it_was_meant(typed: str, number: str):
    assert parse_number(typed) == Decimal(number)


@pytest.mark.parametrize(
    "typed", ["1,5", "1.234,50", "12,34", "1e5", "", "five", "1.23456", "9" * 15, "١٢", "--1", "1."]
)
def test_what_could_mean_two_numbers_or_none_is_refused(typed: str):
    with pytest.raises(ValueError, match=r".*"):
        parse_number(typed)


@given(numbers)
def test_a_number_that_is_shown_can_be_typed_again(number: Decimal):
    assert parse_number(plain_number(number)) == number


@given(numbers)
def test_thousands_may_be_parted_by_commas(number: Decimal):
    assert parse_number(f"{number:,f}") == number


def test_currencies_are_iso_codes_once_each_the_frequent_first():
    codes = currencies()

    assert codes[0] == "CNY"
    assert len(codes) == len(set(codes))
    assert {"USD", "EUR", "CHF", "INR"} <= set(codes)
    assert all(len(code) == 3 and code.isupper() for code in codes)
