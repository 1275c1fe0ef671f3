"""What a file is, is told by its content; what must not come in is refused by name and reason."""

import unicodedata
import zipfile
from io import BytesIO

import pytest
from flask import Flask
from flask_babel import force_locale
from hypothesis import given
from hypothesis import strategies as st

from crm.documents import archive, text
from crm.documents.file_types import FACTS
from crm.documents.intake import Upload, holding
from crm.documents.names import safe_name
from crm.documents.text import passages
from crm.errors import Refused
from crm.models import FileType
from crm.models.prepared import MOST_WORDS, prepared_words
from crm.virus_scanner import virus_scanner
from tests.databases import ONE_ENGINE
from tests.documents import papers
from tests.documents.scanner import VIRUS, scanning


def take(content: bytes, name: str = "paper") -> Upload:
    with force_locale("en"), holding(content, name) as upload:
        return upload


def said(upload: Upload) -> str:
    return " ".join(" ".join(upload.passages).split())


@ONE_ENGINE
@pytest.mark.parametrize(
    ("content", "kind", "name"),
    [
        (papers.pdf("Agreement with Oslo"), FileType.PDF, "paper.pdf"),
        (b"\n\n" + papers.pdf("Agreement with Oslo"), FileType.PDF, "paper.pdf"),
        (papers.word("Agreement with Oslo"), FileType.DOCX, "paper.docx"),
        (papers.workbook("Agreement with Oslo"), FileType.XLSX, "paper.xlsx"),
        (papers.mail("Agreement with Oslo"), FileType.EML, "paper.eml"),
        (papers.outlook("Agreement with Oslo", "Dear Lin"), FileType.MSG, "paper.msg"),
    ],
)
def test_text_is_read_from_what_has_text(app: Flask, content: bytes, kind: FileType, name: str):
    upload = take(content)

    assert (upload.file_type, upload.name) == (kind, name)
    assert "Agreement with Oslo" in said(upload)


@ONE_ENGINE
@pytest.mark.parametrize("kind", ["png", "jpeg", "webp", "gif", "tiff"])
def test_an_image_is_known_by_its_first_bytes(app: Flask, kind: str):
    upload = take(papers.image(kind))

    assert upload.file_type == kind
    assert upload.passages == []


@ONE_ENGINE
def test_a_word_that_was_divided_at_the_end_of_a_line_is_read_whole(app: Flask):
    syllables = "The part\u00adner\u00adship of uni\u00adver\u00adsi\u00adties goes on. " * 40

    words = said(take(papers.pdf(syllables))).split()

    assert words.count("partnership") == words.count("universities") == 40


@ONE_ENGINE
def test_chinese_is_read_in_pdf_word_and_mail(app: Flask):
    subject = "=?utf-8?b?5ZCI5L2c5aSH5b+Y5b2V?="

    assert "合作备忘录" in said(take(papers.chinese_pdf("合作备忘录")))
    assert "合作备忘录" in said(take(papers.word("合作备忘录", "第二条")))
    assert "合作备忘录" in said(take(papers.mail(subject)))


@ONE_ENGINE
def test_a_mail_of_html_alone_is_read_without_its_tags(app: Flask):
    head = b"From: a@example.org\r\nTo: b@example.org\r\nSubject: Visit\r\n"
    head += b"Content-Type: text/html\r\n\r\n"

    upload = take(head + b"<style>p {}</style><p>We come&nbsp;in <b>May</b>.</p>")

    assert "We come in May" in said(upload)
    assert "style" not in said(upload)


@ONE_ENGINE
@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_a_mail_that_names_an_encoding_nobody_knows_is_read(app: Flask, encoding: str):
    head = b"From: a@example.org\r\nTo: b@example.org\r\nSubject: Visit\r\n"
    head += b"Content-Type: text/plain; charset=x-gbk\r\nContent-Transfer-Encoding: 8bit\r\n\r\n"

    words = said(take(head + "合作备忘录".encode(encoding)))

    assert words.startswith("Visit a@example.org")
    assert "合作备忘录" in words


