"""Filing papers: several at once, versions, who may read them, what is found, what goes when."""

import csv
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from crm.documents import storage
from crm.documents.names import LONGEST
from crm.extensions import db
from crm.models import Access, Document, DocumentVersion
from tests import factories
from tests.client import Client
from tests.databases import ONE_ENGINE
from tests.documents import papers
from tests.trash.whole import empty_all

TERMS = papers.pdf("The quetzal clause", "page two")


def send(client: Client, address: str, *files: tuple[bytes, str], **fields: object):
    """File those contents under those names, as a browser without scripts does."""
    given = {"kind": "signed", "access": "staff"} | fields
    return client.send(
        address, **given, files=[(BytesIO(content), name) for content, name in files]
    )


def documents() -> list[Document]:
    return list(db.session.scalars(select(Document).order_by(Document.id)))


def stored(app: Flask) -> list[Path]:
    folder = Path(app.config["INSTANCE_PATH"]) / "documents"
    return sorted(file for file in folder.glob("??/*") if file.is_file())


@pytest.fixture(autouse=True)
def _empty_store(app: Flask) -> None:
    storage.remove_strays()


def test_several_files_are_filed_at_once_each_under_its_name(app: Flask, editor: Client):
    agreement = factories.agreement()
    address = f"/agreements/{agreement.id}/documents"

    answer = send(editor, address, (TERMS, "合作协议.pdf"), (papers.word("x"), "Annex 1.docx"))

    assert answer.location == f"/agreements/{agreement.id}#documents"
    page = editor.visit(f"/agreements/{agreement.id}")
    assert "2 documents filed." in page.text
    assert {"合作协议", "Annex 1"} <= set(page.texts("a", class_="name"))
    assert len(stored(app)) == 2
    assert all(file.stat().st_mode & 0o777 == 0o600 for file in stored(app))
    assert all(file.parent.stat().st_mode & 0o777 == 0o700 for file in stored(app))


@pytest.mark.parametrize("room", ["agreements", "partners"])
def test_the_same_file_filed_again_is_filed_and_leads_to_the_one_that_is_there(
    editor: Client, room: str
):
    owners = {"agreements": factories.agreement, "partners": factories.partner}
    one, other = owners[room]("One"), owners[room]("Other")

    send(editor, f"/{room}/{other.id}/documents", (TERMS, "elsewhere.pdf"))
    send(editor, f"/{room}/{one.id}/documents", (TERMS, "first.pdf"))
    first = editor.visit(f"/{room}/{one.id}")
    send(editor, f"/{room}/{one.id}/documents", (TERMS, "again.pdf"), (papers.word("x"), "x.docx"))
    again = editor.visit(f"/{room}/{one.id}")

    there = documents()[1]
    assert [document.title for document in documents()] == ["elsewhere", "first", "again", "x"]
    assert "The same file" not in first.text
    (notice,) = again.having("div", class_="warn")
    assert " ".join("".join(notice.itertext()).split()) == (
        "The same file was here already: “first”. Look at it"
    )
    assert [link.get("href") for link in notice.iter("a")] == [f"/documents/{there.id}"]


def test_the_same_file_among_those_of_administrators_is_not_told_of(editor: Client):
    agreement = factories.agreement()
    address = f"/agreements/{agreement.id}/documents"
    send(editor, address, (TERMS, "secret.pdf"), access="administrators")

    send(editor, address, (TERMS, "again.pdf"))

    assert "The same file" not in editor.visit(f"/agreements/{agreement.id}").text


def test_long_names_of_files_keep_apart_as_titles_what_they_end_with(editor: Client):
    """Sixty Chinese signs are as long as the name of a file may be on every system."""
    long = "医学院与约翰斯·霍普金斯大学彭博公共卫生学院关于联合培养公共卫生硕士的合作协议"
    long += "之补充协议（二〇二四年修订版）签署件扫描"
    given = [f"{long}附件一.pdf", f"{long}附件二.pdf", "CON.pdf", "备忘录: 1?.pdf", " .pdf"]
    address = f"/agreements/{factories.agreement().id}/documents"

    send(editor, address, *((TERMS, name) for name in given))

    titles = [document.title for document in documents()]
    assert titles == [f"{long}附件一", f"{long}附件二", "CON", "备忘录: 1?", "document"]
    names = db.session.scalars(select(DocumentVersion.file_name))
    assert all(len(name.encode()) <= LONGEST + len(".pdf") for name in names)


