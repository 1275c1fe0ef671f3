"""What may be typed into a form: stored and shown as it is, or refused beside its field."""

from collections.abc import Iterator
from itertools import count
from xml.etree.ElementTree import Element

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm.extensions import db
from crm.models import Agreement, Contact, Partner
from crm.models.unseen import or_none, still_open
from tests import factories
from tests.client import Client
from tests.databases import ONE_ENGINE
from tests.pages import Page, without_patterns

FORMS: dict[str, dict[str, str]] = {
    "/partners/new": {"name_en": "Oslo", "category": "international", "save_anyway": "yes"},
    "/contacts/new": {
        "name_en": "Kari",
        "new_name_en": "Oslo",
        "new_category": "other",
        "save_anyway": "yes",
    },
    "/agreements/new": {
        "title_en": "Memorandum",
        "new_category": "other",
        "save_anyway": "yes",
    },
    "/tasks/new": {"title": "Call the dean"},
    "/happenings/new": {"title": "Visit", "kind": "visit"},
    "/settings/people/new": {"name": "Wang Fang", "is_active": ""},
    "/settings/agreement-types/new": {"name_en": "Exchange"},
    "/views/new?room=partners": {"name": "Hospitals"},
    "/settings/profile": {"name": "Chen Wei"},
}
SCRIPT = "<script>alert(1)</script>"
TEXTS = (
    SCRIPT,
    "🩺👩🏽‍⚕️",
    "مرحبا بالعالم",
    "\u202eright to left\u202c",
    "x" * 10_000,
    "'; DROP TABLE partner; --",
    "%(name)s {{ 7 * 7 }}",
    "99999999999999999999",
)
NO_DAYS = (
    "2026-02-31",
    "2026-13-01",
    "31.02.2026",
    "tomorrow",
    "0001-01-01",
    "9999-12-31",
    "9" * 50,
)
NO_NUMBERS = ("many", "-1", "--5", "1.5", "99999999999999999999", "²", SCRIPT)
UNSEEN = tuple("\u200b\u2060\ufeff\u00a0\u3164\u115f\u1160\uffa0\u2800")
PARTED = {"tags"}
"""What stands between signs that part it comes back with commas."""
NO_SELECT = {"/settings/agreement-types/new", "/views/new?room=partners"}
"""The forms in which nothing is chosen of a list."""
_numbers = count(1)
every_form = pytest.mark.parametrize("address", FORMS)


def valid(address: str) -> dict[str, str | list[str]]:
    """What saves: new each time, where two of the same are refused."""
    fields: dict[str, str | list[str]] = dict(FORMS[address])
    if address == "/agreements/new":
        partner = factories.partner(f"Partner {next(_numbers)}")
        fields |= {"partner_ids": [str(partner.id)], "type_id": str(factories.shipped_type().id)}
    if address == "/settings/people/new":
        fields["email"] = f"wang{next(_numbers)}@example.org"
    return fields


def inputs(page: Page) -> Iterator[Element]:
    form = next(e for e in page.main.iter("form") if e.get("class") == "edit")
    for element in without_patterns(form):
        if element.tag in {"input", "textarea", "select"} and element.get("name"):
            yield element


def names(page: Page, *kinds: str) -> list[str]:
    """The fields of those kinds; a picker's search line is none of them, nor is a number."""
    found = [e for e in inputs(page) if (e.get("type") or kind_of(e)) in kinds]
    found = [e for e in found if e.get("inputmode") != "decimal"]
    return [name for e in found if not (name := e.get("name", "")).endswith("-q")]


def kind_of(element: Element) -> str:
    return "text" if element.tag in {"input", "textarea"} else element.tag


@every_form
def test_a_form_saves_what_is_valid(admin: Client, address: str):
    assert admin.fill(address, **valid(address)).status_code == 302


