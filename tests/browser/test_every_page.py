"""Every page, as everybody can use it: contrast, names, size, width, weight on the wire."""

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, Response

from tests.browser.office import ADMIN, Office
from tests.browser.told import HEARD

pytestmark = pytest.mark.browser

PAGES = (
    "/",
    "/office",
    "/search",
    "/search?q=hospital&country=CN&state=current",
    "/partners",
    "/partners/3",
    "/partners/new",
    "/partners/3/edit",
    "/partners/3/delete",
    "/imports",
    "/partners/import",
    "/partners/bulk",
    "/partners/bulk?ids=3.1&ids=4.1&back=category%3Dhospital",
    "/contacts/bulk?ids=1.1",
    "/renewals/bulk?ids=10.1&ids=16.1",
    "/reviews/bulk?ids=1.1",
    "/proposals/bulk?ids=1.1",
    "/trash/bulk?ids=1.1",
    "/partners?q=nothing+is+called+so",
    "/partners?country=nowhere&per_page=5&page=2",
    "/duplicates",
    "/duplicates/different",
    "/partners/3/merge",
    "/partners/merge?number=3&number=4&number=5",
    "/contacts/merge?number=1&number=2",
    "/contacts",
    "/contacts/1",
    "/contacts/new",
    "/contacts/1/edit",
    "/contacts/1/positions/new",
    "/contacts/1/positions/1/past",
    "/contacts/1/erase",
    "/agreements",
    "/agreements?ends_from=2026-01-01",
    "/agreements?type=4",
    "/agreements/12",
    "/agreements/new",
    "/agreements/12/edit",
    "/agreements/12/steps/terminate",
    "/agreements/12/signatories/new",
    "/agreements/10",
    "/agreements/16",
    "/agreements/life",
    "/agreements/totals",
    "/settings/units",
    "/settings/factor",
    "/settings/factor/app",
    "/settings/factor/passkeys/new",
    "/settings/agreement-types/1/playbook/apply",
    "/settings/agreement-types/1/playbook/new",
    "/settings/playbook-steps/1",
    "/settings/playbook-steps/1/edit",
    "/settings/units/new",
    "/renewals",
    "/renewals/unknown",
    "/renewals/missed",
    "/reviews",
    "/reviews?stage=evaluating",
    "/reviews/1",
    "/reviews/1/evaluate",
    "/reviews/1/renew",
    "/reviews/1/end",
    "/recommendation/thanks",
    "/renewals/timeline",
    "/renewals/timeline?year=2027&years=5&group=person",
    "/renewals/timeline?year=1950",
    "/renewals/months",
    "/reports",
    "/reports/country",
    "/reports/renewals",
    "/reports/gaps",
    "/reports/year/2026",
    "/tasks",
    "/tasks/1",
    "/tasks/new",
    "/happenings",
    "/happenings/1",
    "/happenings/new",
    "/happenings/note?partner_id=1",
    "/happenings/1/sheet/en",
    "/digest",
    "/settings/mail",
    "/settings/backups",
    "/history",
    "/history/agreement/12",
    "/trash",
    "/trash/1",
    "/trash/empty",
    "/agreements/12/delete",
    "/history/batches/1",
    "/history/batches/1/undo",
    "/documents",
    "/agreements/12/documents",
    "/proposals",
    "/proposals/1",
    "/proposals/1/ask",
    "/proposals/1/decline",
    "/proposals/1/draft",
    "/proposals/link",
    "/pipeline",
    "/pipeline/board",
    "/pipeline/6/lost",
    "/settings/failed-logins",
    "/enquiries",
    "/enquiries/1",
    "/enquiries/1/prospect",
    "/enquiries/1/partner",
    "/enquiries/1/aside",
    "/enquiries/1/erase",
    "/cooperation/zh/enquiry",
    "/cooperation/en/enquiry/thanks",
    "/counterparts",
    "/counterparts/1",
    "/counterparts/1/decline",
    "/counterparts/agreements/12/links/new",
    "/obligations",
    "/obligations/1",
    "/agreements/12/obligations/new",
    "/agreements/12/draft",
    "/settings/profile",
    "/keys",
    "/help",
    "/settings/office",
    "/settings/public-page",
    "/cooperation/zh",
    "/settings/templates",
    "/settings/templates/1/edit",
    "/settings/templates/fields",
    "/settings/people",
    "/settings/people/new",
    "/settings/people/2/edit",
    "/login/forgotten",
    "/settings/agreement-types",
    "/settings/agreement-types/new",
    "/settings/agreement-types/4/edit",
    "/settings/agreement-types/4/fields/new",
    "/views/1",
    "/views/new?room=partners&query=category%3Dhospital",
    "/exports/agreements/columns?type=1",
    "/nothing-here",
)
PARTS = 6
"""The walk is long: in so many parts workers can share it."""

