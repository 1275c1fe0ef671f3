"""In which order the list of agreements stands."""

from datetime import date

import pytest

from tests import factories
from tests.client import Client
from tests.conftest import DAY


@pytest.mark.parametrize(
    ("sort", "titles"),
    [
        ("expires", ["Soon", "Later", "No paper", "Lost", "Forever", "Always"]),
        ("-expires", ["Later", "Soon", "Always", "Forever", "Lost", "No paper"]),
    ],
)
def test_ends_that_are_known_stand_first_and_the_others_each_kind_together(
    viewer: Client, sort: str, titles: list[str]
):
    oslo = factories.partner("Oslo")
    for title, given in (
        ("No paper", {}),
        ("Forever", {"is_open_ended": True}),
        ("Later", {"expires_on": date(2030, 1, 1)}),
        ("Lost", {}),
        ("Always", {"is_open_ended": True}),
        ("Soon", {"expires_on": DAY}),
    ):
        factories.agreement(title, oslo, **given)

    def shown(query: str) -> list[str]:
        return viewer.visit(f"/agreements?sort={sort}{query}").texts("a", class_="name")

    assert shown("") == shown("&renewal=none") == titles
    assert [title for page in range(1, 7) for title in shown(f"&per_page=1&page={page}")] == titles


@pytest.mark.parametrize(
    ("sort", "titles"),
    [
        ("owner", ["By A", "First by B", "Last by B", "Nobody's"]),
        ("-owner", ["Last by B", "First by B", "By A", "Nobody's"]),
    ],
)
def test_agreements_stand_by_who_is_responsible_and_those_of_nobody_last(
    viewer: Client, sort: str, titles: list[str]
):
    bo, ann = factories.user(name="Bo Qian"), factories.user(name="Ann Zhao")
    for title, owner in (("Last by B", bo), ("Nobody's", None), ("By A", ann), ("First by B", bo)):
        factories.agreement(title, owner_id=owner and owner.id)

    page = viewer.visit(f"/agreements?sort={sort}")

    assert page.texts("a", class_="name") == titles
    assert "Responsible" in page.texts("a")
