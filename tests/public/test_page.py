"""The public page: what everybody reads of the office, and nothing else."""

import csv
import json
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from lxml import etree

from crm.extensions import db
from crm.models import Category, HappeningKind, Partner, PublicPage, Stage
from crm.operations.sample import FOLDER, load_sample
from crm.public.markdown import as_html
from tests import factories
from tests.client import Client
from tests.conftest import DAY, Counted
from tests.databases import ONE_ENGINE
from tests.pages import Page, text_of

REL = ' rel="noopener noreferrer"'

SEED = Path(__file__).with_name("seed.txt").read_text("utf-8")
"""The text of the office's own page, as it is on the net."""

SECTIONS = {
    "Government cooperation": "government",
    "International cooperation": "international",
    "Hospital cooperation": "hospital",
    "Enterprise cooperation": "enterprise",
}


def plain(text: str) -> str:
    return " ".join(text.split()).replace("’", "'").replace("”", '"').replace("“", '"')


def seed_sections() -> dict[str, tuple[str, list[str]]]:
    """Of each channel of the seed its paragraph and its headlines."""
    found = {}
    for part in SEED.split("·")[1:]:
        heading, _, rest = part.partition(":")
        blocks = [plain(block) for block in rest.split("\n\n") if block.strip()]
        text, _related, *headlines = blocks
        found[SECTIONS[heading]] = (text, headlines[:2])
    return found


def section(page: Page, name: str) -> str:
    (element,) = page.having("section", id=name)
    return plain(text_of(element))


def items(page: Page, name: str) -> list[str]:
    (element,) = page.having("section", id=name)
    return [plain(text_of(item)) for item in element.iter("li")]


def test_the_page_is_there_only_while_it_is_switched_on(visitor: Client, admin: Client):
    factories.public_page(is_on=False)
    for address in ("/cooperation", "/cooperation/en", "/cooperation/zh/news.atom"):
        assert visitor.get(address).status_code == 404
        assert admin.get(address).status_code == 404

    admin.fill("/settings/public-page", is_on="y", title_zh="合作")

    assert visitor.visit("/cooperation/zh").heading == "合作"
    assert visitor.visit("/cooperation/en").heading == "Cooperation"
    assert visitor.get("/cooperation/zh/news.atom").status_code == 200


@ONE_ENGINE
def test_the_office_s_own_page_comes_out_of_the_sample(app: Flask, visitor: Client):
    load_sample()
    assert visitor.get("/cooperation").status_code == 404  # the sample switches nothing on
    db.session.get_one(PublicPage, 1).is_on = True

    page = visitor.visit("/cooperation/en")
    chinese = visitor.visit("/cooperation/zh")

    assert page.heading == SEED.partition("\n")[0]
    assert plain(SEED.split("\n\n")[1]) in page.text
    for name, (text, headlines) in seed_sections().items():
        assert text in section(page, name)
        assert [said for said in headlines if said not in items(page, name)] == []
    with (FOLDER / "partners.csv").open(encoding="utf-8", newline="") as rows:
        for row in csv.DictReader(rows):
            name = SECTIONS[row["source"]]
            assert plain(row["name_en"]) in items(page, name)
            assert plain(row["name_zh"]) in items(chinese, name)
            assert all(
                plain(row["name_en"]) not in items(page, other)
                for other in SECTIONS.values()
                if other != name
            )
    with (FOLDER / "agreements.csv").open(encoding="utf-8", newline="") as rows:
        for row in csv.DictReader(rows):
            assert plain(row["title_en"]) in page.text
            assert row["title_zh"] in chinese.text
            assert plain(row["partners"]) in plain(page.text)
    contact = section(page, "contact")
    assert "The medical school sincerely invites entrepreneurs" in contact
    assert "B102, Medical Science Building, Tsinghua University, Beijing 100084" in contact
    assert "86-10-62787861" in contact


def test_nothing_stands_there_that_is_not_marked(visitor: Client):
    factories.public_page()
    theirs = {"notes": "Secret note", "website": "https://secret.example.org", "city": "Secreton"}
    shown = factories.partner("Shown", is_public=True, **theirs)
    hidden = factories.partner("Hidden", **theirs)
    secret = {"notes": "Secret note", "areas": "Secret areas", "reference": "S-1"}
    factories.agreement("Open paper", shown, hidden, is_public=True, **secret)
    factories.agreement("Closed paper", shown)
    for name, given in {
        "Ended paper": {"ends_on": None, "expires_on": DAY - timedelta(days=1)},
        "Drafted paper": {"stage": Stage.DRAFT},
    }.items():
        factories.agreement(name, shown, is_public=True, **given)
    news = {"kind": HappeningKind.NEWS, "body": "Secret note"}
    factories.happening("Open news", channel=Category.HOSPITAL, **news)
    factories.happening("Closed news", **news)
    factories.happening("A visit", channel=Category.HOSPITAL, kind=HappeningKind.VISIT)

    html = visitor.visit("/cooperation/en").html
    feed = visitor.get("/cooperation/en/news.atom").text

    for said in ("Shown", "Open paper", "Open news"):
        assert said in html
    for said in ("Hidden", "Secret", "secret", "S-1", "Closed", "Ended", "Drafted", "A visit"):
        assert said not in html + feed