@every_form
@pytest.mark.parametrize("typed", TEXTS, ids=range(len(TEXTS)))
def test_any_text_is_stored_and_shown_or_refused_beside_its_field(
    admin: Client, address: str, typed: str
):
    form = admin.begin(address)
    everywhere = dict.fromkeys(names(form.page, "text"), typed)

    answer = form.save(**valid(address) | everywhere)

    if answer.status_code == 422:
        page = Page(answer.text, address)
        assert SCRIPT not in page.html
        kept = {name: typed for name in everywhere if name not in PARTED}
        assert {name: page.fields()[name] for name in kept} == {n: [typed] for n in kept}
        stored = {name: typed for name in everywhere if not page.error(name)}
        assert stored != everywhere, "refused, but no field says why"
        answer = form.save(**valid(address) | stored)
    assert answer.status_code == 302
    assert SCRIPT not in admin.visit(answer.location).html


@ONE_ENGINE
@every_form
def test_invisible_characters_are_named_beside_their_field(admin: Client, address: str):
    form = admin.begin(address)
    everywhere = names(form.page, "text")

    invisible = dict.fromkeys(everywhere, "before\0after")
    answer = form.save(**valid(address) | invisible)

    assert answer.status_code == 422
    page = Page(answer.text.replace("\0", ""), address)
    assert [name for name in everywhere if "U+0000" not in page.error(name)] == []


@ONE_ENGINE
@every_form
def test_what_has_to_be_filled_in_is_not_filled_by_blanks(admin: Client, address: str):
    name = next(iter(set(FORMS[address]) & {"name_en", "title_en", "title", "name"}))

    form = admin.begin(address)

    for typed in ("", "   ", "\u3000"):
        page = form.refused(**valid(address) | {name: typed})

        assert page.error(name)


@ONE_ENGINE
@every_form
def test_what_has_to_be_filled_in_is_not_filled_by_what_nobody_sees(admin: Client, address: str):
    name = next(iter(set(FORMS[address]) & {"name_en", "title_en", "title", "name"}))
    form = admin.begin(address)
    said = form.refused(**valid(address) | {name: ""}).error(name)

    for typed in (*UNSEEN, f" {''.join(UNSEEN)} {UNSEEN[0]}"):
        page = form.refused(**valid(address) | {name: typed})

        assert page.error(name) == said, ascii(typed)


@ONE_ENGINE
def test_other_names_and_tags_that_nobody_sees_are_left_out(editor: Client):
    typed = FORMS["/partners/new"] | {"aliases": "PUMCH\n\u200b\nPUMC", "tags": "eye, \u2060"}

    assert editor.fill("/partners/new", **typed).status_code == 302

    partner = db.session.query(Partner).one()
    assert (partner.aliases, partner.tags) == ("PUMCH\nPUMC", "eye")


@ONE_ENGINE
def test_a_name_does_not_turn_the_sentences_in_which_it_stands(editor: Client):
    number = factories.partner().id
    lines = "\u202eone\r\ntwo"

    typed = {"name_en": "\u202eRLO unclosed", "aliases": lines, "tags": "\u202bא, \u2067ב"}
    editor.fill(f"/partners/{number}/edit", **typed)

    partner = db.session.get_one(Partner, number)
    assert partner.name_en == "\u202eRLO unclosed\u202c"
    assert partner.aliases == "\u202eone\u202c\ntwo"
    assert all(tag.endswith(("\u202c", "\u2069")) for tag in (partner.tags or "").split(", "))
    assert "\u202eRLO unclosed\u202c" in editor.visit(f"/partners/{number}/delete").text


@given(st.text(st.sampled_from("\u202e\u2067\u202c\u2069\u200b\u3164e\u0301 א\n\r")))
def test_a_text_that_was_cleaned_is_clean(typed: str):
    cleaned = or_none(typed)

    assert or_none(cleaned) == cleaned
    assert not [line for line in (cleaned or "").splitlines() if still_open(line)]


@ONE_ENGINE
@every_form
@pytest.mark.parametrize("typed", ["nonsense", "-1", "99999999999999999999", "\0", SCRIPT])
def test_a_choice_that_is_not_offered_is_refused(admin: Client, address: str, typed: str):
    _refused_everywhere(admin, address, "select", typed)