FORMS = ("/partners/new", "/agreements/new", "/tasks/new", "/settings/people/new")
STANDARDS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
TOLD = {"resultTypes": ["violations"], "preload": False}
"""What is found, without fetching style sheets anew for rules that are not asked for."""

LIGHT = TOLD | {"runOnly": {"type": "tag", "values": STANDARDS}}
DARK = TOLD | {"runOnly": {"type": "rule", "values": ["color-contrast"]}}
"""A dark page differs from the light one in nothing but its colours."""

LANGUAGES = {"English": "en-GB", "Chinese": "zh-CN"}
Look = tuple[int, str, dict[str, object] | None]
LOOKS: dict[str, tuple[Look, ...]] = {
    "English": ((1280, "light", LIGHT), (390, "dark", None)),
    "Chinese": ((390, "light", None), (1280, "dark", None)),
}
"""In which width and colours a page is looked at, and by which rules: those look at what a page is
made of, which is the same in either language. What differs is how much room the words take. The
contrast of dark colours is looked at where there is much on the page."""

FULL_LOOKS: dict[str, tuple[Look, ...]] = {
    "English": ((1280, "light", LIGHT), (390, "dark", DARK)),
    "Chinese": ((390, "light", LIGHT), (1280, "dark", DARK)),
}

HEAVIEST = 120_000
"""Bytes over the wire on a first visit."""

HEAVY = ("/", "/partners", "/partners/3", "/agreements/12", "/agreements/new", "/renewals/timeline")
"""Pages with much on them; of all others the weight is known from what the server sends."""

MENU = ("header.top",)
"""What is the same on all pages is looked at on the heavy ones."""


Opened = Callable[..., Page]


@pytest.fixture(scope="module")
def opened(
    browser: Browser, running_office: Office, signed_in: dict[str, Path]
) -> Iterator[Opened]:
    """A page of the administrator's browser, with options of one's own."""
    running_office.restore()
    contexts: list[BrowserContext] = []

    def open_page(**options: object) -> Page:
        address, state = running_office.address, signed_in[ADMIN]
        wanted = {"locale": "en-GB"} | options
        contexts.append(browser.new_context(base_url=address, storage_state=state, **wanted))
        return contexts[-1].new_page()

    yield open_page
    for context in contexts:
        context.close()


@pytest.fixture(scope="module")
def walker(opened: Opened) -> Page:
    return opened()


def _faults(page: Page, looks: tuple[Look, ...], *, seen: Sequence[str] = ()) -> list[str]:
    """What shuts somebody out of the page as it stands: rules that are broken, except by what is
    seen elsewhere, what is too small to be pressed, what cannot be read since something else is
    written there, and what can only be seen by scrolling sideways."""
    faults = []
    for width, scheme, rules in looks:
        page.set_viewport_size({"width": width, "height": 800})
        page.emulate_media(color_scheme=scheme)
        found = [*_violations(page, rules, seen)]
        found += [fault for look in (SMALL, OVER, *HEARD) for fault in page.evaluate(look)]
        if page.evaluate("document.documentElement.scrollWidth > window.innerWidth"):
            found.append("scrolls sideways")
        faults += [f"{page.url} {width} {scheme} {fault}" for fault in found]
    return faults


def _violations(page: Page, rules: dict[str, object] | None, seen: Sequence[str] = ()) -> list[str]:
    if rules is None:
        return []
    if not page.evaluate("'axe' in window"):
        page.evaluate(Axe().axe_script)
    return [
        f"{fault['id']}: {node['target']} {node['failureSummary']}"
        for fault in page.evaluate(RUN, [{"exclude": seen}, rules])
        for node in fault["nodes"]
    ]


RUN = "async ([where, rules]) => (await axe.run(where, rules)).violations"
"""What is right stays in the browser: on a page in order that is all of an answer of 50 kB."""

SMALL = """() => [...document.querySelectorAll("button, summary, select, input, .button")]
    .filter((one) => one.checkVisibility() && !one.closest("label")
        && one.type !== "hidden" && !one.classList.contains("hidden"))
    .map((one) => [one, one.getBoundingClientRect()])
    .filter(([, box]) => box.height < 24 || box.width < 24)
    .map(([one]) => "too small to press: " + one.outerHTML)"""
