"""Real files of each type, made on the spot."""

import io
import zipfile

from docx import Document as WordFile
from fpdf import FPDF
from openpyxl import Workbook
from PIL import Image


def pdf(*pages: str) -> bytes:
    paper = FPDF()
    paper.set_font("helvetica")
    for text in pages:
        paper.add_page()
        paper.multi_cell(0, text=text)
    return bytes(paper.output())


def word(*paragraphs: str) -> bytes:
    paper = WordFile()
    for text in paragraphs:
        paper.add_paragraph(text)
    return _saved(paper)


def workbook(*cells: str) -> bytes:
    book = Workbook()
    book.active.append(list(cells))
    return _saved(book)


def image(kind: str) -> bytes:
    stream = io.BytesIO()
    Image.new("RGB", (8, 8), "red").save(stream, kind)
    return stream.getvalue()


def mail(subject: str = "Visit", body: str = "We come in May.") -> bytes:
    lines = ("From: dean@example.org", "To: office@example.org", f"Subject: {subject}", "", body)
    return "\r\n".join(lines).encode()


def archive(**entries: bytes) -> bytes:
    """A ZIP file; a name is written with two underscores for a dot."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as container:
        for name, content in entries.items():
            container.writestr(name.replace("__", "."), content)
    return stream.getvalue()


def bomb(size: int) -> bytes:
    """A Word file in which one part unpacks to so many zeros."""
    stream = io.BytesIO(word("harmless"))
    with zipfile.ZipFile(stream, "a", zipfile.ZIP_DEFLATED) as container:
        container.writestr("word/media/zeros.bin", b"\0" * size)
    return stream.getvalue()


def _saved(paper) -> bytes:
    stream = io.BytesIO()
    paper.save(stream)
    return stream.getvalue()