@ONE_ENGINE
@pytest.mark.parametrize("address", [address for address in FORMS if address not in NO_SELECT])
@pytest.mark.parametrize(
    ("language", "said"),
    [("en", "Choose one of the list."), ("zh_Hans", "请从列表中选择一项。")],
)
def test_of_a_choice_that_is_not_offered_it_is_said_once_what_to_do(
    admin: Client, address: str, language: str, said: str
):
    admin.send("/settings/language", language=language)
    form = admin.begin(address)
    boxes = {"reader_ids"} & set(names(form.page, "checkbox"))
    spoilt = dict.fromkeys([*names(form.page, "select"), *boxes], "bogus")

    refused = form.refused(**valid(address) | spoilt)

    told = {name: refused.texts("p", class_="error", id=f"{name}-hint") for name in spoilt}
    assert told == {name: [said] for name in spoilt}


@ONE_ENGINE
@every_form
@pytest.mark.parametrize("typed", NO_DAYS)
def test_a_day_that_does_not_exist_is_refused_and_stays(admin: Client, address: str, typed: str):
    _refused_everywhere(admin, address, "date", typed, stays=True)


@ONE_ENGINE
@every_form
@pytest.mark.parametrize("typed", NO_NUMBERS)
def test_a_number_out_of_bounds_is_refused_and_stays(admin: Client, address: str, typed: str):
    _refused_everywhere(admin, address, "number", typed, stays=True)


def _refused_everywhere(
    admin: Client, address: str, kind: str, typed: str, *, stays: bool = False
) -> None:
    """What is typed into all fields of that kind at once is refused beside each of them."""
    form = admin.begin(address)
    everywhere = names(form.page, kind)
    if not everywhere:
        assert kind not in {kind_of(e) for e in inputs(form.page)}
        return

    page = form.refused(**valid(address) | dict.fromkeys(everywhere, typed))

    assert [name for name in everywhere if not page.error(name)] == []
    if stays:
        kept = {name: typed for name in everywhere if name not in PARTED}
        assert {name: page.fields()[name] for name in kept} == {n: [typed] for n in kept}


@ONE_ENGINE
@every_form
def test_a_picker_takes_any_typed_text(admin: Client, address: str):
    form = admin.begin(address)
    lines = [n for e in inputs(form.page) if (n := e.get("name", "")).endswith("-q")]
    for line in lines:
        for typed in (SCRIPT, "🩺", "nobody is called so", "x" * 10_000, "' OR 1=1 --"):
            page = form.refused(**valid(address) | {line: typed})

            assert page.error(line.removesuffix("-q")), (line, typed[:30])
            assert SCRIPT not in page.html
        answer = form.save(**valid(address) | {line: "a\0b"})
        assert answer.status_code == 422


@pytest.mark.parametrize("number", ["99999999999999999999", "999999999999", "-1", "x", "\0", "²"])
def test_a_record_that_is_not_there_cannot_be_chosen(admin: Client, number: str):
    fields = valid("/agreements/new") | {"partner_ids": [number]}

    page = admin.refused("/agreements/new", **fields)

    assert page.error("partner_ids")
    assert db.session.query(Agreement).count() == 0


@pytest.mark.parametrize("room", ["partners", "contacts", "agreements"])
def test_a_lookup_takes_any_text(admin: Client, room: str):
    for typed in (*TEXTS, "a\0b", ""):
        answer = admin.get(f"/{room}/lookup", query_string={"q": typed})

        assert (answer.status_code, answer.json) == (200, [])


@pytest.mark.parametrize("room", ["contacts", "agreements", "tasks", "happenings"])
def test_an_address_that_fills_in_nonsense_opens_an_empty_form(admin: Client, room: str):
    for number in ("99999999999999999999", "999999999999", "-1", "x", "\0", SCRIPT):
        for name in ("partner_id", "agreement_id", "contact_id", "parent_id", "partner_ids"):
            answer = admin.get(f"/{room}/new", query_string={name: number})

            assert answer.status_code == 200, (name, number)
            assert SCRIPT not in answer.text


