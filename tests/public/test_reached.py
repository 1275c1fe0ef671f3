"""How the public page is come to and called up: its address, its telephone, its feed."""

import pytest

from tests import factories
from tests.client import Client


@pytest.mark.parametrize(
    "address", ["/cooperation/", "/cooperation/zh/", "/cooperation/en/enquiry/"]
)
def test_an_address_with_a_slash_at_its_end_is_the_same(address: str, visitor: Client):
    factories.public_page()

    assert visitor.visit(address).text == visitor.visit(address.removesuffix("/")).text


def test_search_engines_show_the_introduction_without_its_signs(visitor: Client):
    factories.public_page(intro_en="**Welcome** to [us](https://example.org)\n\n- one & two")

    tags = visitor.visit("/cooperation/en").tree.iter("meta")

    (shown,) = (tag.get("content") for tag in tags if tag.get("name") == "description")
    assert shown == "Welcome to us one & two"


@pytest.mark.parametrize(
    ("typed", "dialled"),
    [
        ("86-10-62787861", "tel:+86-10-62787861"),
        ("+86 10 6278 7861", "tel:+86-10-6278-7861"),
        ("0086 10 6278 7861", "tel:+86-10-6278-7861"),
        ("+86 (0)10 6278 7861", "tel:+86-10-6278-7861"),
        ("010 6278 7861", "tel:010-6278-7861"),
        ("（010）62787861", "tel:010-62787861"),
    ],
)
def test_a_telephone_dials_the_number_that_is_shown(typed: str, dialled: str, visitor: Client):
    factories.public_page(phone=typed)

    links = visitor.visit("/cooperation/en").having("a")

    assert [link.get("href") for link in links if link.text == typed] == [dialled]


def test_the_feed_is_called_so_in_the_signs_of_its_language(visitor: Client):
    factories.public_page(title_en="Work with us", title_zh="合作交流")

    english, chinese = (
        visitor.get(f"/cooperation/{language}/news.atom").text for language in ("en", "zh")
    )
    assert "<title>Work with us: Related news</title>" in english
    assert "<title>合作交流：相关新闻</title>" in chinese