def test_a_change_of_anything_is_seen_at_once(visitor: Client, counted: Counted):
    factories.public_page()
    partner = factories.partner("First name", is_public=True)
    first = visitor.get("/cooperation/en")
    with counted() as statements:
        again = visitor.get("/cooperation/en")

    partner.name_en = "Second name"
    second = visitor.get("/cooperation/en")
    partner.is_public = False
    third = visitor.get("/cooperation/en")

    assert len(statements) == 1  # whether anything has changed
    assert again.data == first.data
    assert "First name" in first.text
    assert "Second name" in second.text
    assert "name" not in text_of(Page(third.text, "").main).casefold()
    assert len({answer.headers["ETag"] for answer in (first, second, third)}) == 3


def test_who_has_the_page_already_is_told_so(visitor: Client):
    factories.public_page()
    first = visitor.get("/cooperation/en")

    again = visitor.get("/cooperation/en", headers={"If-None-Match": first.headers["ETag"]})
    packed = visitor.get("/cooperation/en", headers={"Accept-Encoding": "gzip"})

    assert first.headers["Cache-Control"] == "public, no-cache"
    assert (again.status_code, again.data) == (304, b"")
    assert again.headers["ETag"] == first.headers["ETag"]
    assert packed.headers["Content-Encoding"] == "gzip"
    assert len(packed.data) < len(first.data)
    assert "Set-Cookie" not in first.headers


@ONE_ENGINE
@pytest.mark.parametrize(
    ("wanted", "language"), [("zh-CN,zh;q=0.9", "zh-Hans"), ("de", "en"), ("en-GB", "en")]
)
def test_the_browser_s_language_is_taken_and_another_is_offered(
    visitor: Client, wanted: str, language: str
):
    factories.public_page()
    answer = visitor.get("/cooperation", headers={"Accept-Language": wanted})

    page = Page(answer.text, "/cooperation")
    assert page.tree.get("lang") == language
    assert f"/cooperation/{'en' if language == 'zh-Hans' else 'zh'}" in page.links()
    assert "Accept-Language" in answer.headers["Vary"]


@ONE_ENGINE
def test_search_engines_read_the_office_and_its_partners(visitor: Client):
    factories.public_page(phone="86-10", office_en="Office </script><b>")
    factories.partner("Hospital <b>", category=Category.HOSPITAL, is_public=True)

    html = visitor.visit("/cooperation/en").html

    data = json.loads(html.partition('type="application/ld+json">')[2].partition("</script>")[0])
    things = {thing["@type"]: thing for thing in data["@graph"]}
    assert things["Organization"]["name"] == "Office </script><b>"
    assert things["Organization"]["telephone"] == "86-10"
    (listed,) = things["ItemList"]["itemListElement"]
    assert listed["item"] == {"@type": "Organization", "name": "Hospital <b>"}


@ONE_ENGINE
def test_the_feed_tells_the_news_with_their_links(visitor: Client):
    factories.public_page()
    factories.happening(
        "Signed & sealed",
        kind=HappeningKind.NEWS,
        channel=Category.HOSPITAL,
        link="https://example.org/a?b=1&c=2",
        happened_on=DAY,
    )

    answer = visitor.get("/cooperation/en/news.atom")

    atom = "{http://www.w3.org/2005/Atom}"
    (entry,) = etree.fromstring(answer.data).iter(f"{atom}entry")
    assert answer.mimetype == "application/atom+xml"
    assert entry.findtext(f"{atom}title") == "Signed & sealed"
    assert entry.find(f"{atom}link").get("href") == "https://example.org/a?b=1&c=2"
    assert entry.findtext(f"{atom}published", "").startswith(DAY.isoformat())


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        (
            "**bold** and [a link](https://example.org)",
            f'<p><strong>bold</strong> and <a href="https://example.org"{REL}>a link</a></p>',
        ),
        ("- one\n- two", "<ul>\n<li>one</li>\n<li>two</li>\n</ul>"),
        ("<script>alert(1)</script>", "<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>"),
        ("[a](javascript:alert(1))", "<p>[a](javascript:alert(1))</p>"),
        ("[a](data:text/html,x)", "<p>[a](data:text/html,x)</p>"),
        ("# no heading", "<p># no heading</p>"),
        (None, ""),
    ],
)
def test_markdown_becomes_what_can_do_no_harm(typed: str | None, shown: str):
    assert as_html(typed).strip() == shown


@ONE_ENGINE
def test_a_preview_shows_what_is_typed_and_saves_nothing(admin: Client):
    factories.public_page(is_on=False)
    fields = admin.visit("/settings/public-page").fields() | {
        "title_zh": "试看",
        "intro_zh": "**新**",
    }

    page = Page(admin.post("/settings/public-page/preview/zh", data=fields).text, "preview")

    assert page.heading == "试看"
    assert page.texts("strong") == ["新"]
    assert db.session.get_one(PublicPage, 1).title_zh is None


@ONE_ENGINE
def test_it_is_not_switched_on_without_a_title(admin: Client):
    page = admin.refused("/settings/public-page", is_on="y")

    assert "title" in page.error("is_on")


@ONE_ENGINE
def test_many_partners_are_marked_at_once(editor: Client):
    numbers = [factories.partner(f"Partner {place}").id for place in range(3)]
    query = [("ids", f"{number}.1") for number in numbers]
    page = Page(editor.get("/partners/bulk", query_string=query).text, "/partners/bulk")
    hidden = {name: page.value(name) for name in ("csrf_token", "chosen", "back", "sheet")}
    asked = {"work": "is_public", "is_public": "True", "go": "yes"}

    editor.post("/partners/bulk", data=hidden | asked)

    assert [db.session.get_one(Partner, n).is_public for n in numbers] == [True] * 3
