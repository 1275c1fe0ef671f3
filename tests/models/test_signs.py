"""The readings and forms of Chinese signs are those of the libraries that they were taken from."""

import json

import pytest

from crm.models.prepared import asked_words, other_words
from crm.models.signs import FILE
from tests.signs import table


def test_the_table_of_signs_is_what_the_libraries_say():
    assert json.loads(FILE.read_text("utf-8")) == table()


@pytest.mark.parametrize(
    ("name", "called"),
    [
        ("重庆长安行", {"chongqingchanganhang", "zqzax", "cqcah", "zhanganxing"}),
        ("Tsinghua University", {"thu", "tu"}),
        ("University of Melbourne", {"um", "uom"}),
        ("GlaxoSmithKline", {"smithkline"}),
        ("FEI公司", {"feigongsi", "fgs", "feigs"}),
    ],
)
def test_a_name_is_called_by_its_pinyin_and_its_initials(name: str, called: set[str]):
    assert called <= set(other_words(name))


def test_signs_that_stand_together_are_looked_for_as_they_stand():
    assert asked_words("北京醫院 O’Brien, Tromsø") == ["北京医院", "obrien", "tromso"]
