"""Documents: chosen or dropped, several at once, with progress; found, renewed, taken away."""

import base64
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.hands import field, heading, on_paper, save, section
from tests.documents import papers

pytestmark = pytest.mark.browser

AGREEMENT = "/agreements/12"


@pytest.fixture
def files(tmp_path: Path) -> list[Path]:
    """A signed copy, an annex, and what is no paper."""
    given = {
        "合作协议 signed.pdf": papers.pdf("The quetzal clause"),
        "Annex 1.docx": papers.word("Terms"),
        "setup.exe": b"MZ\x90\0",
    }
    for name, content in given.items():
        (tmp_path / name).write_bytes(content)
    return [tmp_path / name for name in given]


def choose(page: Page, files: list[Path], *, scripts: bool) -> Locator:
    """Choose files in the section; without scripts the button sends them."""
    documents = section(page, "Documents")
    documents.get_by_label("Drop files here, or choose them").set_input_files(files)
    if not scripts:
        documents.get_by_role("button", name="Add").click()
    return section(page, "Documents")


def test_two_files_are_filed_from_the_agreements_page(page: Page, files: list[Path], scripts: bool):
    page.goto(AGREEMENT)
    section(page, "Documents").get_by_label("Kind").select_option(label="Draft")

    documents = choose(page, files[:2], scripts=scripts)

    expect(documents.get_by_role("link", name="合作协议 signed", exact=True)).to_be_visible()
    expect(documents.get_by_role("link", name="Annex 1", exact=True)).to_be_visible()
    expect(documents.locator("li").filter(has_text="Draft")).to_have_count(2)
    page.goto("/agreements?q=quetzal")
    expect(page.get_by_text("1 row")).to_be_visible()


def test_who_files_the_same_file_again_is_led_to_the_one_that_is_there(
    page: Page, files: list[Path], scripts: bool
):
    page.goto(AGREEMENT)
    documents = choose(page, files[1:2], scripts=scripts)
    expect(documents.get_by_role("link", name="Annex 1", exact=True)).to_have_count(1)

    page.goto(AGREEMENT)
    documents = choose(page, files[1:2], scripts=scripts)

    expect(documents.get_by_role("link", name="Annex 1", exact=True)).to_have_count(2)
    expect(page.get_by_text("The same file was here already: “Annex 1”.")).to_be_visible()
    page.get_by_role("link", name="Look at it").click()
    expect(page.get_by_role("heading", name="Annex 1", exact=True)).to_be_visible()


def test_the_sheet_on_paper_names_the_documents_and_offers_no_place_for_more(
    page: Page, files: list[Path], scripts: bool
):
    page.goto(AGREEMENT)
    documents = choose(page, files[1:2], scripts=scripts)
    expect(documents.get_by_role("link", name="Annex 1", exact=True)).to_be_visible()

    page.goto(AGREEMENT)
    said = on_paper(page)

    assert "Annex 1" in said
    assert "Drop files here" not in said


def test_a_file_that_is_no_paper_is_named_and_the_others_are_kept(
    scripted_page: Page, files: list[Path]
):
    scripted_page.add_init_script(
        """window.bars = [];
        new MutationObserver((changes) => changes.forEach((change) => change.addedNodes.forEach(
          (node) => node.querySelector?.("progress")
            && window.bars.push(node.querySelector("progress").ariaLabel))))
          .observe(document, { childList: true, subtree: true });"""
    )
    scripted_page.goto(AGREEMENT)

    documents = choose(scripted_page, files, scripts=True)

    expect(documents.get_by_role("status")).to_contain_text("Filed: 2 of 3")
    expect(documents.locator(".error")).to_contain_text("“setup.exe” is of no kind")
    expect(documents.locator("[data-documents] li")).to_have_count(2)
    assert scripted_page.evaluate("window.bars") == [f"Sending {file.name}" for file in files]


def test_without_scripts_a_file_that_is_no_paper_keeps_all_back(
    page: Page, files: list[Path], scripts: bool
):
    if scripts:
        page.goto(f"{AGREEMENT}/documents")
        field(page, "Drop files here, or choose them").set_input_files(files)
        page.locator(".buttons").get_by_role("button", name="Add").click()
    else:
        page.goto(AGREEMENT)
        choose(page, files, scripts=False)

    expect(page.locator(".error")).to_contain_text("“setup.exe” is of no kind")
    page.goto("/documents")
    expect(page.get_by_text("No document has been filed yet.")).to_be_visible()


def test_files_are_dropped_on_the_partners_page(scripted_page: Page, files: list[Path]):
    scripted_page.goto("/partners/3")
    content = base64.b64encode(files[0].read_bytes()).decode()
    dropped = scripted_page.evaluate_handle(
        """(content) => {
          const bytes = Uint8Array.from(atob(content), (sign) => sign.charCodeAt(0));
          const transfer = new DataTransfer();
          transfer.items.add(new File([bytes], "Letter.pdf"));
          transfer.items.add(new File([bytes], "Copy.pdf"));
          return transfer;
        }""",
        content,
    )
    zone = scripted_page.locator("#documents [data-drop]")

    zone.dispatch_event("dragover", {"dataTransfer": dropped})
    expect(zone).to_have_class("field files over")
    zone.dispatch_event("drop", {"dataTransfer": dropped})

    documents = section(scripted_page, "Documents")
    expect(documents.get_by_role("status")).to_contain_text("Filed: 2 of 2")
    expect(documents.get_by_role("link", name="Letter", exact=True)).to_be_visible()
    expect(documents.get_by_role("link", name="Copy", exact=True)).to_be_visible()


def test_a_file_beyond_the_limit_is_not_even_sent(scripted_page: Page, files: list[Path]):
    scripted_page.goto(AGREEMENT)
    scripted_page.locator("#documents input[type=file]").evaluate(
        "(input) => { input.dataset.limit = 100; }"
    )
    sent = []
    scripted_page.on("request", lambda request: sent.append(request.method))

    documents = choose(scripted_page, files[:1], scripts=True)

    expect(documents.locator(".error")).to_have_text("合作协议 signed.pdf is larger than 50 MB.")
    assert "POST" not in sent


def test_a_document_gets_a_version_and_goes(page: Page, files: list[Path], scripts: bool):
    page.goto(AGREEMENT)
    documents = choose(page, files[:1], scripts=scripts)
    documents.get_by_role("link", name="合作协议 signed", exact=True).click()
    page.get_by_role("link", name="New version").click()
    field(page, "Drop the file here, or choose it").set_input_files(files[1])
    field(page, "What is new").fill("Article 4")
    save(page)

    expect(page.get_by_text("Version 2 filed.")).to_be_visible()
    versions = section(page, "Versions").get_by_role("listitem")
    expect(versions.first).to_contain_text("Annex 1.docx")
    expect(versions.first).to_contain_text("Newest")
    with page.expect_download() as download:
        versions.last.get_by_role("link", name="Download 合作协议 signed.pdf").click()
    assert download.value.suggested_filename == "合作协议 signed.pdf"
    assert Path(download.value.path()).read_bytes() == files[0].read_bytes()
    page.get_by_role("link", name="Delete this document").click()
    page.get_by_role("button", name="Delete").click()
    expect(page.get_by_text("Document deleted.")).to_be_visible()
    expect(heading(page)).to_have_text("Documents")
