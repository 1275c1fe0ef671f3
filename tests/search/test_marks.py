"""What was meant is marked in what was found."""

import pytest

from crm.models.prepared import asked_words
from crm.search.marks import around, marked


def shown(pieces: list[tuple[str, bool]] | None) -> str:
    return "".join(f"[{text}]" if is_meant else text for text, is_meant in pieces or ())


@pytest.mark.parametrize(
    ("typed", "name", "expected"),
    [
        ("bjyy", "北京医院", "[北京医院]"),
        ("qhcg", "北京清华长庚医院", "北京[清华长庚]医院"),
        ("qinghuazhang", "北京清华长庚医院", "北京[清华长]庚医院"),
        ("清華", "北京清华长庚医院", "北京[清华]长庚医院"),
        ("清华", "北京清華長庚醫院", "北京[清華]長庚醫院"),
        ("melb univ", "University of Melbourne", "[Univ]ersity of [Melb]ourne"),
        ("zurich", "Universität Zürich", "Universität [Zürich]"),
        ("gsk", "GlaxoSmithKline (China)", "[G]laxoSmithKline (China)"),
        ("fei公司", "FEI公司", "[FEI公司]"),
        ("zzz", "University of Oslo", "University of Oslo"),
        ("<b>", "<b>", "<[b]>"),
        ("marys", "St. Mary's Hospital", "St. [Mary's] Hospital"),
        ("xian", "Xi’an Jiaotong University", "[Xi’an] Jiaotong University"),
    ],
)
def test_a_name_is_marked_where_it_is_meant(typed: str, name: str, expected: str):
    assert shown(marked(name, asked_words(typed), spoken=True)) == expected


def test_of_a_long_text_the_place_is_shown():
    text = "Of other things. " * 20 + "The dean\nspoke of nurses. " + "Of more. " * 20

    place = shown(around(text, ["nurses"]))

    assert "The dean spoke of [nurses]. Of more." in place
    assert place.startswith("… ")
    assert place.endswith(" …")
    assert len(place) < 150
    assert around(text, ["surgeons"]) is None