def test_an_agreement_ends_after_it_begins(admin: Client):
    for end in ("2026-05-01", "2026-04-30"):
        days = {"effective_on": "2026-05-01", "expires_on": end}

        page = admin.refused("/agreements/new", **valid("/agreements/new") | days)

        assert page.error("expires_on") == (
            "Give a day after 1 May 2026, when it comes into force."
        )
        assert page.fields()["expires_on"] == [end]


def test_an_agreement_of_which_nobody_knows_the_start_ends_after_it_was_signed(admin: Client):
    days = {"signed_on": "2026-05-01", "expires_on": "2026-05-01"}
    fields = valid("/agreements/new")

    page = admin.refused("/agreements/new", **fields | days)
    late = admin.fill("/agreements/new", **fields | days | {"effective_on": "2025-01-01"})

    assert page.error("expires_on") == "Give a day after 1 May 2026, when it was signed."
    assert late.status_code == 302


def test_an_agreement_has_one_end(admin: Client):
    both = {"expires_on": "2026-05-01", "is_open_ended": "y"}

    page = admin.refused("/agreements/new", **valid("/agreements/new") | both)

    assert page.error("expires_on")


@ONE_ENGINE
@pytest.mark.parametrize(
    ("address", "name"), [("/partners/new", "website"), ("/happenings/new", "link")]
)
@pytest.mark.parametrize(
    "typed",
    [
        "https://",
        "http:///path",
        "javascript:alert(1)",
        "ftp://example.org",
        "https://localhost",
        "https://example.org:port",
        "https://[::1",
        "two words.org",
        "https://exam ple.org",
        "a@b.cd",
        "mailto:a@b.c",
        "https://kari@example.org",
        "https://kari:secret@example.org",
        "http://-a.org",
        "http://a-.org",
        "http://a.-b.org",
        "http://exa%6dple.org",
        "http://exam\\ple.org",
        "http://300.300.300.300",
        "http://1.2.3",
        "http://1.2.3.4.5",
        "http://[::ffff:1.2.3.400]",
        "x" * 64 + ".org",
        ".".join(["x" * 50] * 5),
        "x" * 290 + ".example.org",
        "example.org/" + "x" * 480,
    ],
)
def test_a_web_address_without_a_host_or_too_long_is_refused(
    admin: Client, address: str, name: str, typed: str
):
    if name == "link":
        typed = typed.replace("x" * 290, "x" * 490)

    page = admin.refused(address, **valid(address) | {name: typed})

    assert page.error(name)
    assert page.fields()[name] == [typed]


def test_a_web_address_is_completed(admin: Client):
    admin.fill("/partners/new", **valid("/partners/new") | {"website": "www.uio.no/english"})

    assert db.session.query(Partner.website).scalar() == "https://www.uio.no/english"


@ONE_ENGINE
@pytest.mark.parametrize(
    "typed",
    [
        "http://例子.测试",
        "https://उदाहरण.परीक्षा/पथ",
        "https://xn--fsqu00a.xn--0zwm56d",
        "https://i❤.example.org",
        "https://www.Uio.no:8443/a@b?c=d@e#f",
        "https://my_page.example.org",
        "https://a--b.1and1.org",
        "http://192.168.0.1:8080/",
        "http://[::ffff:192.168.0.1]:80/",
        "https://" + "x" * 63 + ".org",
    ],
)
def test_a_web_address_that_can_be_is_kept_as_it_was_typed(editor: Client, typed: str):
    editor.fill("/partners/new", **FORMS["/partners/new"] | {"website": typed})

    assert db.session.query(Partner.website).scalar() == typed


