"""Finding anything from any page, with the keyboard alone."""

from playwright.sync_api import Page, Route, expect

from tests.browser.hands import heading


def test_a_partner_is_found_by_initials_from_any_page(page: Page, scripts: bool):
    page.goto("/tasks")
    box = page.get_by_label("Search", exact=True).first
    if scripts:
        page.keyboard.press("/")
        page.keyboard.type("bjyy")
        expect(page.get_by_role("option", name="Beijing Hospital")).to_be_visible()
        page.keyboard.press("ArrowDown")
        page.keyboard.press("Enter")
    else:
        box.fill("bjyy")
        box.press("Enter")
        page.get_by_role("main").get_by_role("link", name="Beijing Hospital").click()

    expect(heading(page)).to_have_text("Beijing Hospital")


def test_the_palette_starts_something_new(scripted_page: Page):
    scripted_page.goto("/partners")

    scripted_page.keyboard.press("Control+k")
    scripted_page.keyboard.type("new partn")
    expect(scripted_page.get_by_role("option", name="New partner")).to_be_visible()
    expect(scripted_page.get_by_role("option", name="Home")).to_have_count(0)
    scripted_page.keyboard.press("ArrowDown")
    scripted_page.keyboard.press("Enter")

    expect(heading(scripted_page)).to_have_text("New partner")


def test_an_answer_that_comes_late_leaves_the_mark_where_somebody_has_put_it(scripted_page: Page):
    late: list[Route] = []

    def hold(route: Route) -> None:
        late.append(route)

    scripted_page.route(lambda address: "new%20partn" in address, hold)
    scripted_page.goto("/partners")
    scripted_page.keyboard.press("Control+k")
    scripted_page.keyboard.type("new part")
    expect(scripted_page.get_by_role("option", name="“new part”")).to_be_visible()
    with scripted_page.expect_request(lambda request: "new%20partn" in request.url):
        scripted_page.keyboard.type("n")

    scripted_page.keyboard.press("ArrowDown")
    late[0].continue_()
    expect(scripted_page.get_by_role("option", name="“new partn”")).to_be_visible()
    scripted_page.keyboard.press("Enter")

    expect(heading(scripted_page)).to_have_text("New partner")