def test_a_title_is_given_to_one_file_and_put_before_several(editor: Client):
    partner = factories.partner()
    address = f"/partners/{partner.id}/documents"

    send(editor, address, (TERMS, "scan0001.pdf"), title="Letter of intent")
    send(editor, address, (TERMS, "a.pdf"), (papers.image("png"), "b.png"), title="Visit")

    assert [d.title for d in documents()] == ["Letter of intent", "Visit – a", "Visit – b"]


def test_a_script_is_answered_in_json(editor: Client):
    agreement = factories.agreement()
    address = f"/agreements/{agreement.id}/documents"
    token = editor.visit("/settings/profile").value("csrf_token")
    accept = {"Accept": "application/json"}

    def post(content: bytes):
        files = (BytesIO(content), "scan.pdf")
        data = {"csrf_token": token, "kind": "signed", "access": "staff", "files": files}
        return editor.post(address, data=data, headers=accept)

    assert post(TERMS).status_code == 201
    refused = post(b"no paper")
    assert refused.status_code == 422
    assert "is of no kind that is kept here" in refused.json["error"]


def test_one_bad_file_among_good_ones_and_none_is_kept(app: Flask, editor: Client):
    agreement = factories.agreement()

    answer = send(
        editor,
        f"/agreements/{agreement.id}/documents",
        (TERMS, "good.pdf"),
        (b"MZ", "bad.pdf"),
        title="Kept as typed",
    )

    assert answer.status_code == 422
    assert "“bad.pdf” is of no kind that is kept here" in answer.text
    assert "Kept as typed" in answer.text
    assert documents() == []
    assert stored(app) == []


def test_nothing_chosen_is_said_beside_the_field(editor: Client):
    partner = factories.partner()

    page = editor.refused(f"/partners/{partner.id}/documents")

    assert page.error("files") == "Choose a file."


@pytest.mark.parametrize(
    ("script", "said"),
    [
        (False, "At most 50 MB can be sent at once, and nothing was saved."),
        (True, "At most 50 MB can be sent at once. Send a smaller file."),
    ],
)
def test_what_is_larger_than_the_limit_is_refused_before_it_is_read(
    editor: Client, script: bool, said: str
):
    agreement = factories.agreement()

    answer = editor.post(
        f"/agreements/{agreement.id}/documents",
        headers={"Accept": "application/json"} if script else {},
        environ_overrides={"CONTENT_LENGTH": str(2**31)},
    )

    assert answer.status_code == 413
    assert said in answer.text


def test_other_forms_take_no_files(editor: Client):
    answer = editor.post("/partners/new", environ_overrides={"CONTENT_LENGTH": str(2**22)})

    assert answer.status_code == 413
    assert "larger than the server takes" in answer.text


def test_files_of_somebody_who_may_not_send_them_are_not_even_read(visitor: Client, viewer: Client):
    agreement = factories.agreement()
    address = f"/agreements/{agreement.id}/documents"

    assert visitor.post(address, data={}).location.startswith("/login")
    assert viewer.post(address, data={}).status_code == 403


def test_the_same_file_twice_is_stored_once_and_goes_with_the_last_of_both(
    app: Flask, editor: Client
):
    agreement, partner = factories.agreement(), factories.partner("Karolinska")
    send(editor, f"/agreements/{agreement.id}/documents", (TERMS, "a.pdf"))
    send(editor, f"/partners/{partner.id}/documents", (TERMS, "b.pdf"))
    first, second = documents()

    assert len(stored(app)) == 1
    editor.fill(f"/documents/{first.id}/delete")
    assert len(stored(app)) == 1
    editor.fill(f"/documents/{second.id}/delete")
    assert len(stored(app)) == 1
    empty_all()
    assert stored(app) == []