@ONE_ENGINE
@pytest.mark.parametrize("address", ["/contacts/new", "/settings/people/new"])
@pytest.mark.parametrize(
    "typed",
    [
        "kari",
        "kari@",
        "@example.org",
        "a b@example.org",
        "kari@example",
        "a@b@c.org",
        "x" * 65 + "@example.org",
        SCRIPT,
    ],
)
def test_an_e_mail_address_that_cannot_be_is_refused(admin: Client, address: str, typed: str):
    page = admin.refused(address, **valid(address) | {"email": typed})

    assert page.error("email")
    assert page.fields()["email"] == [typed]


@ONE_ENGINE
def test_an_e_mail_address_may_be_as_long_as_the_standard_says(editor: Client):
    longest = "x" * 64 + "@example.org"

    editor.fill("/contacts/new", **valid("/contacts/new") | {"email": longest})

    assert db.session.query(Contact.email).scalar() == longest


@pytest.mark.parametrize("typed", ["", " ", "kari", SCRIPT, "🩺", "x" * 10_000, "9" * 20, "a\0b"])
@pytest.mark.parametrize("name", ["email", "password"])
def test_a_login_that_is_wrong_is_refused(visitor: Client, name: str, typed: str):
    right = {"email": factories.user_with_password().email, "password": factories.PASSWORD}
    token = visitor.visit("/login").value("csrf_token")

    answer = visitor.post("/login", data={"csrf_token": token} | right | {name: typed})

    assert answer.status_code == 422
    assert SCRIPT not in answer.text
    assert 'role="alert"' in answer.text or 'class="error"' in answer.text


@pytest.mark.parametrize(
    "spoilt", [{"room": "nonsense"}, {"room": ""}, {"query": "x" * 10_000}, {"query": "q=\0"}]
)
def test_a_view_that_leads_nowhere_is_not_saved(admin: Client, spoilt: dict[str, str]):
    answer = admin.fill("/views/new?room=partners", **{"name": "Hospitals"} | spoilt)

    assert answer.status_code == 422
    assert 'class="error"' in answer.text


def test_follow_ups_that_were_not_proposed_make_no_tasks(admin: Client):
    agreement = factories.agreement()

    answer = admin.send(f"/agreements/{agreement.id}/follow-ups", keys=["nonsense", SCRIPT, "\0"])

    assert answer.status_code == 302
    assert "no tasks" in admin.visit("/tasks").text.lower()


@ONE_ENGINE
@pytest.mark.parametrize("address", ["/partners", "/search"])
def test_of_a_long_search_the_beginning_is_looked_for(viewer: Client, address: str):
    page = viewer.visit(f"{address}?q={'x' * 2_000}")

    assert "Only the first 200 characters are looked for." in page.text
    # The page's own address alone is whole: who changes the language comes back to it.
    assert page.html.count("x" * 201) <= 10


@ONE_ENGINE
def test_all_that_has_to_be_mended_is_said_at_once(editor: Client):
    agreement = factories.agreement("Exchange")
    db.session.commit()
    starts, ends = "2027-03-01", "2027-02-01"

    filed = editor.refused("/agreements/new", effective_on=starts, expires_on=ends, link="amends")
    promised = editor.refused(
        f"/agreements/{agreement.id}/obligations/new",
        due_on=starts,
        ends_on=ends,
        every_months="12",
        amount="5",
    )
    person = editor.refused("/contacts/new", email="nobody", source="other", position="Dean")
    partner = editor.refused("/partners/new", website="nowhere")

    wrong = (
        (filed, ("title_en", "partner_ids", "type_id", "expires_on", "link")),
        (promised, ("text", "ends_on", "currency")),
        (person, ("name_en", "email", "source_note", "partner_id")),
        (partner, ("name_en", "category", "website")),
    )
    assert [name for page, names in wrong for name in names if not page.error(name)] == []


def test_a_new_record_begins_in_its_first_field_to_type_in(editor: Client):
    agreement = factories.agreement("Exchange")
    db.session.commit()
    pages = ("/happenings/new", f"/agreements/{agreement.id}/obligations/new", "/tasks/new")

    begins = [editor.visit(page).having("input", autofocus="")[0].get("name") for page in pages]

    assert begins == ["title", "text", "title"]
