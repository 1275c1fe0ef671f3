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