def test_a_new_version_stands_first_and_the_old_one_stays(app: Flask, editor: Client):
    document = factories.document("Terms")
    address = f"/documents/{document.id}/versions"

    sent = editor.send(
        address, files=(BytesIO(papers.word("new terms")), "v2.docx"), note="Article 4"
    )

    assert sent.location == f"/documents/{document.id}"
    page = editor.visit(f"/documents/{document.id}")
    names = [name for name in page.texts("a", class_="name") if "." in name]
    assert names == ["v2.docx", "scan.pdf"]
    assert "Article 4" in page.text
    assert editor.get(f"/documents/{document.id}/1/scan.pdf").data == factories.PDF


def test_a_version_takes_one_file_only(editor: Client):
    document = factories.document()
    files = [(BytesIO(TERMS), "a.pdf"), (BytesIO(TERMS), "b.pdf")]

    answer = editor.send(f"/documents/{document.id}/versions", files=files)

    assert answer.status_code == 422
    assert "Choose one file only." in answer.text


def test_what_happens_to_a_document_is_history(editor: Client):
    agreement = factories.agreement()
    send(editor, f"/agreements/{agreement.id}/documents", (TERMS, "scan.pdf"))
    (document,) = documents()
    address = f"/documents/{document.id}"

    editor.send(f"{address}/versions", files=(BytesIO(papers.word("x")), "v2.docx"))
    editor.fill(f"{address}/edit", access="administrators")

    told = [(c.act, c.fields) for c in factories.changes() if c.record_type == "document"]
    assert [act for act, _fields in told] == ["created", "changed", "changed"]
    assert told[1][1] == {"latest": [1, 2]}
    assert told[2][1] == {"access": ["staff", "administrators"]}


@pytest.mark.parametrize("sign", ["quetzal", "quetz clause", "scan"])
def test_an_agreement_is_found_by_what_its_documents_say(editor: Client, sign: str):
    agreement = factories.agreement("Memorandum with Oslo")
    factories.agreement("Another one")
    send(editor, f"/agreements/{agreement.id}/documents", (TERMS, "scan.pdf"))

    for room in ("agreements", "documents"):
        page = editor.visit(f"/{room}?q={sign}")
        assert "1 row" in page.text
    assert "Memorandum with Oslo" in editor.get(f"/agreements/export.csv?q={sign}").text


def test_a_long_document_is_found_by_its_last_words(editor: Client):
    agreement = factories.agreement()
    pages = ["word " * 800] * 8 + ["at the end stands a quetzal"]
    send(editor, f"/agreements/{agreement.id}/documents", (papers.pdf(*pages), "long.pdf"))

    assert "1 row" in editor.visit("/agreements?q=quetzal").text


def test_chinese_words_of_a_document_are_found_as_they_stand(editor: Client):
    partner = factories.partner()
    send(editor, f"/partners/{partner.id}/documents", (papers.word("本协议自签署之日起"), "a.docx"))

    assert "1 row" in editor.visit("/documents?q=签署之日").text
    assert "0 rows" in editor.visit("/documents?q=日之署签").text


def test_a_pdf_that_cannot_be_read_is_kept_and_says_so(editor: Client):
    agreement = factories.agreement()
    broken = b"%PDF-1.7\n" + b"nonsense " * 500

    send(editor, f"/agreements/{agreement.id}/documents", (broken, "broken.pdf"))

    assert "Its text cannot be searched." in editor.visit(f"/agreements/{agreement.id}").text
    (document,) = documents()
    assert editor.get(f"/documents/{document.id}/1/broken.pdf").data == broken


@pytest.fixture
def secret(app: Flask) -> Document:
    """A document for administrators only, with a text."""
    agreement = factories.agreement("Memorandum with Oslo")
    return factories.document(
        "Confidential fee", agreement_id=agreement.id, text="quetzal", access=Access.ADMINISTRATORS
    )