@ONE_ENGINE
@pytest.mark.parametrize(
    "content",
    [
        b"MZ\x90\0program",
        b"<!doctype html><script>alert(1)</script>",
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        b"just some words\n",
        b"From someone: a line\nand another\n",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600,
        papers.archive(readme__txt=b"hello"),
        papers.archive(**{"[Content_Types]__xml": b"<Types>presentationml</Types>"}),
    ],
)
def test_what_is_no_paper_of_an_office_is_refused_by_its_name(app: Flask, content: bytes):
    with pytest.raises(Refused, match=r"“scan\.pdf” is of no kind that is kept here"):
        take(content, "scan.pdf")


@ONE_ENGINE
def test_a_file_that_is_locked_is_refused_with_what_to_do(app: Flask):
    with pytest.raises(Refused, match=r"“locked\.docx”: It is locked with a password\. Save it"):
        take(papers.compound_file({"EncryptedPackage": b"secret"}), "locked.docx")


@ONE_ENGINE
def test_an_old_word_file_is_refused(app: Flask):
    with pytest.raises(Refused, match="is of no kind that is kept here"):
        take(papers.compound_file({"WordDocument": b"old"}), "old.doc")


@ONE_ENGINE
def test_an_empty_file_is_refused(app: Flask):
    with pytest.raises(Refused, match=r"“scan\.pdf” is empty"):
        take(b"", "scan.pdf")


@ONE_ENGINE
@pytest.mark.parametrize("size", [archive.HARMLESS + 1, archive.MOST_INFLATED + 1])
def test_a_file_that_unpacks_to_a_flood_is_not_opened(app: Flask, size: int):
    with pytest.raises(Refused, match="unpacks to far more"):
        take(papers.bomb(size), "bomb.docx")


@ONE_ENGINE
def test_a_file_that_lies_about_what_it_unpacks_to_is_refused(app: Flask):
    honest = papers.bomb(1_000_000)
    claimed = (1_000_000).to_bytes(4, "little")
    assert honest.count(claimed) == 2

    lying = honest.replace(claimed, (1000).to_bytes(4, "little"))

    with pytest.raises(Refused, match="It is damaged"):
        take(lying, "liar.docx")


@ONE_ENGINE
def test_a_word_file_with_too_many_parts_is_refused(app: Flask):
    stream = BytesIO(papers.word("harmless"))
    with zipfile.ZipFile(stream, "a") as container:
        for number in range(archive.MOST_ENTRIES):
            container.writestr(f"word/media/{number}", b"")

    with pytest.raises(Refused, match="unpacks to far more"):
        take(stream.getvalue(), "many.docx")


@ONE_ENGINE
def test_a_bomb_inside_a_file_stays_packed(app: Flask):
    inner = papers.archive(zeros=b"\0" * 50_000_000)
    stream = BytesIO(papers.word("Terms"))
    with zipfile.ZipFile(stream, "a") as container:
        container.writestr("word/embeddings/inner.zip", inner)

    assert "Terms" in said(take(stream.getvalue()))


@ONE_ENGINE
def test_a_word_file_cut_short_is_refused_with_what_to_do(app: Flask):
    with pytest.raises(Refused, match=r"“cut\.docx”: It is damaged\. Open it, save it again"):
        take(papers.word("harmless")[:-30], "cut.docx")


@ONE_ENGINE
@pytest.mark.parametrize("content", [b"%PDF-1.7\n" + b"nonsense " * 500, papers.pdf("x")[:300]])
def test_a_pdf_that_cannot_be_read_is_taken_without_its_text(app: Flask, content: bytes):
    upload = take(content, "broken.pdf")

    assert (upload.file_type, upload.passages) == (FileType.PDF, [])


