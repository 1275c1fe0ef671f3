"""Real files of each type, made on the spot."""

import io
import struct
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


def chinese_pdf(text: str) -> bytes:
    """With a font that is not embedded, as Chinese offices send them."""
    written = f"BT /F1 20 Tf 20 200 Td <{text.encode('utf-16-be').hex()}> Tj ET"
    parts = (
        "<</Type/Catalog/Pages 2 0 R>>",
        "<</Type/Pages/Kids[3 0 R]/Count 1>>",
        (
            "<</Type/Page/Parent 2 0 R/MediaBox[0 0 300 300]/Contents 4 0 R"
            "/Resources<</Font<</F1 5 0 R>>>>>>"
        ),
        f"<</Length {len(written)}>>\nstream\n{written}\nendstream",
        (
            "<</Type/Font/Subtype/Type0/BaseFont/STSong-Light/Encoding/UniGB-UCS2-H"
            "/DescendantFonts[6 0 R]>>"
        ),
        (
            "<</Type/Font/Subtype/CIDFontType0/BaseFont/STSong-Light"
            "/CIDSystemInfo<</Registry(Adobe)/Ordering(GB1)/Supplement 4>>>>"
        ),
    )
    body = "".join(f"{number} 0 obj\n{part}\nendobj\n" for number, part in enumerate(parts, 1))
    return f"%PDF-1.4\n{body}trailer<</Size 7/Root 1 0 R>>\n%%EOF".encode()


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


def outlook(subject: str, body: str) -> bytes:
    """A message as Outlook saves it."""
    return compound_file(
        {
            "__properties_version1.0": b"",
            "__substg1.0_0037001F": subject.encode("utf-16-le"),
            "__substg1.0_1000001F": body.encode("utf-16-le"),
        }
    )


def compound_file(streams: dict[str, bytes]) -> bytes:
    """The smallest OLE container: header, one sector of chains, two of the directory, streams.

    Each stream fills eight sectors of 512 bytes, the fewest that are not packed together.
    """
    end, free, chain = 0xFFFFFFFE, 0xFFFFFFFF, []
    chain += [0xFFFFFFFD, 2, end]
    entries = [_entry("Root Entry", kind=5, child=1, start=end, size=0)]
    for number, (name, _content) in enumerate(streams.items(), 1):
        start, after = len(chain), number + 1 if number < len(streams) else free
        entries.append(_entry(name, kind=2, right=after, start=start, size=4096))
        chain += [*range(start + 1, start + 8), end]
    magic = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16)
    sizes = struct.pack("<5H6x", 0x3E, 3, 0xFFFE, 9, 6)
    places = struct.pack("<9I", 0, 1, 1, 0, 4096, end, 0, end, 0)
    header = magic + sizes + places + struct.pack("<109I", 0, *[free] * 108)
    table = struct.pack("<128I", *chain, *[free] * (128 - len(chain)))
    contents = b"".join(content.ljust(4096, b"\0") for content in streams.values())
    return header + table + b"".join(entries).ljust(1024, b"\0") + contents


def _entry(
    name: str, *, kind: int, start: int, size: int, child: int = 2**32 - 1, right: int = 2**32 - 1
) -> bytes:
    written = name.encode("utf-16-le") + b"\0\0"
    tree = struct.pack("<H2B3I", len(written), kind, 1, 2**32 - 1, right, child)
    return written.ljust(64, b"\0") + tree + bytes(36) + struct.pack("<IQ", start, size)


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