def test_what_administrators_keep_is_nowhere_for_others(editor: Client, secret: Document):
    file = f"/documents/{secret.id}/1/scan.pdf"
    pages = ("/", "/documents", f"/agreements/{secret.agreement_id}", "/documents/export.csv")

    assert [page for page in pages if "Confidential" in editor.get(page).text] == []
    for room in ("agreements", "documents"):
        for sign in ("quetzal", "confidential"):
            assert "0 rows" in editor.visit(f"/{room}?q={sign}").text
            assert "quetzal" not in editor.get(f"/{room}/export.csv?q={sign}").text
    for address in (file, f"/documents/{secret.id}", f"/documents/{secret.id}/edit"):
        assert editor.get(address).status_code == 404
    assert editor.send(f"/documents/{secret.id}/delete").status_code == 404


def test_administrators_see_and_find_what_is_kept_for_them(admin: Client, secret: Document):
    pages = ("/", "/documents", f"/agreements/{secret.agreement_id}", "/documents/export.csv")

    assert [page for page in pages if "Confidential" not in admin.get(page).text] == []
    assert "1 row" in admin.visit("/agreements?q=quetzal").text
    assert admin.get(f"/documents/{secret.id}/1/scan.pdf").data == factories.PDF


def test_who_gives_a_document_to_administrators_is_led_on(editor: Client):
    document = factories.document()

    answer = editor.fill(f"/documents/{document.id}/edit", access="administrators")

    assert answer.location == "/documents"


@ONE_ENGINE
@pytest.mark.parametrize(
    ("content", "name", "shown"),
    [
        (TERMS, "scan.pdf", True),
        (papers.image("png"), "photo.png", True),
        (papers.image("tiff"), "scan.tif", False),
        (papers.word("<script>"), "terms.docx", False),
        (papers.mail(), "visit.eml", False),
    ],
)
def test_only_a_pdf_and_an_image_are_shown_in_place(
    editor: Client, content: bytes, name: str, shown: bool
):
    agreement = factories.agreement()
    send(editor, f"/agreements/{agreement.id}/documents", (content, name))
    (document,) = documents()

    answer = editor.get(f"/documents/{document.id}/1/{name}")

    assert answer.data == content
    assert answer.headers["Content-Disposition"].startswith("inline" if shown else "attachment")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert (
        "sandbox; base-uri 'none'; frame-ancestors 'none'"
        in answer.headers["Content-Security-Policy"]
    )
    assert answer.headers["Cache-Control"] == "no-store"
    saved = editor.get(f"{answer.request.path}?download=1")
    assert saved.headers["Content-Disposition"].startswith("attachment")


def test_a_chinese_name_reaches_the_reader_whole(editor: Client):
    agreement = factories.agreement()
    send(editor, f"/agreements/{agreement.id}/documents", (TERMS, "合作；100% 协议.pdf"))
    (document,) = documents()

    answer = editor.get(f"/documents/{document.id}/1/x.pdf")

    told = answer.headers["Content-Disposition"]
    assert "filename*=UTF-8''%E5%90%88%E4%BD%9C%EF%BC%9B100%25%20%E5%8D%8F%E8%AE%AE.pdf" in told


def test_an_export_says_when_a_paper_was_filed_on_the_clock_of_the_office(viewer: Client):
    early = factories.document("Scan of the morning")
    early.filed_at = datetime(2026, 11, 23, 23, 30, tzinfo=UTC)

    (row,) = csv.DictReader(viewer.get("/documents/export.csv?from=2026-11-24").text.splitlines())

    assert row["Filed on"] == "2026-11-24 07:30:00"


@pytest.mark.parametrize("owner", ["agreement", "partner"])
def test_documents_go_with_what_they_belong_to(app: Flask, editor: Client, owner: str):
    record = factories.partner() if owner == "partner" else factories.agreement()
    factories.document(**{f"{owner}_id": record.id}, text="quetzal")
    factories.document("Hidden", **{f"{owner}_id": record.id}, access=Access.ADMINISTRATORS)

    answer = editor.fill(f"/{owner}s/{record.id}/delete")

    assert answer.status_code == 302
    assert documents() == []
    assert db.session.scalar(select(DocumentVersion.id)) is None
    assert "0 rows" in editor.visit("/documents?q=quetzal").text
    assert stored(app) != []
    empty_all()
    assert stored(app) == []