@ONE_ENGINE
def test_a_reader_that_takes_too_long_is_ended(app: Flask, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(text, "PATIENCE", 0.001)

    assert take(papers.pdf("Terms")).passages == []


@ONE_ENGINE
def test_entities_that_multiply_end_the_reader_alone(app: Flask):
    laughs = "".join(f"<!ENTITY a{n + 1} '{f'&a{n};' * 10}'>" for n in range(9))
    sheet = f"<!DOCTYPE x [<!ENTITY a0 'ha'>{laughs}]><x><t>&a9;</t></x>"
    stream = BytesIO(papers.workbook("a"))
    with zipfile.ZipFile(stream, "a", zipfile.ZIP_DEFLATED) as container:
        container.writestr("xl/comments9.xml", sheet)

    assert take(stream.getvalue(), "swell.xlsx").passages == []


def test_a_long_text_is_cut_into_passages_without_losing_a_word():
    given_text = "\n".join(f"第{n}条 clause {n}" for n in range(3000)) + "长" * 9000

    cut = list(passages(given_text))

    assert all(len(prepared_words(passage)) <= MOST_WORDS for passage in cut)
    kept = [word for passage in cut for word in prepared_words(passage)]
    assert kept[:4] == ["第", "0", "条", "clause"]
    assert kept.count("clause") == 3000
    assert kept.count("长") == 9000


def test_a_text_of_no_words_has_no_passages():
    assert list(passages(" \n—\n ")) == []


@given(st.text(), st.sampled_from(FileType))
def test_any_name_becomes_one_that_is_safe(given_name: str, kind: FileType):
    name = safe_name(given_name, kind)

    assert name.endswith(FACTS[kind].suffixes)
    assert len(name.rpartition(".")[0]) > 0
    assert len(name.encode()) <= 190
    assert not set(name) & set('/\\<>:"|?*\r\n\0')
    assert not any(unicodedata.category(sign).startswith("C") for sign in name)
    assert name == name.strip(" .")
    assert not name.startswith(".")
    assert safe_name(name, kind) == name


@pytest.mark.parametrize(
    ("given_name", "name"),
    [
        ("合作协议 (签署).pdf", "合作协议 (签署).pdf"),
        ("../../etc/passwd", "passwd.pdf"),
        ("C:\\Users\\lin\\scan.PDF", "scan.pdf"),
        ("invoice.pdf.exe", "invoice.pdf.exe.pdf"),
        ("fdp\u202eexe.pdf", "fdp exe.pdf"),
        ("aux.pdf", "_aux.pdf"),
        ("....", "document.pdf"),
        ("", "document.pdf"),
        ("\u3164\u2800.pdf", "document.pdf"),
        ("\u3164", "document.pdf"),
        ("a\r\nSet-Cookie: x.pdf", "a Set-Cookie_ x.pdf"),
        ("字" * 300 + ".pdf", "字" * 60 + ".pdf"),
    ],
)
def test_names_keep_what_people_read(given_name: str, name: str):
    assert safe_name(given_name, FileType.PDF) == name


@ONE_ENGINE
def test_a_refusal_names_the_file_without_turning_what_it_says(app: Flask):
    for content in (b"", b"nothing known"):
        with pytest.raises(Refused) as refused:
            take(content, "fdp\u202eexe.pdf")

        assert str(refused.value).startswith("“fdp exe.pdf”")


@ONE_ENGINE
def test_what_holds_a_virus_is_not_kept(app: Flask, monkeypatch: pytest.MonkeyPatch):
    harmless, infected = papers.pdf("Agreement"), papers.pdf("Agreement") + VIRUS
    with scanning(2) as scanner:
        monkeypatch.setitem(app.config, "VIRUS_SCANNER", scanner)

        assert take(harmless).file_type == FileType.PDF
        with pytest.raises(Refused, match=r"holds a virus \(Test.Word\)"):
            take(infected)


@ONE_ENGINE
def test_without_an_answer_of_the_scanner_nothing_is_kept(
    app: Flask, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setitem(app.config, "VIRUS_SCANNER", virus_scanner("unix:/nowhere/clamd.ctl"))

    with pytest.raises(Refused, match="could not be looked at for viruses"):
        take(papers.pdf("Agreement"))


def test_the_address_of_a_scanner_is_looked_at():
    assert virus_scanner("tcp://127.0.0.1:3310").port == 3310
    with pytest.raises(ValueError, match="clamd"):
        virus_scanner("http://scanner")