OVER = """() => {
  const lines = [];
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let text; (text = texts.nextNode());) {
    const holder = text.parentElement;
    if (!text.data.trim() || holder.closest("svg, .hidden, .skip")) continue;
    if (!holder.checkVisibility()) continue;
    const above = [];
    for (let one = holder; one; one = one.parentElement) above.push(one);
    const styles = above.map((one) => getComputedStyle(one));
    if (styles.some(({ position }) => /absolute|fixed|sticky/.test(position))) continue;
    const range = document.createRange();
    range.selectNodeContents(text);
    for (const { left, right, top, bottom } of range.getClientRects()) {
      const line = { left, right, top, bottom, says: text.data.trim().slice(0, 40) };
      above.forEach((one, place) => {
        if (styles[place].overflowX === "visible") return;
        const frame = one.getBoundingClientRect();
        line.left = Math.max(line.left, frame.left);
        line.right = Math.min(line.right, frame.right);
      });
      lines.push(line);
    }
  }
  lines.sort((one, other) => one.top - other.top);
  const shared = (one, other, from, to) =>
    Math.min(one[to], other[to]) - Math.max(one[from], other[from]);
  return lines.flatMap((one, place) => {
    const next = lines.slice(place + 1).findIndex(({ top }) => top > one.bottom);
    return lines.slice(place + 1, next < 0 ? undefined : place + 1 + next)
      .filter((other) => shared(one, other, "left", "right") > 2
        && shared(one, other, "top", "bottom") > 4)
      .map((other) => `written over each other: ${one.says} | ${other.says}`);
  });
}"""
"""Lines of text that share some of their place; what floats above a page is meant to cover it."""


@pytest.mark.long
@pytest.mark.parametrize("part", range(PARTS))
@pytest.mark.parametrize("language", LANGUAGES)
def test_no_page_shuts_anybody_out(opened: Opened, language: str, part: int):
    page = opened(locale=LANGUAGES[language])

    faults = []
    for address in PAGES[part::PARTS]:
        page.goto(address)
        if address in HEAVY:
            faults += _faults(page, FULL_LOOKS[language])
        else:
            faults += _faults(page, LOOKS[language], seen=MENU)

    assert faults == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_form_shuts_anybody_out_when_something_is_wrong(opened: Opened, language: str):
    page = opened(locale=LANGUAGES[language])

    faults = []
    for address in FORMS:
        page.goto(address)
        _save_nothing(page)
        faults += _faults(page, FULL_LOOKS[language])

    assert faults == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_form_shuts_anybody_out_who_has_no_javascript(opened: Opened, language: str):
    # The check is itself a script: only the page's own are kept away, and what they stand for.
    page = opened(locale=LANGUAGES[language], bypass_csp=True)
    page.route("**/*.js", lambda route: route.abort())

    faults = []
    for address in FORMS:
        page.goto(address)
        for _attempt in ("untouched", "refused"):
            page.add_style_tag(content="[data-find] { display: revert !important; }")
            faults += _faults(page, FULL_LOOKS[language])
            _save_nothing(page)

    assert faults == []


def _save_nothing(page: Page) -> None:
    page.locator("form.edit [data-save]").click()
    page.locator(".error, .notice.bad").first.wait_for()


def test_the_focus_is_seen_wherever_the_tab_key_goes(walker: Page):
    walker.goto("/agreements/new")

    for _ in range(25):
        walker.keyboard.press("Tab")
        seen = walker.evaluate(
            "() => getComputedStyle(document.activeElement).outlineStyle !== 'none'"
        )
        assert seen, walker.evaluate("document.activeElement.outerHTML")


def test_nothing_moves_on_a_page_once_it_is_shown(walker: Page):
    walker.add_init_script(
        """window.moved = 0;
        new PerformanceObserver((list) => {
          for (const entry of list.getEntries()) window.moved += entry.value;
        }).observe({ type: "layout-shift", buffered: true });"""
    )
    walker.goto("/partners")
    slow = {"offline": False, "latency": 0, "downloadThroughput": 30_000, "uploadThroughput": -1}
    walker.context.new_cdp_session(walker).send("Network.emulateNetworkConditions", slow)
    for address in ("/agreements/new", "/tasks/new", "/partners", "/"):
        walker.goto(address)
        walker.wait_for_load_state("networkidle")
        assert walker.evaluate("window.moved") == 0, address


def test_no_first_visit_weighs_more_than_120_kilobytes(
    browser: Browser, running_office: Office, signed_in: dict[str, Path]
):
    for address in HEAVY:
        context = browser.new_context(
            base_url=running_office.address, storage_state=signed_in[ADMIN]
        )
        page = context.new_page()
        answers: list[Response] = []
        page.on("response", lambda answer, kept=answers: kept.append(answer))
        page.goto(address)
        page.wait_for_load_state("networkidle")
        sizes = [answer.request.sizes() for answer in answers]
        weight = sum(size["responseBodySize"] + size["responseHeadersSize"] for size in sizes)
        assert len(answers) > 3
        assert weight <= HEAVIEST, (address, weight)
        context.close()
